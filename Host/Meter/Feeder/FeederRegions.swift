import CSluice

/// Two tracked faces with five points and two scores each, which move by a pixel or two from frame to frame: what stages
/// behind a detector and a tracker get.
enum FeederRegions {
    private static let count = 2
    private static let points: [(Float, Float)] = [(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)]

    /// A block that ``place(_:step:width:height:)`` fills. It lives as long as the process.
    static func make(_ names: [String: UInt32]) -> UnsafeMutablePointer<sluice_region_block> {
        let regions_bytes = count * MemoryLayout<sluice_region>.stride
        let points_bytes = count * points.count * MemoryLayout<sluice_point>.stride
        let total = 64 + regions_bytes + points_bytes + count * 2 * MemoryLayout<sluice_score>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: 64)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: total)
        let block = raw.bindMemory(to: sluice_region_block.self, capacity: 1)
        block.pointee.struct_size = UInt32(MemoryLayout<sluice_region_block>.size)
        block.pointee.total_bytes = UInt32(total)
        (block.pointee.region_count, block.pointee.region_capacity) = (UInt32(count), UInt32(count))
        (block.pointee.point_count, block.pointee.point_capacity) = (
            UInt32(count * points.count), UInt32(count * points.count)
        )
        (block.pointee.score_count, block.pointee.score_capacity) = (UInt32(count * 2), UInt32(count * 2))
        block.pointee.regions_offset = 64
        block.pointee.points_offset = UInt32(64 + regions_bytes)
        block.pointee.scores_offset = UInt32(64 + regions_bytes + points_bytes)
        fill(raw, block.pointee, names)
        return block
    }

    private static func fill(_ raw: UnsafeMutableRawPointer, _ head: sluice_region_block, _ names: [String: UInt32]) {
        let regions = (raw + Int(head.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let scores = (raw + Int(head.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        for index in 0..<count {
            var region = sluice_region()
            region.id = 1 << 48 | UInt64(index + 1)
            region.track = UInt64(index + 1)
            region.confidence = 0.9
            region.label = names["face"] ?? 0
            region.first_point = UInt32(index * points.count)
            region.point_count = UInt32(points.count)
            region.first_score = UInt32(index * 2 + 1)
            regions[index] = region
            scores[index * 2] = sluice_score(name: names["quality"] ?? 0, value: 0.5, next: UInt32(index * 2 + 2))
            scores[index * 2 + 1] = sluice_score(name: names["hog"] ?? 0, value: 1, next: 0)
        }
    }

    /// Puts the boxes where they are in a frame.
    static func place(_ block: UnsafeMutablePointer<sluice_region_block>, step: Int, width: Int, height: Int) {
        let raw = UnsafeMutableRawPointer(block)
        let regions = (raw + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let places = (raw + Int(block.pointee.points_offset)).assumingMemoryBound(to: sluice_point.self)
        let scores = (raw + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        let side = max(1, Float(min(width, height)) / 3)
        for index in 0..<count {
            let (x, y) = (Float(index) * Float(width) / 2 + Float(step % 8), Float(step % 5))
            (regions[index].x, regions[index].y) = (x, y)
            (regions[index].width, regions[index].height) = (side, side)
            for (number, point) in points.enumerated() {
                places[index * points.count + number] = sluice_point(x: x + point.0 * side, y: y + point.1 * side)
            }
            scores[index * 2].value = 0.5 + Float((step * 7 + index) % 50) / 100
        }
    }
}
