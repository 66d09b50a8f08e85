import HostCore
import HostGraph
import HostLoading

/// `sluice explain`.
enum ExplainCommand: Command {
    static let spec = CommandSpec(
        name: "explain", summary: "Shows how a graph will run: tasks, threads, queues, pools, copies, conversions.",
        operands: [.init("GRAPH", "The graph file.")], options: CommonOptions.graph,
        examples: [
            .init("sluice explain door.yaml", "shows the plan"),
            .init("sluice explain door.yaml --set stages.scores.fuse=false", "shows what a change would do to it"),
        ], statuses: [.done, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let session = try GraphSession(arguments, mode: .scan)
        guard let graph = session.graphOrReport() else { return session.status }
        try Console.out(Explanation.text(graph))
        return .done
    }
}
