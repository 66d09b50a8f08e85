import CSluice

extension Output {
    /// Emits coded data made from an item: with its stream, number, clocks and regions. The bytes are copied; nothing is
    /// allocated.
    /// - Parameters:
    ///   - codec: An interned name such as `h264`.
    ///   - bytes: The coded data.
    ///   - configuration: The codec's configuration, on the first packet and after a change; else empty.
    ///   - dts_ns: Decoding time.
    ///   - flags: Key, corrupt; those of the item stay.
    ///   - item: What it was made from.
    public func emit(
        packet codec: Name, _ bytes: RawSpan, configuration: RawSpan, dts_ns: Int64, flags: ItemFlags,
        for item: ItemView, port: Int = 0
    ) throws(StageError) {
        try emitPacket(codec, bytes, configuration, dts_ns, flags, item.item.pointee, port)
    }

    /// Emits coded data of an earlier moment: of the stream, number and clocks of a stamp, with regions.
    public func emit(
        packet codec: Name, _ bytes: RawSpan, configuration: RawSpan, dts_ns: Int64, flags: ItemFlags,
        stamp: ItemStamp, regions: borrowing NewRegions, port: Int = 0
    ) throws(StageError) {
        var item = stamp.item
        item.regions = UnsafePointer(regions.block)
        try emitPacket(codec, bytes, configuration, dts_ns, flags, item, port)
    }

    /// Emits coded data that was made from no item, or from several: with the stream, number and clocks of a stamp.
    public func emit(
        packet codec: Name, _ bytes: RawSpan, configuration: RawSpan, dts_ns: Int64, flags: ItemFlags = [],
        stamp: ItemStamp, port: Int = 0
    ) throws(StageError) {
        try emitPacket(codec, bytes, configuration, dts_ns, flags, stamp.item, port)
    }

    private func emitPacket(
        _ codec: Name, _ bytes: RawSpan, _ configuration: RawSpan, _ dts_ns: Int64, _ flags: ItemFlags,
        _ source: sluice_item, _ port: Int
    ) throws(StageError) {
        let status = bytes.withUnsafeBytes { data in
            configuration.withUnsafeBytes { config in
                var packet = sluice_packet()
                packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
                packet.codec = codec.id
                packet.data = data.baseAddress?.assumingMemoryBound(to: UInt8.self)
                packet.bytes = UInt64(data.count)
                packet.config = config.baseAddress?.assumingMemoryBound(to: UInt8.self)
                packet.config_bytes = UInt64(config.count)
                packet.dts_ns = dts_ns
                packet.flags = flags.rawValue
                var item = source
                item.kind = UInt32(SLUICE_ITEM_PACKET)
                item.flags |= flags.rawValue
                return withUnsafePointer(to: packet) { pointer in
                    item.payload.packet = pointer
                    return host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &item)
                }
            }
        }
        try check(status)
    }
}
