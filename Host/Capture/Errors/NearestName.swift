/// The name that was probably meant.
enum NearestName {
    /// The candidate with the fewest edits, at most a third of the name's length and at least two.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let scored = candidates.map { (distance(Array(name.utf8), Array($0.utf8)), $0) }
        guard let best = scored.min(by: { $0 < $1 }), best.0 <= max(2, name.utf8.count / 3) else { return nil }
        return best.1
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var next = [i + 1]
            for j in 0..<b.count {
                var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                next.append(least)
            }
            before = row
            row = next
        }
        return row[b.count]
    }
}
