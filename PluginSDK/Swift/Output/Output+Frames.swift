import CSluice

extension Output {
    /// A new frame to write into. Its colour, aspect, rotation and origin come from `like`.
    /// - Parameters:
    ///   - format: How its pixels lie in memory.
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    ///   - like: The frame it is made from.
    ///   - shows: The part of `like` that it shows; the whole of it for `nil`. With it the host knows where each of
    ///     its pixels lies in the captured frame.
    ///   - region: Id of the region it was cut from.
    public func newFrame(
        _ format: PixelFormat, width: Int, height: Int, like: FrameView, shows: Box? = nil, region: UInt64 = 0
    ) throws(StageError) -> NewFrame {
        let part = shows ?? Box(x: 0, y: 0, width: Float(like.width), height: Float(like.height))
        let scaleX = part.width / Float(width)
        let scaleY = part.height / Float(height)
        var spec = sluice_frame_spec()
        spec.like = like.frame
        spec.region = region
        spec.to_like = (scaleX, 0, part.x, 0, scaleY, part.y)
        guard var colour = like.colourWhenMoved(toHeight: height) else {
            return try allocate(&spec, format, width, height)
        }
        return try withUnsafePointer(to: &colour) { pointer throws(StageError) in
            spec.colour = pointer
            return try allocate(&spec, format, width, height)
        }
    }

    /// A new frame that is made from no other.
    ///
    /// A stage that declares `holdsFrames` may keep it beyond the call and write it later; it counts as a frame that it
    /// holds.
    public func newFrame(
        _ format: PixelFormat, width: Int, height: Int, colour: ColourCode = ColourCode()
    ) throws(StageError) -> NewFrame {
        var spec = sluice_frame_spec()
        var code = colour.code
        return try withUnsafePointer(to: &code) { pointer throws(StageError) in
            spec.colour = pointer
            return try allocate(&spec, format, width, height)
        }
    }

    private func allocate(
        _ spec: inout sluice_frame_spec, _ format: PixelFormat, _ width: Int, _ height: Int
    ) throws(StageError) -> NewFrame {
        guard width > 0, height > 0, width <= 65535, height <= 65535 else {
            throw StageError(.argument, "a frame of \(width)x\(height) pixels cannot be made; use 1 to 65535")
        }
        spec.struct_size = UInt32(MemoryLayout<sluice_frame_spec>.size)
        spec.pixel_format = format.rawValue
        spec.width = UInt32(width)
        spec.height = UInt32(height)
        var frame = sluice_frame()
        frame.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        var planes: PlanePointers = (nil, nil, nil, nil)
        let status = withUnsafeMutablePointer(to: &planes) {
            $0.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self, capacity: 4) {
                host.pointee.frame_alloc(handle, &spec, &frame, $0)
            }
        }
        guard status >= 0 else {
            throw StageError(
                StageError.Code(status),
                status == SLUICE_E_LIMIT
                    ? "the stage keeps more new frames from call to call than its manifest declares (holdsFrames); emit them, "
                        + "let them go, or declare more"
                    : "no memory for a frame of \(width)x\(height) \(format)")
        }
        return NewFrame(frame: frame, planes: planes, host: host, handle: handle)
    }

    /// Keeps a frame beyond the call, without a copy; at most `holdsFrames` of the manifest per stream.
    public func keep(_ frame: FrameView) throws(StageError) -> HeldFrame {
        let status = host.pointee.frame_ref(handle, frame.frame.pointee.handle)
        guard status >= 0 else {
            throw StageError(StageError.Code(status), "the stage keeps more frames than its manifest declares")
        }
        return HeldFrame(frame: frame.frame.pointee, host: host, handle: handle)
    }

    /// Keeps a compact copy of a frame, or of a part of it, for as long as the stage likes.
    /// - Throws: `limit` when the host's keep store is full.
    public func keepCopy(_ frame: FrameView, of part: Box? = nil) throws(StageError) -> HeldFrame {
        var kept = sluice_frame()
        kept.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        let source = frame.frame.pointee.handle
        let status: sluice_status
        if let part {
            var rect = sluice_rect(
                x: Int32(part.x), y: Int32(part.y), width: Int32(part.width), height: Int32(part.height))
            status = host.pointee.frame_keep(handle, source, &rect, &kept)
        } else {
            status = host.pointee.frame_keep(handle, source, nil, &kept)
        }
        guard status >= 0 else {
            throw StageError(StageError.Code(status), "the host's keep store has no room for another frame")
        }
        return HeldFrame(frame: kept, host: host, handle: handle)
    }

    /// New regions for an item: those of `item` and room for more.
    /// - Parameters:
    ///   - item: Whose regions to begin with; their ids, boxes and scores are copied.
    ///   - more: How many regions will be added at most.
    ///   - points: How many key points will be added at most.
    ///   - scores: How many scores will be added at most.
    @inlinable @_lifetime(borrow self)
    public func newRegions(
        from item: ItemView, adding more: Int = 0, points: Int = 0, scores: Int = 0
    ) throws(StageError) -> NewRegions {
        try regions(item.item.pointee.regions, item.item.pointee.sub, more, points, scores)
    }

    /// New regions, empty but for room.
    /// - Parameter sub: The `sub` of the item that they will travel with, which goes into their ids.
    @inlinable @_lifetime(borrow self)
    public func newRegions(
        sub: UInt32 = 0, adding more: Int, points: Int = 0, scores: Int = 0
    ) throws(StageError) -> NewRegions {
        try regions(nil, sub, more, points, scores)
    }

    /// New regions that begin with saved ones.
    @_lifetime(borrow self)
    public func newRegions(
        from saved: SavedRegions, sub: UInt32 = 0, adding more: Int = 0, points: Int = 0, scores: Int = 0
    ) throws(StageError) -> NewRegions {
        var result = saved.withBlock {
            host.pointee.regions_new(
                handle, $0, UInt32(clamping: more), UInt32(clamping: points), UInt32(clamping: scores))
        }
        guard let block = result.take() else { throw StageError(.memory, "no room for regions") }
        return NewRegions(block, host, idBase: ordinal << 48 | UInt64(sub & 0xFF_FFFF) << 24)
    }

    @inlinable @_lifetime(borrow self)
    func regions(
        _ base: UnsafePointer<sluice_region_block>?, _ sub: UInt32, _ more: Int, _ points: Int, _ scores: Int
    ) throws(StageError) -> NewRegions {
        guard
            let block = host.pointee.regions_new(
                handle, base, UInt32(clamping: more), UInt32(clamping: points), UInt32(clamping: scores))
        else { throw StageError(.memory, "no room for \(more) more regions") }
        return NewRegions(block, host, idBase: ordinal << 48 | UInt64(sub & 0xFF_FFFF) << 24)
    }
}

typealias PlanePointers = (
    UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?,
    UnsafeMutablePointer<UInt8>?
)
