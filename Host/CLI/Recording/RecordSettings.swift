import HostCore
import HostGraph
import HostReplay
import HostRuntime

/// What the command line and the graph ask to be recorded.
struct RecordSettings: Sendable {
    static let options = [
        OptionSpec("record", .text("FILE"), "Keeps what the sources give in FILE, for 'sluice replay'."),
        OptionSpec(
            "record-edges", .text("NAMES"), repeats: true,
            "Keeps these instead: streams and outputs of stages, as from: names them, with commas between."),
        OptionSpec("record-limit", .text("SIZE"), "The most that FILE may have, such as 500MB; 8GB unless given."),
    ]

    let path: String
    private let names: [String]
    private let limit_bytes: Int

    /// `nil` when nothing is to be recorded.
    init?(_ arguments: Arguments) throws(HostError) {
        names = arguments.texts("record-edges").flatMap { $0.split(separator: ",").map(String.init) }
        guard let path = arguments.text("record") else {
            for option in ["record-edges", "record-limit"] where arguments.has(option) {
                throw HostError(.usage, "--\(option) is about a recording; name its file with --record FILE")
            }
            return nil
        }
        self.path = path
        guard let text = arguments.text("record-limit") else {
            limit_bytes = RecordingWriter.defaultLimit_bytes
            return
        }
        guard let size = SizeText.bytes(text) else {
            throw HostError(
                .usage, "--record-limit takes a whole number and its unit (kB, MB, GB), such as 500MB, not '\(text)'")
        }
        limit_bytes = size
    }

    /// The points to keep: of the command line, else of the graph file; `nil` for all sources.
    /// - Throws: `usage` or `graph`, for a name that means none.
    func points(_ plan: ValidatedGraph, _ config: GraphConfig) throws(HostError) -> [String]? {
        let all = RecordPoint.all(of: plan)
        for name in names where !all.contains(where: { $0.isMeant(by: name) }) {
            throw HostError(.usage, "--record-edges: \(Self.unknown(name, all))")
        }
        for name in config.record where !all.contains(where: { $0.isMeant(by: name.value) }) {
            throw HostError(.graph, "record: \(Self.unknown(name.value, all))", site: name.site)
        }
        if !names.isEmpty { return names }
        return config.record.isEmpty ? nil : config.record.map(\.value)
    }

    private static func unknown(_ name: String, _ all: [RecordPoint]) -> String {
        let remedy = Nearest.remedy(name, among: all.map(\.name)) ?? "the graph has none"
        return "the graph has no stream and no output '\(name)'; \(remedy)"
    }

    /// Makes the file.
    func recorder(_ facts: RecordingFacts, log: @escaping LogSink) throws(HostError) -> RunRecorder {
        try RunRecorder(path, facts, limit_bytes: limit_bytes, log: log)
    }
}
