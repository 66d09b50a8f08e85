import HostCore

/// Where bytes are copied beside what stages do themselves: at the capture, and on the way into and out of workers.
/// Conversions have a list of their own.
enum Copies {
    /// The list; one line when there is nothing to list.
    static func lines(_ graph: ValidatedGraph, _ captures: [Int: String]) -> [String] {
        let rows =
            graph.streams.compactMap { capture($0, graph, captures) } + graph.edges.compactMap { worker($0, graph) }
        return rows.isEmpty ? ["copies: none"] : ["copies"] + TextTable.lines(rows)
    }

    /// What happens to a picture before the first stage sees it.
    private static func capture(
        _ stream: StreamPlan, _ graph: ValidatedGraph, _ captures: [Int: String]
    ) -> [String]? {
        let edges = graph.edges(fromStream: stream.index).map { Explanation.targetName($0, graph) }
        guard !edges.isEmpty, let text = captures[stream.index] ?? expectation(stream.source) else { return nil }
        return ["  \(stream.name) → \(edges.joined(separator: ", "))", "pictures", text]
    }

    /// What a kind of source is known to do; `nil` for those that write into the host's memory always.
    private static func expectation(_ source: StreamPlan.Source) -> String? {
        guard case .uri(let uri) = source else { return "as its last element does; --probe looks" }
        switch uri.prefix(while: { $0 != ":" }) {
        case "test": return nil
        case "v4l2": return "once, as a camera has memory of its own, unless it gives a coded format; --probe looks"
        default: return "none, where the decoder takes the host's memory; --probe looks"
        }
    }

    /// What goes over into a worker's memory, or comes out of it.
    private static func worker(_ edge: EdgePlan, _ graph: ValidatedGraph) -> [String]? {
        let target = group(graph.nodes[edge.to])
        var source: String?
        if case .node(let node, _) = edge.from { source = group(graph.nodes[node]) }
        guard target != nil || source != nil else { return nil }
        let ways = [source.map { "out of worker '\($0)'" }, target.map { "into worker '\($0)'" }].compactMap(\.self)
        return [
            "  \(Explanation.sourceName(edge, graph)) → \(Explanation.targetName(edge, graph))", what(edge.format),
            "once " + ways.joined(separator: ", once "),
        ]
    }

    private static func what(_ format: ItemFormat) -> String {
        guard let kind = format.kind else { return "all but pixels" }
        if kind == .frame { return "regions, no pixels" }
        return kind == .audio ? "audio" : "\(kind)s"
    }

    private static func group(_ node: NodePlan) -> String? {
        if case .process(let group) = node.isolation { group } else { nil }
    }
}
