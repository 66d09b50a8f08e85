import CSluice

/// The arrays of a region block, once it is known that they lie inside it.
struct RegionView {
    let regions: UnsafeBufferPointer<sluice_region>
    let points: UnsafeBufferPointer<sluice_point>
    let scores: UnsafeBufferPointer<sluice_score>

    /// - Returns: `nil` when counts or offsets do not fit.
    init?(_ block: UnsafePointer<sluice_region_block>) {
        let head = block.pointee
        let raw = UnsafeRawPointer(block)
        func array<T>(_ type: T.Type, _ offset: UInt32, _ count: UInt32, _ capacity: UInt32) -> UnsafeBufferPointer<T>?
        {
            let end = Int(offset) + Int(capacity) * MemoryLayout<T>.stride
            guard count <= capacity, offset >= 48 || capacity == 0, end <= Int(head.total_bytes), offset % 4 == 0 else {
                return nil
            }
            return UnsafeBufferPointer(
                start: (raw + Int(offset)).assumingMemoryBound(to: type), count: Int(count))
        }
        guard
            let regions = array(
                sluice_region.self, head.regions_offset, head.region_count, head.region_capacity),
            let points = array(sluice_point.self, head.points_offset, head.point_count, head.point_capacity),
            let scores = array(sluice_score.self, head.scores_offset, head.score_count, head.score_capacity)
        else { return nil }
        self.regions = regions
        self.points = points
        self.scores = scores
    }

    /// Positions of the scores of a region; `nil` when the chain leaves the array or turns round on itself.
    func chain(_ region: sluice_region) -> [Int]? {
        var found: [Int] = []
        var next = Int(region.first_score)
        while next != 0 {
            guard next <= scores.count, found.count <= scores.count else { return nil }
            found.append(next - 1)
            next = Int(scores[next - 1].next)
        }
        return found
    }

    /// What is not a finite number; empty for nothing.
    var notFinite: String {
        for (index, region) in regions.enumerated() {
            let box = [region.x, region.y, region.width, region.height, region.confidence]
            if !box.allSatisfy(\.isFinite) { return "the box or confidence of region \(index)" }
        }
        if !scores.allSatisfy({ $0.value.isFinite }) { return "a score" }
        if !points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) { return "a key point" }
        return ""
    }

    /// What breaks the contract; empty for nothing. Numbers that are not finite are another matter: they may have come in.
    func breach(_ names: NameList) -> String {
        var ids: Set<UInt64> = []
        for (index, region) in regions.enumerated() {
            if region.id == 0 { return "region \(index) has the id 0" }
            if !ids.insert(region.id).inserted { return "two regions have the id \(region.id)" }
            if Int(region.first_point) + Int(region.point_count) > points.count, region.point_count > 0 {
                return "the key points of region \(index) lie outside the block"
            }
            guard let chain = chain(region) else { return "the chain of scores of region \(index) leaves the block" }
            if region.label != 0, names.text(of: region.label) == nil {
                return "the label of region \(index) is \(region.label), which no text has"
            }
            for at in chain where names.text(of: scores[at].name) == nil {
                return "a score of region \(index) has the name \(scores[at].name), which no text has"
            }
        }
        return ""
    }
}
