/// What a child has told, line by line, without the places that it has left since: a check that makes millions of calls tells of
/// each, and only the last one says where it crashed.
struct AnswerLines {
    private static let place = Array(#"{"at":"#.utf8)
    private var told: [UInt8] = []
    private var lastPlace: [UInt8] = []
    /// What came after the last line feed.
    private var partial: [UInt8] = []

    /// All that counts, as the child would have written it.
    var bytes: [UInt8] { told + lastPlace + partial }
    /// How much is kept.
    var count: Int { told.count + lastPlace.count + partial.count }

    /// Takes what has come.
    mutating func add(_ part: [UInt8]) {
        guard let end = part.lastIndex(of: 10) else {
            partial += part
            return
        }
        for line in (partial + part[...end]).split(separator: 10) {
            if line.starts(with: Self.place) {
                lastPlace = Array(line) + [10]
            } else {
                told += line + [10]
            }
        }
        partial = Array(part[(end + 1)...])
    }
}
