import HostCapture
import HostCore
import HostGraph
import HostLoading
import HostMemory

/// `sluice explain`.
enum ExplainCommand: Command {
    private static let probe = OptionSpec(
        "probe", "Opens each source for its first frame, and says what it gives and whether it is copied.")

    static let spec = CommandSpec(
        name: "explain", summary: "Shows how a graph will run: tasks, threads, queues, pools, copies, conversions.",
        operands: [.init("GRAPH", "The graph file.")], options: [probe] + CommonOptions.graph,
        examples: [
            .init("sluice explain door.yaml", "shows the plan"),
            .init("sluice explain door.yaml --set stages.scores.fuse=false", "shows what a change would do to it"),
            .init("sluice explain door.yaml --probe", "looks at the sources as well"),
        ], statuses: [.done, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let session = try GraphSession(arguments, mode: .scan)
        guard let graph = session.graphOrReport() else { return session.status }
        var captures: [Int: String] = [:]
        if arguments.has(probe.name) {
            for stream in graph.streams { captures[stream.index] = look(stream) }
        }
        try Console.out(Explanation.text(graph, captures: captures))
        return .done
    }

    /// What a source does to its first picture, or why there was none: a camera that is away is no fault of the graph.
    private static func look(_ stream: StreamPlan) -> String {
        do throws(HostError) {
            let found = try CaptureFactory.probe(
                CaptureRequest(stream), memory: FrameStore(slotsPerSlab: 32), clock: SystemClock())
            return text(found)
        } catch {
            return "unknown: \(error.message)"
        }
    }

    private static func text(_ found: CaptureProbe) -> String {
        let stream = found.stream
        var facts = ["\(stream.width)x\(stream.height) \(stream.pixelFormat)"]
        if !stream.decoder.isEmpty { facts.append("from \(stream.decoder)") }
        if let from = stream.convertedFrom { facts.append("converted from \(from)") }
        let copy =
            found.copied_bytes == 0
            ? "none" : "once, \(Figures.bytes(found.copied_bytes)) a frame, as \(found.copyReason)"
        return "\(copy) (\(facts.joined(separator: ", ")))"
    }
}
