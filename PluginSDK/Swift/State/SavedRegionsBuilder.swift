import CSluice

/// Collects regions, points and scores for a block.
struct SavedRegionsBuilder {
    private(set) var regions: [sluice_region] = []
    private(set) var points: [sluice_point] = []
    private(set) var scores: [sluice_score] = []

    mutating func add(_ region: sluice_region) { regions.append(region) }

    /// A point of the region that was added last.
    mutating func addPoint(_ point: sluice_point) {
        guard let last = regions.indices.last else { return }
        if regions[last].point_count == 0 { regions[last].first_point = UInt32(points.count) }
        regions[last].point_count += 1
        points.append(point)
    }

    /// A score of the region that was added last, behind its others.
    mutating func addScore(_ name: Name, _ value: Float) {
        guard let last = regions.indices.last else { return }
        scores.append(sluice_score(name: name.id, value: value, next: 0))
        let number = UInt32(scores.count)
        if regions[last].first_score == 0 {
            regions[last].first_score = number
        } else {
            // Scores of one region come one after the other.
            scores[scores.count - 2].next = number
        }
    }
}

extension SavedRegions {
    init(_ parts: SavedRegionsBuilder) {
        let head_bytes = MemoryLayout<sluice_region_block>.size
        let regions_bytes = parts.regions.count * MemoryLayout<sluice_region>.stride
        let points_bytes = parts.points.count * MemoryLayout<sluice_point>.stride
        let scores_bytes = parts.scores.count * MemoryLayout<sluice_score>.stride
        let total_bytes = head_bytes + regions_bytes + points_bytes + scores_bytes
        var head = sluice_region_block()
        head.struct_size = UInt32(head_bytes)
        head.total_bytes = UInt32(total_bytes)
        (head.region_count, head.region_capacity) = (UInt32(parts.regions.count), UInt32(parts.regions.count))
        head.regions_offset = UInt32(head_bytes)
        (head.point_count, head.point_capacity) = (UInt32(parts.points.count), UInt32(parts.points.count))
        head.points_offset = UInt32(head_bytes + regions_bytes)
        (head.score_count, head.score_capacity) = (UInt32(parts.scores.count), UInt32(parts.scores.count))
        head.scores_offset = UInt32(head_bytes + regions_bytes + points_bytes)
        self.init(total_bytes) { start in
            start.storeBytes(of: head, as: sluice_region_block.self)
            Self.put(parts.regions, start + Int(head.regions_offset))
            Self.put(parts.points, start + Int(head.points_offset))
            Self.put(parts.scores, start + Int(head.scores_offset))
        }
    }

    private static func put<T>(_ values: [T], _ place: UnsafeMutableRawPointer) {
        values.withUnsafeBytes { if let from = $0.baseAddress { place.copyMemory(from: from, byteCount: $0.count) } }
    }
}
