/// Sees what given nodes emit, beside the stages behind them.
public struct ItemObserver: Sendable {
    /// Numbers of the nodes whose items are shown.
    public let nodes: Set<Int>
    /// Takes each item, on the thread of the node that emitted it: for a node of several instances from several
    /// threads at once. What it wants to keep it copies before it returns.
    public let receive: @Sendable (borrowing ObservedItem) -> Void

    /// An observer of the given nodes.
    public init(nodes: Set<Int>, receive: @escaping @Sendable (borrowing ObservedItem) -> Void) {
        self.nodes = nodes
        self.receive = receive
    }
}
