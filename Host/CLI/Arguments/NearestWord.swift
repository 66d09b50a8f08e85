/// Finds the word that was probably meant.
enum NearestWord {
    /// The closest word, if it is close enough to be a slip of the pen; an unfinished word counts as close.
    static func to(_ written: String, among words: [String]) -> String? {
        let limit = max(1, min(written.count, 12) / 3)
        let ranked = words.map { ($0, distance(Array(written.lowercased()), Array($0))) }
        if let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= limit { return best.0 }
        let begun = words.filter { written.count > 2 && $0.hasPrefix(written) }
        return begun.count == 1 ? begun[0] : nil
    }

    /// Edits (insert, remove, change, swap neighbours) from one text to the other.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
                row.append(cost)
            }
            before = above
            above = row
        }
        return above[b.count]
    }
}
