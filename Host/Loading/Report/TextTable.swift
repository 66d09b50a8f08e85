/// Rows of text in columns that are as wide as their widest cell.
struct TextTable {
    private var rows: [[String]] = []

    init(_ head: String...) { if !head.isEmpty { rows.append(head) } }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The rows as lines, each beginning with `indent`; no space at the ends of lines.
    func text(indent: String = "") -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { indent + Self.line($0, widths) + "\n" }.joined()
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            line += cell
            if column < cells.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
