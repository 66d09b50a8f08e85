import HostCore
import HostReplay

/// What `sluice replay --info` shows.
struct RecordingReport {
    private let recording: Recording
    private let summary: RecordingSummary

    init(_ recording: Recording) {
        self.recording = recording
        summary = RecordingSummary(recording)
    }

    /// What is wrong with the file; `nil` when all of it can be read.
    var damage: HostError? { summary.damage }

    var text: String {
        let facts = recording.facts
        var lines = [
            "\(recording.path): \(Figures.bytes(Int(clamping: recording.size_bytes))), graph \(facts.graph) (\(facts.file))",
            "written by sluice \(facts.program), plugin contract \(facts.contract), begun "
                + WallTime.text(facts.started_wall_ns),
        ]
        if !facts.overrides.isEmpty { lines.append("with --set " + facts.overrides.joined(separator: " --set ")) }
        var table = TextTable(
            ["edge", "kind", "streams", "items", "size", "first pts", "last pts", "took", "left out"], leftColumns: 3)
        for edge in summary.edges {
            let kinds = edge.kinds.keys.sorted().joined(separator: "+")
            table.add([
                edge.edge.name, kinds.isEmpty ? edge.edge.format : kinds,
                edge.streams.map(\.name).joined(separator: ","), Figures.count(UInt64(edge.items)),
                Figures.bytes(Int(clamping: edge.size_bytes)), Self.time(edge.pts_ns?.lowerBound),
                Self.time(edge.pts_ns?.upperBound), Self.time(edge.span_ns), Figures.count(edge.leftOut),
            ])
        }
        lines += [""] + table.lines() + [""]
        lines.append(recording.flaw ?? "whole: it was closed with the run")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func time(_ time_ns: Int64?) -> String { time_ns.map { Figures.time(UInt64(max(0, $0))) } ?? "–" }

    var json: JSONValue {
        let facts = recording.facts
        return [
            "file": .string(recording.path), "size_bytes": .integer(Int64(clamping: recording.size_bytes)),
            "program": .string(facts.program), "contract": .string(facts.contract), "graph": .string(facts.graph),
            "graph_file": .string(facts.file), "graph_text": .string(facts.text),
            "overrides": .array(facts.overrides.map(JSONValue.string)),
            "started_wall_ns": .integer(facts.started_wall_ns), "edges": .array(summary.edges.map(Self.json)),
            "end": .string(end), "flaw": recording.flaw.map(JSONValue.string) ?? .null,
            "damage": damage.map { .string($0.description) } ?? .null,
        ]
    }

    private var end: String {
        switch recording.ending {
        case .closed(let end, _): end.rawValue
        case .cut: "cut"
        }
    }

    private static func json(_ edge: RecordingSummary.Edge) -> JSONValue {
        [
            "name": .string(edge.edge.name), "source": .bool(edge.edge.isSource), "format": .string(edge.edge.format),
            "items": .integer(Int64(edge.items)), "size_bytes": .integer(Int64(clamping: edge.size_bytes)),
            "left_out": .integer(Int64(clamping: edge.leftOut)),
            "kinds": .object(
                JSONObject(edge.kinds.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
            "first_pts_ns": edge.pts_ns.map { .integer($0.lowerBound) } ?? .null,
            "last_pts_ns": edge.pts_ns.map { .integer($0.upperBound) } ?? .null, "span_ns": .integer(edge.span_ns),
            "streams": .array(
                edge.streams.map {
                    [
                        "name": .string($0.name), "camera": .string($0.camera), "width": .integer(Int64($0.width)),
                        "height": .integer(Int64($0.height)), "rate": .string($0.rate.description),
                        "live": .bool($0.isLive),
                    ]
                }),
        ]
    }
}
