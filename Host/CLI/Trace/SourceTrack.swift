import HostCore

/// What happened to one source, as events of a trace.
struct SourceTrack {
    private let source: StreamStatistics
    private let thread: Int
    private let start_ns: Int64
    private let end_ns: Int64

    init(_ source: StreamStatistics, thread: Int, start_ns: Int64, end_ns: Int64) {
        self.source = source
        self.thread = thread
        self.start_ns = start_ns
        self.end_ns = end_ns
    }

    /// Its name, then a slice for each verdict and a mark for each other event.
    var lines: [String] {
        let name = JSONValue.quote("source \(source.name)")
        let head = "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":\(thread),\"args\":{\"name\":\(name)}}"
        return [head] + source.healthEvents.indices.map(line)
    }

    private func line(_ index: Int) -> String {
        let event = source.healthEvents[index]
        let place = "\"pid\":1,\"tid\":\(thread),\"ts\":\(TraceFile.micros(event.at_ns - start_ns))"
        let tail = "\"args\":\(event.json.text)}"
        guard case .verdict(_, let verdict) = event.kind else {
            return "{\"name\":\(JSONValue.quote(event.name)),\"ph\":\"i\",\"s\":\"t\",\(place),\(tail)"
        }
        let name = [verdict.name, verdict.stage].compactMap(\.self).joined(separator: " ")
        let length_ns = nextVerdict_ns(after: index) - event.at_ns
        return "{\"name\":\(JSONValue.quote(name)),\"ph\":\"X\",\(place),\"dur\":\(TraceFile.micros(length_ns)),\(tail)"
    }

    private func nextVerdict_ns(after index: Int) -> Int64 {
        for event in source.healthEvents[(index + 1)...] {
            if case .verdict = event.kind { return event.at_ns }
        }
        return end_ns
    }
}
