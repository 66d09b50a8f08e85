import PluginSDK

/// All regions of a file, by frame.
struct RegionTable {
    private(set) var regions: [FileRegion] = []
    private(set) var points: [Point] = []
    private(set) var scores: [(name: Name, value: Float)] = []
    /// Names of streams that lines belong to.
    private(set) var streams: [String] = []

    mutating func add(_ region: FileRegion) { regions.append(region) }

    mutating func add(_ points: [Point]) -> Range<Int> {
        self.points += points
        return self.points.count - points.count..<self.points.count
    }

    mutating func add(_ scores: [(Name, Float)]) -> Range<Int> {
        for (name, value) in scores { self.scores.append((name, value)) }
        return self.scores.count - scores.count..<self.scores.count
    }

    /// The number of a stream's name.
    mutating func stream(_ name: String) -> Int32 {
        if let known = position(of: name) { return known }
        streams.append(name)
        return Int32(streams.count - 1)
    }

    /// The number of a stream's name; `nil` when no line has it.
    func position(of name: String) -> Int32? { streams.firstIndex(of: name).map(Int32.init) }

    /// Puts regions in order of frames; those of one frame stay as in the file.
    mutating func sort() {
        let isSorted = zip(regions, regions.dropFirst()).allSatisfy { $0.frame <= $1.frame }
        if !isSorted { regions.sort { ($0.frame, $0.line) < ($1.frame, $1.line) } }
    }

    /// Takes out those above a number in one frame and stream.
    /// - Returns: Their lines.
    mutating func limit(_ most: Int) -> [Int] {
        var excess: [Int] = []
        var counts: [Int32: Int] = [:]
        var frame: Int64 = -1
        regions.removeAll { region in
            if region.frame != frame { counts.removeAll(keepingCapacity: true) }
            frame = region.frame
            let count = counts[region.stream, default: 0] + 1
            counts[region.stream] = count
            if count > most { excess.append(Int(region.line)) }
            return count > most
        }
        return excess
    }

    /// Positions of a frame's regions.
    /// - Complexity: O(log n).
    func range(of frame: Int64) -> Range<Int> {
        let first = lowerBound(frame)
        var last = first
        while last < regions.count, regions[last].frame == frame { last += 1 }
        return first..<last
    }

    private func lowerBound(_ frame: Int64) -> Int {
        var (low, high) = (0, regions.count)
        while low < high {
            let middle = low + (high - low) / 2
            if regions[middle].frame < frame { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
