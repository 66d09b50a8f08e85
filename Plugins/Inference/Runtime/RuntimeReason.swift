/// The runtime's error texts, which are stacks of source lines round the one line that says something.
enum RuntimeReason {
    /// Room for one of them.
    static let limit_bytes = 4096

    static func short(_ text: String) -> String {
        let lines = text.split(separator: "\n").map(trimmed)
        let telling = lines.filter { !$0.isEmpty && !isNoise($0) }
        let chosen = telling.isEmpty ? lines : telling
        return String(chosen.prefix(3).joined(separator: "; ").prefix(400))
    }

    private static let noise = [
        "Exception from ", "Check '", "While validating node", "FrontEnd API failed", "Model wasn't fully converted",
        "Summary:",
    ]

    private static func isNoise(_ line: String) -> Bool {
        noise.contains { line.hasPrefix($0) }
    }

    private static func trimmed(_ line: Substring) -> String {
        let start = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\0" }.reversed())
    }
}
