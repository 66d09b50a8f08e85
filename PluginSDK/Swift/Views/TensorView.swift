import CSluice

/// An array of numbers, dense and in row-major order, borrowed and read-only.
@frozen
public struct TensorView: ~Escapable {
    /// How each number is stored.
    public let element: TensorElement
    /// The lengths of its axes.
    public let shape: TensorShape
    /// What it is called; none for a tensor without a name.
    public let name: Name
    @usableFromInline let start: UnsafeRawPointer?
    @usableFromInline let byteCount: Int

    /// A view of numbers in memory.
    /// - Parameter bytes: At least as many as shape and element need.
    @_lifetime(copy bytes)
    public init(_ element: TensorElement, _ shape: TensorShape, name: Name = .none, bytes: RawSpan) {
        let needed = (shape.count ?? 0) * element.size_bytes
        precondition(bytes.byteCount >= needed, "a tensor \(shape) of \(element) needs \(needed) bytes")
        self.element = element
        self.shape = shape
        self.name = name
        start = bytes.withUnsafeBytes { $0.baseAddress }
        byteCount = needed
    }

    /// The tensor of an item; `nil` when its numbers are not dense, or fewer than its shape says.
    @_lifetime(borrow tensor)
    init?(_ tensor: borrowing UnsafePointer<sluice_tensor>) {
        let facts = copy tensor
        let element = TensorElement(rawValue: facts.pointee.element_type)
        guard facts.pointee.rank <= 8, let shape = Self.denseShape(facts, element.size_bytes),
            let count = shape.count, count * element.size_bytes <= Int(clamping: facts.pointee.bytes),
            count == 0 || facts.pointee.data != nil
        else { return nil }
        self.element = element
        self.shape = shape
        name = Name(id: facts.pointee.name)
        start = UnsafeRawPointer(facts.pointee.data)
        byteCount = count * element.size_bytes
    }

    /// All bytes of its numbers.
    public var bytes: RawSpan {
        @inlinable @_lifetime(copy self)
        get {
            let all = UnsafeRawBufferPointer(start: start, count: byteCount)
            return _overrideLifetime(all.bytes, copying: self)
        }
    }

    /// Its numbers; `nil` for a tensor that is not of ``TensorElement/f32``.
    public var floats: Span<Float>? {
        @inlinable @_lifetime(copy self)
        get {
            guard element == .f32 else { return nil }
            let all = UnsafeBufferPointer(
                start: start?.assumingMemoryBound(to: Float.self), count: byteCount / MemoryLayout<Float>.size)
            return _overrideLifetime(all.span, copying: self)
        }
    }

    /// The shape, when the strides say that number follows number; `nil` otherwise. Strides of 0 throughout count as
    /// not given.
    private static func denseShape(_ tensor: UnsafePointer<sluice_tensor>, _ size_bytes: Int) -> TensorShape? {
        withUnsafePointer(to: tensor.pointee.dimensions) { lengths in
            withUnsafePointer(to: tensor.pointee.byte_strides) { strides in
                let rank = Int(tensor.pointee.rank)
                let lengths = UnsafeRawPointer(lengths).assumingMemoryBound(to: Int.self)
                let strides = UnsafeRawPointer(strides).assumingMemoryBound(to: Int.self)
                var dense = size_bytes
                var isDense = true
                var isGiven = false
                for axis in stride(from: rank - 1, through: 0, by: -1) {
                    guard lengths[axis] >= 0 else { return nil }
                    if strides[axis] != 0 { isGiven = true }
                    if lengths[axis] > 1, strides[axis] != dense { isDense = false }
                    let (next, overflow) = dense.multipliedReportingOverflow(by: max(1, lengths[axis]))
                    if overflow { return nil }
                    dense = next
                }
                return isDense || !isGiven ? TensorShape(UnsafeBufferPointer(start: lengths, count: rank)) : nil
            }
        }
    }
}
