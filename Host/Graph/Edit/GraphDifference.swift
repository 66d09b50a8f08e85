import HostCore

/// What has to change so that a running graph becomes another one. Nodes and streams are the same when they have the same
/// name; what stays is not disturbed.
public struct GraphDifference: Sendable {
    /// What becomes of a node of the new graph, by its number there.
    public enum Fate: Sendable, Hashable {
        /// It is there already, under the given number of the old graph, and goes on.
        case stays(Int)
        /// As ``stays(_:)``, with new values of these settings, all of which may change while the stage runs.
        case isTuned(Int, keys: [String])
        /// It takes the place of the node with the given number of the old graph.
        case replaces(Int, because: String)
        /// It is new.
        case enters
    }

    /// By number in the new graph.
    public let nodes: [Fate]
    /// Numbers in the old graph of nodes that nothing takes the place of.
    public let leaving: [Int]
    /// For each stream of the new graph the number in the old one, when its source goes on.
    public let streams: [Int?]
    /// Numbers in the old graph of streams whose sources end.
    public let endingStreams: [Int]
    /// For each edge of the new graph the number of the same edge in the old one.
    public let edges: [Int?]

    /// Compares two plans.
    /// - Parameters:
    ///   - changedLibraries: Paths of plugins whose files are no longer those that run.
    ///   - renewed: Names of nodes that are to be made anew although nothing about them changes.
    public init(
        from old: ValidatedGraph, to new: ValidatedGraph, changedLibraries: Set<String> = [],
        renewed: Set<String> = []
    ) {
        let oldNodes = Dictionary(old.nodes.map { ($0.name, $0.index) }) { first, _ in first }
        nodes = new.nodes.map { node in
            guard let index = oldNodes[node.name] else { return .enters }
            if renewed.contains(node.name) { return .replaces(index, because: "as it was asked for") }
            return Self.fate(of: node, from: old.nodes[index], changedLibraries)
        }
        let names = Set(new.nodes.map(\.name))
        leaving = old.nodes.filter { !names.contains($0.name) }.map(\.index)
        let oldStreams = Dictionary(old.streams.map { ($0.name, $0.index) }) { first, _ in first }
        streams = new.streams.map { stream in
            oldStreams[stream.name].flatMap { Self.isSame(old.streams[$0], stream) ? $0 : nil }
        }
        let going = Set(streams.compactMap(\.self))
        endingStreams = old.streams.indices.filter { !going.contains($0) }
        let oldEdges = Dictionary(old.edges.map { (EdgeKey($0, old), $0.index) }) { first, _ in first }
        let streams = streams
        edges = new.edges.map { edge in
            if case .stream(let stream) = edge.from, streams[stream] == nil { return nil }
            return oldEdges[EdgeKey(edge, new)]
        }
    }

    private static func fate(of new: NodePlan, from old: NodePlan, _ changedLibraries: Set<String>) -> Fate {
        if let reason = reason(old, new, changedLibraries) { return .replaces(old.index, because: reason) }
        let settings = SettingsDifference(
            old.configuration, new.configuration, schema: new.manifest?.configuration ?? .null)
        if settings.paths.isEmpty { return .stays(old.index) }
        guard settings.fixed.isEmpty else {
            return .replaces(old.index, because: "a new value of \(settings.fixed.joined(separator: ", "))")
        }
        return .isTuned(old.index, keys: settings.paths)
    }

    private static func reason(_ old: NodePlan, _ new: NodePlan, _ changedLibraries: Set<String>) -> String? {
        switch (old.kind, new.kind) {
        case (.join(let a), .join(let b)): return a == b && old.inputs == new.inputs ? nil : "it pairs otherwise"
        case (.stage(let a), .stage(let b)):
            if a.manifest.id != b.manifest.id { return "it is \(b.manifest.id) instead of \(a.manifest.id)" }
            if a.library != b.library { return "its plugin is \(b.library)" }
            if changedLibraries.contains(b.library) { return "the file of its plugin is a new one" }
        default: return "it is another kind of node"
        }
        if old.instances != new.instances { return "it has \(new.instances) instances instead of \(old.instances)" }
        if old.isolation != new.isolation || old.limits != new.limits { return "its isolation changed" }
        if old.inputs != new.inputs || old.outputs != new.outputs { return "its formats changed" }
        return nil
    }

    private static func isSame(_ old: StreamPlan, _ new: StreamPlan) -> Bool {
        old.source == new.source && old.camera == new.camera && old.labels == new.labels && old.pace == new.pace
            && old.giveUp_ns == new.giveUp_ns && old.isLive == new.isLive && old.format == new.format
            && old.tellsHealth == new.tellsHealth
    }
}

/// What makes two edges of two plans the same one: the ends by name, and everything that a queue on it depends on.
private struct EdgeKey: Hashable {
    let from: String
    let fromPort: Int
    let to: String
    let port: Int
    let format: ItemFormat
    let lumaView: Bool
    let queue: QueuePlan?

    init(_ edge: EdgePlan, _ plan: ValidatedGraph) {
        switch edge.from {
        case .stream(let index): (from, fromPort) = ("stream " + plan.streams[index].name, 0)
        case .node(let index, let port): (from, fromPort) = (plan.nodes[index].name, port)
        }
        to = plan.nodes[edge.to].name
        port = edge.port
        format = edge.format
        lumaView = edge.lumaView
        queue = edge.queue
    }
}
