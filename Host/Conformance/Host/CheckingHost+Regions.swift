import CSluice

extension CheckingHost {
    func makeRegions(
        _ base: UnsafePointer<sluice_region_block>?, _ regions: Int, _ points: Int, _ scores: Int
    ) -> UnsafeMutablePointer<sluice_region_block>? {
        lock.withLock { _ -> Box<UnsafeMutablePointer<sluice_region_block>>? in
            expect("regions_new", work: true)
            let old = base?.pointee ?? sluice_region_block()
            let (r, p, s) = (
                Int(old.region_count) + regions, Int(old.point_count) + points, Int(old.score_count) + scores
            )
            guard !failsNow(), max(r, p, s) <= 100_000 else { return nil }
            guard let block = RegionMemory.make(regions: r, points: p, scores: s, what: "a region block") else {
                return nil
            }
            let head = block.data.assumingMemoryBound(to: sluice_region_block.self)
            if let base { RegionMemory.copy(base, into: head) }
            blocks.append(block)
            return Box(head)
        }?.value
    }
}

/// Region blocks that end at a fence.
enum RegionMemory {
    static func make(regions: Int, points: Int, scores: Int, what: StaticString) -> FencedBlock? {
        let header = MemoryLayout<sluice_region_block>.size
        let pointsAt = header + regions * MemoryLayout<sluice_region>.stride
        let scoresAt = pointsAt + points * MemoryLayout<sluice_point>.stride
        let bytes = (scoresAt + scores * MemoryLayout<sluice_score>.stride + 7) / 8 * 8
        guard let block = FencedBlock(bytes, alignment: 8, .init(what: what)) else { return nil }
        block.data.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
        block.data.bindMemory(to: sluice_region_block.self, capacity: 1).initialize(
            to: sluice_region_block(
                struct_size: UInt32(header), total_bytes: UInt32(bytes), region_count: 0,
                region_capacity: UInt32(regions), regions_offset: UInt32(header), point_count: 0,
                point_capacity: UInt32(points), points_offset: UInt32(pointsAt), score_count: 0,
                score_capacity: UInt32(scores), scores_offset: UInt32(scoresAt), reserved: 0))
        return block
    }

    static func copy(
        _ base: UnsafePointer<sluice_region_block>, into target: UnsafeMutablePointer<sluice_region_block>
    ) {
        let (from, to) = (UnsafeRawPointer(base), UnsafeMutableRawPointer(target))
        let old = base.pointee
        func move(_ at: UInt32, _ origin: UInt32, _ bytes: Int) {
            (to + Int(at)).copyMemory(from: from + Int(origin), byteCount: bytes)
        }
        move(
            target.pointee.regions_offset, old.regions_offset,
            Int(old.region_count) * MemoryLayout<sluice_region>.stride)
        move(target.pointee.points_offset, old.points_offset, Int(old.point_count) * MemoryLayout<sluice_point>.stride)
        move(target.pointee.scores_offset, old.scores_offset, Int(old.score_count) * MemoryLayout<sluice_score>.stride)
        target.pointee.region_count = old.region_count
        target.pointee.point_count = old.point_count
        target.pointee.score_count = old.score_count
    }
}
