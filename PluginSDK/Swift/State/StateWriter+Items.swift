import CSluice

/// What stages keep of items.
extension StateWriter {
    /// A stamp.
    public mutating func write(_ stamp: ItemStamp) {
        let item = stamp.item
        write(item.kind)
        write(item.stream)
        write(item.sub)
        write(item.seq)
        for time in [item.pts_ns, item.duration_ns, item.capture_ns, item.wall_ns] { write(time) }
        write(item.epoch)
        write(item.flags)
    }

    /// A box.
    public mutating func write(_ box: Box) {
        for side in [box.x, box.y, box.width, box.height] { write(side) }
    }

    /// Saved regions, with their points and scores.
    public mutating func write(_ regions: SavedRegions) {
        let saved = regions
        saved.withBlock { block in
            write(UInt32(block?.pointee.region_count ?? 0))
            guard let block else { return }
            let list = RegionList(block)
            for index in list.indices { write(list, at: index) }
        }
    }

    private mutating func write(_ list: RegionList, at index: Int) {
        let region = list[index].region
        write(region.id)
        write(region.parent)
        write(region.track)
        write(list[index].box)
        write(region.confidence)
        write(list[index].label)
        write(region.flags)
        let points = (0..<list.pointCount(at: index)).compactMap { list.point($0, at: index) }
        write(UInt32(points.count))
        for point in points {
            write(point.x)
            write(point.y)
        }
        var scores: [(Name, Float)] = []
        list.forEachScore(at: index) { scores.append(($0, $1)) }
        write(UInt32(scores.count))
        for (name, value) in scores {
            write(name)
            write(value)
        }
    }

    /// A kept frame with its pixels: about ``HeldFrame/state_bytes``. Write it only where ``room_bytes`` allows.
    public mutating func write(_ held: borrowing HeldFrame) {
        let frame = held.frame
        for value in [frame.pixel_format, frame.width, frame.height, frame.rotation_degrees] { write(value) }
        for value in [frame.sample_aspect_num, frame.sample_aspect_den, frame.flags] { write(value) }
        withUnsafeBytes(of: frame.colour) { append($0) }
        write(frame.origin.seq)
        write(frame.origin.region)
        write(frame.origin.stream)
        let a = frame.origin.affine
        for value in [a.0, a.1, a.2, a.3, a.4, a.5] { write(value) }
        for index in 0..<Int(frame.plane_count) { write(frame.plane(index), rowsOf: frame.row_bytes(index)) }
    }

    private mutating func write(_ plane: sluice_plane, rowsOf row_bytes: Int) {
        for row in 0..<Int(plane.height) {
            append(UnsafeRawBufferPointer(start: plane.data + row * Int(plane.row_stride_bytes), count: row_bytes))
        }
    }
}

extension HeldFrame {
    /// About as many bytes as it takes in a saved state.
    public var state_bytes: Int {
        (0..<Int(frame.plane_count)).reduce(128) { $0 + frame.row_bytes($1) * Int(frame.plane($1).height) }
    }
}

extension sluice_frame {
    func plane(_ index: Int) -> sluice_plane {
        withUnsafePointer(to: planes) { $0.withMemoryRebound(to: sluice_plane.self, capacity: 4) { $0[index] } }
    }

    /// Bytes of a row of a plane, without what lies between rows.
    func row_bytes(_ index: Int) -> Int {
        let sample_bytes =
            switch PixelFormat(rawValue: pixel_format) {
            case .nv12: index == 0 ? 1 : 2
            case .rgb, .bgr: 3
            case .rgba: 4
            default: 1
            }
        return Int(plane(index).width) * sample_bytes
    }
}
