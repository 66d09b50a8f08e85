/// Columns of text: the first ones to the left, numbers to the right.
struct TextTable {
    private let headings: [String]
    private let leftColumns: Int
    private var rows: [[String]] = []

    /// - Parameter leftColumns: How many columns begin at their left edge.
    init(_ headings: [String], leftColumns: Int = 1) {
        self.headings = headings
        self.leftColumns = leftColumns
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    var isEmpty: Bool { rows.isEmpty }

    /// All lines, without trailing spaces.
    func lines(indent: Int = 0) -> [String] {
        let widths = headings.indices.map { column in
            ([headings] + rows).map { $0[column].count }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return ([headings] + rows).map { row in
            var line = margin
            for (column, text) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - text.count)
                if column > 0 { line += "  " }
                line += column < leftColumns ? text + space : space + text
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
