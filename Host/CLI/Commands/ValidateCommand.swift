import HostCore
import HostLoading

/// `sluice validate`.
enum ValidateCommand: Command {
    static let spec = CommandSpec(
        name: "validate", summary: "Says what is wrong with a graph file; runs nothing.",
        operands: [.init("GRAPH", "The graph file.")], options: [CommonOptions.json] + CommonOptions.graph,
        examples: [
            .init("sluice validate door.yaml", "writes a line for each finding: file:line:column: error: …"),
            .init("sluice validate door.yaml --json", "the same for programs"),
        ],
        notes: [
            "Plugins are known by their manifests and by earlier scans; one that is new is named, and 'sluice plugins' "
                + "scans it."
        ],
        statuses: [.done, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let session = try GraphSession(arguments, mode: .manifestsOnly)
        let findings = session.findings
        if arguments.has(CommonOptions.json.name) {
            try Console.out(json(findings, session).prettyText + "\n")
        } else {
            for finding in findings { try Console.out("\(finding)\n") }
            if session.graph != nil {
                let doubts =
                    findings.isEmpty ? "" : ", with \(findings.count == 1 ? "a warning" : "\(findings.count) warnings")"
                try Console.out("\(session.config.file): fine\(doubts)\n")
            }
        }
        return session.status
    }

    private static func json(_ findings: [Finding], _ session: GraphSession) -> JSONValue {
        [
            "file": .string(session.config.file), "valid": .bool(session.graph != nil),
            "findings": .array(findings.map(json)),
        ]
    }

    private static func json(_ finding: Finding) -> JSONValue {
        [
            "severity": .string(finding.severity.rawValue), "code": .string(finding.code),
            "message": .string(finding.message), "remedy": .string(finding.remedy),
            "file": .string(finding.site.file), "line": .integer(Int64(finding.site.line)),
            "column": .integer(Int64(finding.site.column)),
            "stage": finding.site.stage.map(JSONValue.string) ?? .null,
        ]
    }
}
