import HostGraph

/// Numbers that stay as they are while a running graph is edited, unlike the places in its plan: of streams, as stages see
/// them, and of nodes, as regions carry them.
struct GraphNumbers {
    private var streams: [String: UInt32] = [:]
    private var nodes: [String: Int32] = [:]
    /// The streams that nodes without inputs make.
    private var sources: [String: UInt32] = [:]
    private(set) var nodeNames: [String] = []
    private var nextStream: UInt32

    init(_ plan: ValidatedGraph) {
        for stream in plan.streams { streams[stream.name] = UInt32(stream.index) }
        for node in plan.nodes {
            nodes[node.name] = Int32(node.index)
            sources[node.name] = UInt32(plan.streams.count + node.index)
            nodeNames.append(node.name)
        }
        nextStream = UInt32(plan.streams.count + plan.nodes.count)
    }

    /// Numbers for what another plan adds. A stream whose source is another one is a new stream.
    mutating func extend(to plan: ValidatedGraph, _ difference: GraphDifference) {
        for stream in plan.streams where difference.streams[stream.index] == nil { streams[stream.name] = takeStream() }
        for node in plan.nodes {
            if nodes[node.name] == nil {
                nodes[node.name] = Int32(nodeNames.count)
                nodeNames.append(node.name)
            }
            guard plan.edges(into: node.index).isEmpty else { continue }
            if case .stays = difference.nodes[node.index] { continue }
            if case .isTuned = difference.nodes[node.index] { continue }
            sources[node.name] = takeStream()
        }
    }

    private mutating func takeStream() -> UInt32 {
        defer { nextStream += 1 }
        return nextStream
    }

    func stream(_ plan: StreamPlan) -> UInt32 { streams[plan.name] ?? 0 }
    func node(_ plan: NodePlan) -> Int32 { nodes[plan.name] ?? 0 }
    func source(_ plan: NodePlan) -> UInt32 { sources[plan.name] ?? 0 }
}
