import Foundation
import Testing

/// A Markdown page of the project: what tests hold it to.
struct DocPage: Sendable, CustomTestStringConvertible {
    /// A fenced block.
    struct Block: Sendable {
        /// The word behind the fence.
        let language: String
        /// The words of a comment on the line before the fence, such as `wrong`, or `file base.yaml`.
        let marks: [String]
        let text: String
        let line: Int

        /// A whole graph file, rather than a part of one.
        var isGraph: Bool { language == "yaml" && text.hasPrefix("sluice: 1\n") }
        var isWrong: Bool { marks == ["wrong"] }
        /// The name under which later blocks of the page find it.
        var fileName: String? { marks.count == 2 && marks[0] == "file" ? marks[1] : nil }
    }

    /// From the root of the project.
    let path: String
    /// Without the text of fenced blocks, which are empty lines here.
    let lines: [String]
    let blocks: [Block]

    var testDescription: String { path }

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOf: Sluice.root.appending(path: path), encoding: .utf8)
        var lines: [String] = []
        var blocks: [Block] = []
        var open: (language: String, marks: [String], line: Int)?
        var inside: [String] = []
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            let fence = line.hasPrefix("```")
            if let block = open {
                if fence {
                    blocks.append(
                        Block(
                            language: block.language, marks: block.marks,
                            text: inside.map { $0 + "\n" }.joined(), line: block.line))
                    open = nil
                    inside = []
                } else {
                    inside.append(line)
                }
            } else if fence {
                open = (String(line.dropFirst(3)), Self.marks(lines.last ?? ""), index + 1)
            }
            lines.append(fence || open != nil ? "" : line)
        }
        self.lines = lines
        self.blocks = blocks
    }

    private static func marks(_ line: String) -> [String] {
        guard line.hasPrefix("<!--"), line.hasSuffix("-->") else { return [] }
        return line.dropFirst(4).dropLast(3).split(separator: " ").map(String.init)
    }

    /// All pages: README.md, and what lies below `docs`.
    static func all() throws -> [DocPage] {
        let docs = Sluice.root.appending(path: "docs")
        let names = FileManager.default.enumerator(atPath: docs.path)?.compactMap { $0 as? String } ?? []
        return try (["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }).map(
            DocPage.init)
    }

    /// The rows of the first table below a heading, cells without the spaces around them.
    func table(below heading: String) -> [[String]] {
        guard let start = lines.firstIndex(of: heading) else { return [] }
        let rows = lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return rows.dropFirst(2).map { row in
            row.dropFirst().dropLast().components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// Where links lead, as written.
    var links: [String] {
        lines.flatMap { line in
            line.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.1) }
        }
    }

    /// The names by which headings can be linked to.
    var anchors: Set<String> {
        Set(
            lines.filter { $0.hasPrefix("#") }.map { line in
                let title = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                return title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-")
            })
    }
}
