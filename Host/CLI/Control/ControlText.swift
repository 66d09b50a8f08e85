import HostControl
import HostCore

/// What a host answers, for people.
enum ControlText {
    static func lines(_ answer: JSONValue, of request: ControlRequest) -> [String] {
        switch request.name {
        case "status": return status(answer)
        case "drain": return ["draining: frames under way are finished"]
        default:
            let changes = list(answer["changes"]).compactMap(\.stringValue)
            return changes.isEmpty ? ["nothing to change"] : changes
        }
    }

    private static func status(_ answer: JSONValue) -> [String] {
        var lines = [
            "\(text(answer["graph"]))  process \(number(answer["process"]))  up \(Figures.time(UInt64(clamping: number(answer["elapsed_ns"]))))"
        ]
        var streams = TextTable(["stream", "state", "health", "frames", "fps", "reconnects"])
        for stream in list(answer["streams"]) {
            streams.add([
                text(stream["name"]), text(stream["state"]), health(stream["health"]),
                Figures.count(UInt64(clamping: number(stream["frames"]))), stream["fps"].map(\.text) ?? "",
                "\(number(stream["reconnects"]))",
            ])
        }
        lines += streams.lines(indent: 2)
        var stages = TextTable(["stage", "in", "out", "errors", "restarts", "last error"])
        for stage in list(answer["stages"]) {
            stages.add([
                text(stage["name"]), Figures.count(UInt64(clamping: number(stage["in"]))),
                Figures.count(UInt64(clamping: number(stage["out"]))), "\(number(stage["errors"]))",
                "\(number(stage["restarts"]))", text(stage["last_error"]),
            ])
        }
        lines += stages.lines(indent: 2)
        if !list(answer["workers"]).isEmpty { lines += workers(list(answer["workers"])).lines(indent: 2) }
        let full = list(answer["edges"]).filter { number($0["left"]) > 0 }
        lines += full.map {
            "  queue \(text($0["from"])) to \(text($0["to"])): \(number($0["left"])) of \(number($0["capacity"]))"
        }
        return lines
    }

    private static func workers(_ workers: [JSONValue]) -> TextTable {
        var table = TextTable(["worker", "state", "failures", "last failure"])
        for worker in workers {
            let failure = list(worker["last_failures"]).last
            table.add([
                text(worker["name"]), text(worker["state"]), "\(number(worker["failures"]))", text(failure?["text"]),
            ])
        }
        return table
    }

    /// `healthy`, or `slow-stage faces`.
    private static func health(_ health: JSONValue?) -> String {
        let stage = text(health?["stage"])
        return stage.isEmpty ? text(health?["verdict"]) : "\(text(health?["verdict"])) \(stage)"
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let all)? = value { all } else { [] }
    }
    private static func text(_ value: JSONValue?) -> String { value?.stringValue ?? "" }
    private static func number(_ value: JSONValue?) -> Int64 {
        if case .integer(let number)? = value { number } else { 0 }
    }
}
