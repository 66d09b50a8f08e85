/// Nodes that run one after the other on one thread, without a queue between them.
public struct TaskPlan: Sendable, Hashable {
    /// Its number: 0, 1, …
    public let index: Int
    /// Its nodes; each stands behind those that feed it.
    public let nodes: [Int]
    /// The edges with a queue through which items come in.
    public let queues: [Int]
    /// Whether it has a thread of its own: something in it waits, or the graph file says so.
    public let ownThread: Bool
}
