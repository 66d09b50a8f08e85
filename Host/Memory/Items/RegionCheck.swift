import CSluice

/// Whether a block of regions holds together: its arrays lie in it and do not share bytes, what regions point at is
/// there, and no chain of scores comes back to itself. Readers in the host follow all of these without looking.
package enum RegionCheck {
    private static let limit: UInt32 = 200_000

    /// The bytes of a block, or `nil` when it is not sound.
    /// - Parameter limit: How many bytes there are from its start.
    package static func size(_ start: UnsafeMutableRawPointer, limit available: Int) -> Int? {
        let block = start.assumingMemoryBound(to: sluice_region_block.self).pointee
        let size = Int(block.total_bytes)
        guard size >= MemoryLayout<sluice_region_block>.size, size <= available else { return nil }
        var end = MemoryLayout<sluice_region_block>.size
        func holds(_ offset: UInt32, _ count: UInt32, _ capacity: UInt32, _ stride: Int, _ alignment: UInt32) -> Bool {
            guard count <= capacity, capacity <= limit, Int(offset) >= end, offset % alignment == 0,
                Int(offset) + Int(capacity) * stride <= size
            else { return false }
            end = Int(offset) + Int(capacity) * stride
            return true
        }
        guard
            holds(
                block.regions_offset, block.region_count, block.region_capacity, MemoryLayout<sluice_region>.stride, 8),
            holds(block.points_offset, block.point_count, block.point_capacity, MemoryLayout<sluice_point>.stride, 4),
            holds(block.scores_offset, block.score_count, block.score_capacity, MemoryLayout<sluice_score>.stride, 4)
        else { return nil }
        return contents(start, block) ? size : nil
    }

    private static func contents(_ start: UnsafeMutableRawPointer, _ block: sluice_region_block) -> Bool {
        let regions = (start + Int(block.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let scores = (start + Int(block.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        // Each score belongs to at most one chain, so all chains together are no longer than the array.
        var left = block.score_count
        for i in 0..<Int(block.region_count) {
            let region = regions[i]
            let (last, overflow) = region.first_point.addingReportingOverflow(region.point_count)
            guard !overflow, last <= block.point_count else { return false }
            var next = region.first_score
            while next != 0 {
                guard next <= block.score_count, left > 0 else { return false }
                left -= 1
                next = scores[Int(next) - 1].next
            }
        }
        return true
    }
}
