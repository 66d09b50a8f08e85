import CYAML
import HostCore

/// Turns what libyaml refuses into a finding.
enum YAMLProblem {
    static func finding(_ parser: yaml_parser_t, bytes: [UInt8], file: String) -> Finding {
        if parser.error == YAML_MEMORY_ERROR {
            return Finding(.error, "no-memory", "there is no memory to read the file", at: Site(file: file))
        }
        let problem = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        if parser.error == YAML_READER_ERROR {
            let site = place(of: parser.problem_offset, in: bytes, file: file)
            return Finding(
                .error, "yaml-syntax", "this is not YAML: \(problem)",
                remedy: "save the file as UTF-8 text without control characters", at: site)
        }
        let mark = parser.problem_mark
        return Finding(
            .error, "yaml-syntax", "this is not YAML: \(problem)\(context(parser))",
            remedy: remedy(bytes, mark), at: Site(file: file, mark))
    }

    private static func context(_ parser: yaml_parser_t) -> String {
        guard let context = parser.context else { return "" }
        let text = " " + String(cString: context)
        let line = Int(parser.context_mark.line)
        return line == Int(parser.problem_mark.line) ? text : "\(text) that begins on line \(line + 1)"
    }

    private static func remedy(_ bytes: [UInt8], _ mark: yaml_mark_t) -> String {
        let line = bytes.split(separator: 0x0A, maxSplits: Int(mark.line) + 1, omittingEmptySubsequences: false)
        if line.indices.contains(Int(mark.line)), line[Int(mark.line)].prefix(Int(mark.column) + 1).contains(0x09) {
            return "indent with spaces: YAML takes no tabs there"
        }
        return "check the indentation, the colons, quotes and brackets there and on the line before"
    }

    private static func place(of offset: Int, in bytes: [UInt8], file: String) -> Site {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count
        return Site(file: file, line: line + 1, column: column + 1)
    }
}
