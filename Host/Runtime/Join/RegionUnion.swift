import CSluice
import HostMemory

/// Unites the regions of branches by id: each region once, with the scores of all, the points and the track of whoever
/// has them.
enum RegionUnion {
    /// - Returns: What is wrong: one id with two boxes; `nil` when all is well and `result` is set.
    static func unite(
        _ blocks: [UnsafePointer<sluice_region_block>], _ arena: inout Arena,
        _ result: inout UnsafePointer<sluice_region_block>?
    ) -> String? {
        var room = RegionRoom(regions: 0, points: 0, scores: 0)
        for block in blocks.dropFirst() {
            room.regions += block.pointee.region_count
            room.points += block.pointee.point_count
            room.scores += block.pointee.score_count
        }
        guard let first = blocks.first, let target = RegionBlocks.make(&arena, first, room) else {
            return "the branches have more regions than one item may carry"
        }
        for block in blocks.dropFirst() {
            if let failure = add(block, to: target) { return failure }
        }
        result = UnsafePointer(target)
        return nil
    }

    private static func add(
        _ block: UnsafePointer<sluice_region_block>, to target: UnsafeMutablePointer<sluice_region_block>
    ) -> String? {
        let from = regions(UnsafeMutablePointer(mutating: block))
        let into = regions(target)
        for i in 0..<Int(block.pointee.region_count) {
            let region = from[i]
            var position = 0
            while position < Int(target.pointee.region_count), into[position].id != region.id { position += 1 }
            if position == Int(target.pointee.region_count) {
                into[position] = region
                into[position].first_score = 0
                into[position].point_count = 0
                target.pointee.region_count += 1
            } else if !isSameBox(into[position], region) {
                return
                    "region \(region.id) has two boxes; let one of the joined stages find regions, or give them a parent"
            }
            merge(region, block, into + position, target)
        }
        return nil
    }

    private static func isSameBox(_ a: sluice_region, _ b: sluice_region) -> Bool {
        a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height
    }

    private static func merge(
        _ region: sluice_region, _ block: UnsafePointer<sluice_region_block>,
        _ target: UnsafeMutablePointer<sluice_region>, _ owner: UnsafeMutablePointer<sluice_region_block>
    ) {
        if target.pointee.track == 0 { target.pointee.track = region.track }
        let source = UnsafeMutablePointer(mutating: block)
        if target.pointee.point_count == 0, region.point_count > 0 {
            target.pointee.first_point = owner.pointee.point_count
            for i in 0..<Int(region.point_count) {
                points(owner)[Int(owner.pointee.point_count)] = points(source)[Int(region.first_point) + i]
                owner.pointee.point_count += 1
            }
            target.pointee.point_count = region.point_count
        }
        var next = region.first_score
        while next != 0 {
            let score = scores(source)[Int(next) - 1]
            addScore(score, target, owner)
            next = score.next
        }
    }

    private static func addScore(
        _ score: sluice_score, _ region: UnsafeMutablePointer<sluice_region>,
        _ owner: UnsafeMutablePointer<sluice_region_block>
    ) {
        let all = scores(owner)
        var last: UInt32 = 0
        var next = region.pointee.first_score
        while next != 0 {
            if all[Int(next) - 1].name == score.name { return }
            last = next
            next = all[Int(next) - 1].next
        }
        let free = owner.pointee.score_count
        all[Int(free)] = sluice_score(name: score.name, value: score.value, next: 0)
        owner.pointee.score_count += 1
        if last == 0 { region.pointee.first_score = free + 1 } else { all[Int(last) - 1].next = free + 1 }
    }

    private static func regions(_ b: UnsafeMutablePointer<sluice_region_block>) -> UnsafeMutablePointer<sluice_region> {
        (UnsafeMutableRawPointer(b) + Int(b.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
    }
    private static func points(_ b: UnsafeMutablePointer<sluice_region_block>) -> UnsafeMutablePointer<sluice_point> {
        (UnsafeMutableRawPointer(b) + Int(b.pointee.points_offset)).assumingMemoryBound(to: sluice_point.self)
    }
    private static func scores(_ b: UnsafeMutablePointer<sluice_region_block>) -> UnsafeMutablePointer<sluice_score> {
        (UnsafeMutableRawPointer(b) + Int(b.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
    }
}
