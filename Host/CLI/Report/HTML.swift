import HostCore

/// Text inside a page.
enum HTML {
    /// Safe between tags and inside quoted attributes.
    static func escape(_ text: String) -> String { XMLText.escaped(text) }

    /// A section with a heading and a sentence that says what is shown.
    static func section(_ id: String, _ title: String, _ explanation: String, _ body: String) -> String {
        """
        <section id="\(id)">
        <h2>\(escape(title))</h2>
        <p class="lead">\(explanation)</p>
        \(body)
        </section>

        """
    }

    /// A table; cells are HTML already. Columns after the first `left` ones are numbers.
    static func table(_ headings: [String], left: Int = 1, _ rows: [[String]]) -> String {
        func cell(_ tag: String, _ index: Int, _ text: String) -> String {
            "<\(tag)\(index < left ? "" : " class=\"n\"")>\(text)</\(tag)>"
        }
        let head = headings.enumerated().map { cell("th", $0.offset, $0.element) }.joined()
        let body = rows.map { row in
            "<tr>" + row.enumerated().map { cell("td", $0.offset, $0.element) }.joined() + "</tr>\n"
        }.joined()
        return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\(body)</tbody></table></div>"
    }

    /// A horizontal bar that fills a share of its cell.
    static func meter(_ share: Double, kind: String = "") -> String {
        let percent = Figures.decimal(min(1, max(0, share.isFinite ? share : 0)) * 100, 1)
        return "<span class=\"meter \(kind)\"><i style=\"width:\(percent)%\"></i></span>"
    }
}
