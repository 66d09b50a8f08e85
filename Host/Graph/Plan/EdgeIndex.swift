/// Which edges begin and end where, so that a look-up does not go through all of them: building and reporting a graph of
/// n nodes asks n times.
struct EdgeIndex: Sendable {
    private let byConsumer: [[Int]]
    private let bySource: [EdgePlan.Source: [Int]]

    init(_ edges: [EdgePlan], nodes: Int) {
        var byConsumer: [[Int]] = Array(repeating: [], count: nodes)
        var bySource: [EdgePlan.Source: [Int]] = [:]
        for edge in edges {
            byConsumer[edge.to].append(edge.index)
            bySource[edge.from, default: []].append(edge.index)
        }
        self.byConsumer = byConsumer
        self.bySource = bySource
    }

    func into(_ node: Int) -> [Int] { byConsumer.indices.contains(node) ? byConsumer[node] : [] }

    func from(_ source: EdgePlan.Source) -> [Int] { bySource[source] ?? [] }
}
