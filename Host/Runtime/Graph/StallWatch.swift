import HostCore
import HostGraph
import Synchronization

/// Notices that a graph has come to rest although it should not: something waits for room, nothing is at work, and
/// nothing has moved for a while. That is a cycle of waiting, which no time will end.
struct StallWatch {
    private var lastMoved: UInt64 = 0
    private var since_ns: Int64 = 0
    private static let patience_ns: Int64 = 3_000_000_000

    /// What is stuck, once it has been so for three seconds.
    mutating func check(_ graph: RunningGraph, now_ns: Int64) -> HostError? {
        var moved: UInt64 = 0
        var isAtWork = false
        for task in graph.tasks.joined() {
            moved &+= task.pointee.progress.value
            if task.pointee.current.load(ordering: .relaxed) >= 0 { isAtWork = true }
        }
        for feed in graph.feeds { moved &+= feed.frames.value }
        if moved != lastMoved || isAtWork || graph.isDone {
            lastMoved = moved
            since_ns = now_ns
            return nil
        }
        let full = graph.plan.edges.filter { edge in graph.queues[edge.index]?.contains { $0.isFull } ?? false }
        if full.isEmpty { since_ns = now_ns }
        guard now_ns - since_ns > Self.patience_ns else { return nil }
        return Self.error(graph, full)
    }

    private static func error(_ graph: RunningGraph, _ full: [EdgePlan]) -> HostError {
        let names = full.map { edge in
            let capacity = edge.queue.map { " (capacity \($0.capacity))" } ?? ""
            return graph.plan.nodes[edge.to].portName(input: edge.port) + capacity
        }
        return HostError(
            .state,
            "the graph waits for itself: the queues into \(names.joined(separator: ", ")) are full and nothing can move; "
                + "give the shorter branch before the join a longer queue, or a policy that drops",
            site: full.first?.site)
    }
}
