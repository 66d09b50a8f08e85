import CSluice

/// Where a stage's results go. Emitting runs no other stage: items wait until the call returns.
@frozen
public struct Output: ~Escapable {
    @usableFromInline let host: UnsafePointer<sluice_host>
    @usableFromInline let handle: OpaquePointer
    @usableFromInline let ordinal: UInt64

    @inlinable @_lifetime(borrow host)
    init(_ host: borrowing UnsafePointer<sluice_host>, _ handle: OpaquePointer, ordinal: UInt64) {
        self.host = copy host
        self.handle = handle
        self.ordinal = ordinal
    }

    /// Passes an item on as it is.
    @inlinable public func emit(_ item: ItemView, port: Int = 0) throws(StageError) {
        try check(host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), item.item))
    }

    /// Passes an item on with new regions.
    @inlinable public func emit(_ item: ItemView, regions: borrowing NewRegions, port: Int = 0) throws(StageError) {
        var copy = item.item.pointee
        copy.regions = UnsafePointer(regions.block)
        try check(host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &copy))
    }

    /// Passes an item on with another picture: its regions and all else that travels beside it stay.
    /// - Parameters:
    ///   - item: The item.
    ///   - frame: Becomes read-only.
    @inlinable public func emit(
        _ item: ItemView, frame: consuming NewFrame, port: Int = 0
    ) throws(StageError) {
        try emitFrame(frame.giveAway(), item.item.pointee, port)
    }

    /// Passes an item on with another picture and new regions, in pixels of that picture.
    @inlinable public func emit(
        _ item: ItemView, frame: consuming NewFrame, regions: borrowing NewRegions, port: Int = 0
    ) throws(StageError) {
        var copy = item.item.pointee
        copy.regions = UnsafePointer(regions.block)
        try emitFrame(frame.giveAway(), copy, port)
    }

    /// Emits a frame that this stage has made.
    /// - Parameters:
    ///   - frame: Becomes read-only.
    ///   - stamp: Stream, number and clocks, usually those of the item it was made from.
    ///   - sub: Tells several items made from one apart.
    ///   - regions: In pixels of the new frame.
    @inlinable public func emit(
        _ frame: consuming NewFrame, stamp: ItemStamp, sub: UInt32 = 0, port: Int = 0
    ) throws(StageError) {
        try emitFrame(frame.giveAway(), stamp, sub, nil, port)
    }

    /// Emits a frame that this stage has made, with regions in its pixels.
    @inlinable public func emit(
        _ frame: consuming NewFrame, stamp: ItemStamp, sub: UInt32 = 0, regions: borrowing NewRegions, port: Int = 0
    ) throws(StageError) {
        try emitFrame(frame.giveAway(), stamp, sub, UnsafePointer(regions.block), port)
    }

    /// Emits a kept frame; it stays kept.
    @inlinable public func emit(
        _ frame: borrowing HeldFrame, stamp: ItemStamp, sub: UInt32 = 0, regions: borrowing NewRegions, port: Int = 0
    ) throws(StageError) {
        try emitFrame(frame.frame, stamp, sub, UnsafePointer(regions.block), port)
    }

    /// Emits a frame that this stage has made, and keeps it: for a decoder, which looks at it again for later pictures. It
    /// counts as one of `holdsFrames`, and is read-only from here on.
    /// - Parameters:
    ///   - frame: The picture.
    ///   - stamp: Stream, number and clocks.
    ///   - flags: What is special about the item; what the picture is marked with is added.
    public func emitKeeping(
        _ frame: consuming NewFrame, stamp: ItemStamp, flags: ItemFlags = [], port: Int = 0
    ) throws(StageError) -> HeldFrame {
        let given = frame.giveAway()
        var item = stamp.item
        item.flags |= flags.rawValue | given.flags
        try emitFrame(given, item, port)
        let status = host.pointee.frame_ref(handle, given.handle)
        guard status >= 0 else {
            throw StageError(StageError.Code(status), "the stage keeps more frames than its manifest declares")
        }
        return HeldFrame(frame: given, host: host, handle: handle)
    }

    /// Emits a packet. The bytes are copied.
    public func emit(_ packet: NewPacket, stamp: ItemStamp, sub: UInt32 = 0, port: Int = 0) throws(StageError) {
        var item = stamp.item
        item.kind = UInt32(SLUICE_ITEM_PACKET)
        item.sub = sub
        let status = packet.withPacket { pointer in
            item.payload.packet = pointer
            return host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &item)
        }
        try check(status)
    }

    /// Emits a record: a JSON object of at most 64 KiB.
    public func emit(
        record json: String, type: Name, stamp: ItemStamp, sub: UInt32 = 0, port: Int = 0
    ) throws(StageError) {
        try check(withText(json) { text, bytes in emitRecord(text, bytes, type, stamp, sub, port) })
    }

    /// Emits a record: a JSON object of at most 64 KiB, such as a ``JSONBuffer`` holds.
    public func emit(
        record json: RawSpan, type: Name, stamp: ItemStamp, sub: UInt32 = 0, port: Int = 0
    ) throws(StageError) {
        let status = json.withUnsafeBytes { bytes in
            emitRecord(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), type, stamp, sub, port)
        }
        try check(status)
    }

    private func emitRecord(
        _ text: UnsafePointer<CChar>?, _ bytes: UInt64, _ type: Name, _ stamp: ItemStamp, _ sub: UInt32, _ port: Int
    ) -> sluice_status {
        var item = stamp.item
        item.kind = UInt32(SLUICE_ITEM_RECORD)
        item.sub = sub
        var record = sluice_record()
        record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        record.type = type.id
        record.json = text
        record.bytes = bytes
        return withUnsafePointer(to: record) { pointer in
            item.payload.record = pointer
            return host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &item)
        }
    }

    /// Says that nothing of the stream up to `seq` will be emitted any more: for a stage that declares `holds`, whose
    /// progress the host cannot tell from what it has consumed.
    public func progress(_ time: StreamTime) throws(StageError) {
        try check(host.pointee.progress(handle, time.stream, time.seq, time.pts_ns))
    }

    @usableFromInline
    func emitFrame(
        _ frame: sluice_frame, _ stamp: ItemStamp, _ sub: UInt32, _ regions: UnsafePointer<sluice_region_block>?,
        _ port: Int
    ) throws(StageError) {
        var item = stamp.item
        item.sub = sub
        item.regions = regions
        try emitFrame(frame, item, port)
    }

    @usableFromInline
    func emitFrame(_ frame: sluice_frame, _ source: sluice_item, _ port: Int) throws(StageError) {
        var item = source
        item.kind = UInt32(SLUICE_ITEM_FRAME)
        let status = withUnsafePointer(to: frame) { pointer in
            item.payload.frame = pointer
            return host.pointee.emit(handle, UInt32(truncatingIfNeeded: port), &item)
        }
        try check(status)
    }

    @inlinable func check(_ status: sluice_status) throws(StageError) {
        if status < 0 { throw refused(status) }
    }

    @usableFromInline func refused(_ status: sluice_status) -> StageError {
        StageError(StageError.Code(status), "the host refused an output (status \(status))")
    }
}
