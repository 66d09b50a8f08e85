import CSluice
import Glibc

/// How much more a new block of regions shall hold.
package struct RegionRoom {
    package var regions: UInt32
    package var points: UInt32
    package var scores: UInt32

    package init(regions: UInt32, points: UInt32, scores: UInt32) {
        self.regions = regions
        self.points = points
        self.scores = scores
    }
}

/// Makes region blocks in an arena.
package enum RegionBlocks {
    private static let limit: UInt32 = 100_000

    package static func make(
        _ arena: inout Arena, _ base: UnsafePointer<sluice_region_block>?, _ more: RegionRoom
    ) -> UnsafeMutablePointer<sluice_region_block>? {
        let old = base?.pointee ?? sluice_region_block()
        guard max(more.regions, more.points, more.scores) <= limit,
            max(old.region_count, old.point_count, old.score_count) <= limit
        else { return nil }
        var head = old
        head.struct_size = UInt32(MemoryLayout<sluice_region_block>.size)
        head.region_capacity = old.region_count + more.regions
        head.point_capacity = old.point_count + more.points
        head.score_capacity = old.score_count + more.scores
        head.regions_offset = 64
        head.points_offset = head.regions_offset + head.region_capacity * UInt32(MemoryLayout<sluice_region>.stride)
        head.scores_offset = head.points_offset + head.point_capacity * UInt32(MemoryLayout<sluice_point>.stride)
        head.total_bytes = head.scores_offset + head.score_capacity * UInt32(MemoryLayout<sluice_score>.stride)
        let memory = arena.take(Int(head.total_bytes))
        let block = memory.assumingMemoryBound(to: sluice_region_block.self)
        block.initialize(to: head)
        guard let base else { return block }
        let from = UnsafeRawPointer(base)
        memcpy(
            memory + Int(head.regions_offset), from + Int(old.regions_offset),
            Int(old.region_count) * MemoryLayout<sluice_region>.stride)
        memcpy(
            memory + Int(head.points_offset), from + Int(old.points_offset),
            Int(old.point_count) * MemoryLayout<sluice_point>.stride)
        memcpy(
            memory + Int(head.scores_offset), from + Int(old.scores_offset),
            Int(old.score_count) * MemoryLayout<sluice_score>.stride)
        return block
    }
}
