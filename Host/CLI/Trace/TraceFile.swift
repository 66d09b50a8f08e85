import HostCore
import HostGraph
import HostRuntime

/// Writes a trace that Chrome's tracing page and Perfetto open: tasks as threads, calls of stages as slices; streams as
/// threads, what is the matter with their sources as slices, and what happened to them as marks.
enum TraceFile {
    /// - Throws: `file` when it cannot be written.
    static func write(
        _ trace: TraceRecorder, of plan: ValidatedGraph, _ sources: [StreamStatistics], to path: String
    ) throws(HostError) {
        let (spans, lost) = trace.recorded
        let events = sources.flatMap(\.healthEvents)
        let start_ns = (spans.map(\.start_ns) + events.map(\.at_ns)).min() ?? 0
        let end_ns = max(spans.map(\.end_ns).max() ?? start_ns, events.map(\.at_ns).max() ?? start_ns)
        let names = plan.nodes.map { JSONValue.quote($0.name) }
        let streams = plan.streams.map { JSONValue.quote($0.name) }
        try OutputFile.write(to: path, for: "the trace") { file in
            file.append("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"lost_spans\":\"\(lost)\"},\"traceEvents\":[\n")
            file.append(
                "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\(JSONValue.quote(plan.name))}}")
            for task in plan.tasks { file.append(",\n" + header(task, plan)) }
            for span in spans where names.indices.contains(Int(span.node)) {
                let stream = streams.indices.contains(Int(span.stream)) ? streams[Int(span.stream)] : "\(span.stream)"
                file.append(
                    """
                    ,
                    {"name":\(names[Int(span.node)]),"ph":"X","pid":1,"tid":\(span.task),\
                    "ts":\(micros(span.start_ns - start_ns)),"dur":\(micros(span.end_ns - span.start_ns)),\
                    "args":{"stream":\(stream),"seq":\(span.seq)}}
                    """)
            }
            for (index, source) in sources.enumerated() where !source.healthEvents.isEmpty {
                let track = SourceTrack(source, thread: firstSourceThread + index, start_ns: start_ns, end_ns: end_ns)
                for line in track.lines { file.append(",\n" + line) }
            }
            file.append("\n]}\n")
        }
    }

    /// Beyond all numbers of tasks.
    private static let firstSourceThread = 1_000_000

    private static func header(_ task: TaskPlan, _ plan: ValidatedGraph) -> String {
        let stages = task.nodes.map { plan.nodes[$0].name }.joined(separator: " → ")
        let name = JSONValue.quote("task \(task.index): \(stages)")
        return "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":\(task.index),\"args\":{\"name\":\(name)}}"
    }

    /// Microseconds with three digits behind the point, as the format asks.
    static func micros(_ ns: Int64) -> String {
        let (whole, rest) = max(0, ns).quotientAndRemainder(dividingBy: 1000)
        let digits = String(rest)
        return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
