/// Finds the name that was probably meant, by edit distance (optimal string alignment).
public enum Nearest {
    /// The name closest to what was written, if any is close enough to be a slip of the pen, or else the only one that
    /// begins with it.
    public static func name(to written: String, among names: [String]) -> String? {
        let limit = max(1, min(written.count, 12) / 3)
        var best: (name: String, distance: Int)?
        for name in names where name != written {
            let distance = distance(Array(written.lowercased()), Array(name.lowercased()), limit: limit)
            if distance <= limit, distance < best?.distance ?? Int.max { best = (name, distance) }
        }
        if let best { return best.name }
        let begun = names.filter { written.count > 2 && $0.hasPrefix(written) && $0 != written }
        return begun.count == 1 ? begun.first : nil
    }

    /// "write 'name'" for the closest name, or the list of all when it is short; `nil` when there are no names.
    public static func remedy(_ written: String, among names: [String], prefix: String = "") -> String? {
        if let name = name(to: written, among: names) { return "write '\(prefix)\(name)'" }
        return list(names.map { prefix + $0 }).map { "write one of \($0)" }
    }

    /// Names for a message: all when there are few, the first ones when there are many.
    public static func list(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(12).joined(separator: ", ")
        return names.count > 12 ? "\(shown), … (\(names.count) in all)" : shown
    }

    /// Edits (insert, remove, change, swap neighbours) from one text to the other; above `limit` any number above it.
    public static func distance(_ a: [Character], _ b: [Character], limit: Int) -> Int {
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
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
