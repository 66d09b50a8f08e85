import HostCore
import HostReplay

/// How a recording of a run went.
struct RecordingOutcome: Sendable {
    let path: String
    var edges: [(name: String, items: UInt64, leftOut: UInt64)] = []
    var size_bytes = 0
    /// How and why it ended before the run did; `nil` when it did not.
    var end: (how: RecordingEnd, reason: String)?

    init(path: String) { self.path = path }

    var items: UInt64 { edges.reduce(0) { $0 + $1.items } }
    var leftOut: UInt64 { edges.reduce(0) { $0 + $1.leftOut } }

    /// What the run could not write.
    var failure: HostError? {
        guard let end, end.how == .failed else { return nil }
        return HostError(.file, end.reason)
    }

    /// For the last lines of a run.
    var line: String {
        var text = "recorded: \(Figures.count(items)) items, \(Figures.bytes(size_bytes)) in \(path)"
        if leftOut > 0 { text += "; \(Figures.count(leftOut)) LEFT OUT, the disk was too slow" }
        if let end { text += "; ended early (\(end.how.rawValue))" }
        return text
    }

    /// For the statistics.
    var json: JSONValue {
        [
            "file": .string(path), "items": .integer(Int64(clamping: items)),
            "size_bytes": .integer(Int64(size_bytes)), "left_out": .integer(Int64(clamping: leftOut)),
            "end": .string((end?.how ?? .done).rawValue), "reason": .string(end?.reason ?? ""),
            "edges": .array(
                edges.map {
                    [
                        "name": .string($0.name), "items": .integer(Int64(clamping: $0.items)),
                        "left_out": .integer(Int64(clamping: $0.leftOut)),
                    ]
                }),
        ]
    }
}
