import CSluice

extension Output {
    /// Emits a tensor. Its numbers are copied.
    /// - Parameters:
    ///   - tensor: The numbers.
    ///   - name: What it is called; the view's own name for `nil`.
    ///   - stamp: Stream, number and clocks, usually those of the item it was made from.
    ///   - sub: Tells several items made from one apart.
    public func emit(
        tensor: TensorView, name: Name? = nil, stamp: ItemStamp, sub: UInt32 = 0, port: Int = 0
    ) throws(StageError) {
        var item = stamp.item
        item.kind = UInt32(SLUICE_ITEM_TENSOR)
        item.sub = sub
        var facts = tensor.facts
        if let name { facts.name = name.id }
        let status = withUnsafePointer(to: facts) { pointer in
            item.payload.tensor = pointer
            return host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &item)
        }
        try check(status)
    }
}

extension TensorView {
    /// The tensor in the contract's shape.
    var facts: sluice_tensor {
        var facts = sluice_tensor()
        facts.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
        facts.element_type = element.rawValue
        facts.rank = UInt32(shape.rank)
        facts.name = name.id
        facts.memory_kind = UInt32(SLUICE_MEMORY_HOST)
        facts.data = start?.assumingMemoryBound(to: UInt8.self)
        facts.bytes = UInt64(byteCount)
        withUnsafeMutablePointer(to: &facts.dimensions) { lengths in
            let lengths = UnsafeMutableRawPointer(lengths).assumingMemoryBound(to: Int64.self)
            for axis in 0..<shape.rank { lengths[axis] = Int64(shape[axis]) }
        }
        withUnsafeMutablePointer(to: &facts.byte_strides) { strides in
            let strides = UnsafeMutableRawPointer(strides).assumingMemoryBound(to: Int64.self)
            var dense = Int64(element.size_bytes)
            for axis in Swift.stride(from: shape.rank - 1, through: 0, by: -1) {
                strides[axis] = dense
                dense *= Int64(max(1, shape[axis]))
            }
        }
        return facts
    }
}
