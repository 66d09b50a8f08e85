/// What is written at an edge.
enum EdgeLabel {
    static func text(_ edge: EdgePlan, _ graph: ValidatedGraph) -> String {
        var parts: [String] = []
        let target = graph.nodes[edge.to]
        if target.inputs.count > 1, let manifest = target.manifest {
            parts.append(SVGText.cut(manifest.inputs[edge.port].name, 14) + ":")
        }
        parts.append(edge.lumaView ? "luma view" : edge.format.description)
        guard let queue = edge.queue else { return parts.joined(separator: " ") }
        if case .node(let node, let port) = edge.from, port > 0, let manifest = graph.nodes[node].manifest {
            parts.insert(SVGText.cut(manifest.outputs[port].name, 16) + " →", at: 0)
        }
        return parts.joined(separator: " ") + " · \(queue.capacity) \(queue.policy)"
    }
}
