/// The name that was probably meant.
enum NearestName {
    /// The candidate with the fewest edits (Levenshtein), at most a third of the name's length and at least two.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let scored = candidates.map { (distance(Array(name.utf8), Array($0.utf8)), $0) }
        guard let best = scored.min(by: { $0 < $1 }), best.0 <= max(2, name.utf8.count / 3) else { return nil }
        return best.1
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
