import HostCore

/// A graph without mistakes, planned in full: what the runtime executes and `explain` prints. Only validation makes one.
public struct ValidatedGraph: Sendable {
    /// The graph's name; the file's name when it has none.
    public let name: String
    /// The graph file, as the user named it.
    public let file: String
    /// How many threads share the tasks without a thread of their own; `nil` for one per core.
    public let threads: Int?
    /// The streams.
    public let streams: [StreamPlan]
    /// The nodes, each behind those that feed it.
    public let nodes: [NodePlan]
    /// The edges, in order of their consumers.
    public let edges: [EdgePlan]
    /// The tasks, each behind those that feed it.
    public let tasks: [TaskPlan]
    /// The memory of each stream.
    public let pools: [PoolPlan]
    /// What is doubtful but runs.
    public let warnings: [Finding]
    let edgeIndex: EdgeIndex
}

extension ValidatedGraph {
    /// The edges that end at a node, in order of its ports.
    public func edges(into node: Int) -> [EdgePlan] { edgeIndex.into(node).map { edges[$0] } }

    /// The edges that begin at an output port of a node.
    public func edges(from node: Int, port: Int) -> [EdgePlan] {
        edgeIndex.from(.node(node, port: port)).map { edges[$0] }
    }

    /// The edges that begin at a stream.
    public func edges(fromStream stream: Int) -> [EdgePlan] { edgeIndex.from(.stream(stream)).map { edges[$0] } }

    /// The node with the given name, such as `faces` or `faces[door]`.
    public func node(named name: String) -> NodePlan? { nodes.first { $0.name == name } }
}
