import CSluice
import PluginSDK

/// Writes regions as a block.
enum RegionWriter {
    static func write(
        _ regions: [TestRegion], into arena: RegionArena, names: NameTable
    ) -> UnsafeMutablePointer<sluice_region_block>? {
        guard !regions.isEmpty else { return nil }
        let pointCount = regions.reduce(0) { $0 + $1.points.count }
        let scoreCount = regions.reduce(0) { $0 + $1.scores.count }
        let block = arena.make(base: nil, regions: regions.count, points: pointCount, scores: scoreCount)
        guard let block else { return nil }
        let raw = UnsafeMutableRawPointer(block)
        let entries = (raw + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        for (index, region) in regions.enumerated() {
            var entry = sluice_region()
            // A detector with ordinal 1 made those that have no id of their own.
            entry.id = region.id != 0 ? region.id : 1 << 48 | UInt64(index + 1)
            entry.parent = region.parent
            entry.track = region.track
            (entry.x, entry.y) = (region.box.x, region.box.y)
            (entry.width, entry.height) = (region.box.width, region.box.height)
            entry.confidence = region.confidence
            entry.label = names.id(of: region.label)
            entry.flags = region.isPredicted ? UInt32(SLUICE_REGION_PREDICTED) : 0
            writePoints(region, &entry, block)
            writeScores(region, &entry, block, names)
            entries[index] = entry
            block.pointee.region_count += 1
        }
        return block
    }

    private static func writePoints(
        _ region: TestRegion, _ entry: inout sluice_region, _ block: UnsafeMutablePointer<sluice_region_block>
    ) {
        let raw = UnsafeMutableRawPointer(block)
        let points = (raw + Int(block.pointee.points_offset)).assumingMemoryBound(to: sluice_point.self)
        entry.first_point = block.pointee.point_count
        entry.point_count = UInt32(region.points.count)
        for point in region.points {
            points[Int(block.pointee.point_count)] = sluice_point(x: point.x, y: point.y)
            block.pointee.point_count += 1
        }
    }

    private static func writeScores(
        _ region: TestRegion, _ entry: inout sluice_region, _ block: UnsafeMutablePointer<sluice_region_block>,
        _ names: NameTable
    ) {
        let raw = UnsafeMutableRawPointer(block)
        let scores = (raw + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        let sorted = region.scores.sorted { $0.key < $1.key }
        for (number, score) in sorted.enumerated() {
            block.pointee.score_count += 1
            let next = number + 1 < sorted.count ? block.pointee.score_count + 1 : 0
            scores[Int(block.pointee.score_count) - 1] = sluice_score(
                name: names.id(of: score.key), value: score.value, next: next)
            if number == 0 { entry.first_score = block.pointee.score_count }
        }
    }
}
