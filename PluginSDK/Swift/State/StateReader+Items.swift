import CSluice

/// What stages keep of items.
extension StateReader {
    /// A stamp.
    public mutating func readStamp() throws(StageError) -> ItemStamp {
        var item = sluice_item()
        item.kind = try read()
        item.stream = try read()
        item.sub = try read()
        item.seq = try read()
        item.pts_ns = try read()
        item.duration_ns = try read()
        item.capture_ns = try read()
        item.wall_ns = try read()
        item.epoch = try read()
        item.flags = try read()
        return ItemStamp(item)
    }

    /// A box.
    public mutating func readBox() throws(StageError) -> Box {
        Box(x: try readFloat(), y: try readFloat(), width: try readFloat(), height: try readFloat())
    }

    /// Saved regions.
    public mutating func readRegions() throws(StageError) -> SavedRegions {
        let least_bytes = 56
        let count = Int(try read(UInt32.self))
        guard count <= rest_bytes / least_bytes else { throw unsound("\(count) regions have no room") }
        var builder = SavedRegionsBuilder()
        for _ in 0..<count { try readRegion(into: &builder) }
        return SavedRegions(builder)
    }

    private mutating func readRegion(into builder: inout SavedRegionsBuilder) throws(StageError) {
        var region = sluice_region()
        region.id = try read()
        region.parent = try read()
        region.track = try read()
        let box = try readBox()
        (region.x, region.y, region.width, region.height) = (box.x, box.y, box.width, box.height)
        region.confidence = try readFloat()
        region.label = try readName().id
        region.flags = try read()
        builder.add(region)
        let points = Int(try read(UInt32.self))
        guard points <= rest_bytes / 8 else { throw unsound("\(points) points have no room") }
        for _ in 0..<points { builder.addPoint(sluice_point(x: try readFloat(), y: try readFloat())) }
        let scores = Int(try read(UInt32.self))
        guard scores <= rest_bytes / 8 else { throw unsound("\(scores) scores have no room") }
        for _ in 0..<scores { builder.addScore(try readName(), try readFloat()) }
    }

    /// A kept frame, in the host's bounded keep store.
    /// - Throws: `limit` when the store is full; what comes after the frame can then still be read.
    public mutating func readHeldFrame() throws(StageError) -> HeldFrame {
        var like = sluice_frame()
        like.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        like.pixel_format = try read()
        like.width = try read(in: 1...65535)
        like.height = try read(in: 1...65535)
        like.rotation_degrees = try read(in: 0...359)
        like.sample_aspect_num = try read()
        like.sample_aspect_den = try read()
        like.flags = try read()
        let colour = try take(MemoryLayout<sluice_colour>.size)
        like.colour = colour.loadUnaligned(as: sluice_colour.self)
        like.origin.seq = try read()
        like.origin.region = try read()
        like.origin.stream = try read()
        like.origin.affine = (
            try readFloat(), try readFloat(), try readFloat(), try readFloat(), try readFloat(), try readFloat()
        )
        guard Int(like.width) * Int(like.height) <= rest_bytes else { throw unsound("a frame has no room") }
        return try keep(draft(like))
    }

    /// A new frame that looks like another and shows the pixels that come next.
    private mutating func draft(_ like: sluice_frame) throws(StageError) -> NewFrame {
        var frame = sluice_frame()
        frame.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        var planes: PlanePointers = (nil, nil, nil, nil)
        let status = withUnsafePointer(to: like) { like in
            var spec = sluice_frame_spec()
            spec.struct_size = UInt32(MemoryLayout<sluice_frame_spec>.size)
            spec.pixel_format = like.pointee.pixel_format
            (spec.width, spec.height, spec.like) = (like.pointee.width, like.pointee.height, like)
            return withUnsafeMutablePointer(to: &planes) {
                $0.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self, capacity: 4) {
                    context.host.pointee.frame_alloc(context.handle, &spec, &frame, $0)
                }
            }
        }
        guard status >= 0 else {
            throw StageError(StageError.Code(status), "no memory for a frame of \(like.width)x\(like.height)")
        }
        let made = NewFrame(frame: frame, planes: planes, host: context.host, handle: context.handle)
        for (index, start) in [planes.0, planes.1, planes.2, planes.3].enumerated() {
            guard index < made.planeCount, let start else { break }
            for row in 0..<made.planeHeight(index) {
                let pixels = try take(frame.row_bytes(index))
                (UnsafeMutableRawPointer(start) + row * made.row_stride_bytes(index)).copyMemory(
                    from: pixels.baseAddress ?? UnsafeRawPointer(start), byteCount: pixels.count)
            }
        }
        return made
    }

    private func keep(_ made: consuming NewFrame) throws(StageError) -> HeldFrame {
        var kept = sluice_frame()
        kept.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        let status = context.host.pointee.frame_keep(context.handle, made.frame.handle, nil, &kept)
        guard status >= 0 else {
            throw StageError(StageError.Code(status), "the host's keep store has no room for a saved frame")
        }
        return HeldFrame(frame: kept, host: context.host, handle: context.handle)
    }
}
