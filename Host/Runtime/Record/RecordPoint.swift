import HostCore
import HostGraph

/// A place in a graph whose items can be kept: where edges begin.
public struct RecordPoint: Sendable, Hashable {
    /// As `from:` of the graph file names it: `door`, `faces`, `faces.rejected`; `faces[door]` for one of several.
    public let name: String
    /// Further names that mean it too: that of the stage for each of its nodes, and the first port with its name.
    public let otherNames: [String]
    /// Whether it is what a stream, or a stage without inputs, gives.
    public let isSource: Bool
    /// Whether what comes there cannot wait.
    public let isLive: Bool
    /// What it carries.
    public let format: ItemFormat

    /// A stream.
    init(_ stream: StreamPlan) {
        name = stream.name
        otherNames = []
        (isSource, isLive) = (true, stream.isLive)
        format = ItemFormat(kind: .frame, pixelFormat: stream.format)
    }

    /// An output port of a node.
    init(_ node: NodePlan, port: Int, in plan: ValidatedGraph) {
        let portName = Self.portName(node, port)
        let suffix = Self.suffix(node, port)
        name = node.name + suffix
        var others = [node.stageName.map { $0 + suffix }]
        if port == 0, !portName.isEmpty {
            others += [node.name, node.stageName].map { $0.map { $0 + "." + portName } }
        }
        let own = name
        otherNames = others.compactMap(\.self).filter { $0 != own }
        let incoming = plan.edges(into: node.index)
        isSource = incoming.isEmpty
        isLive = incoming.contains(where: \.isLive)
        format = node.outputs[port]
    }

    /// All points of a graph: its streams, then what its stages give.
    public static func all(of plan: ValidatedGraph) -> [RecordPoint] {
        plan.streams.map { RecordPoint($0) }
            + plan.nodes.flatMap { node in node.outputs.indices.map { RecordPoint(node, port: $0, in: plan) } }
    }

    /// The name of what an output port of a node gives.
    public static func name(of node: NodePlan, port: Int) -> String { node.name + suffix(node, port) }

    private static func suffix(_ node: NodePlan, _ port: Int) -> String {
        let name = portName(node, port)
        return port == 0 ? "" : "." + (name.isEmpty ? String(port) : name)
    }

    private static func portName(_ node: NodePlan, _ port: Int) -> String {
        guard let outputs = node.manifest?.outputs, outputs.indices.contains(port) else { return "" }
        return outputs[port].name
    }

    /// Whether a name means it.
    public func isMeant(by text: String) -> Bool { name == text || otherNames.contains(text) }
}
