import HostCore
import HostGraph
import Testing

/// What is true of every plan.
enum PlanChecks {
    static func check(_ graph: ValidatedGraph, _ context: String) {
        let comment = Comment(rawValue: context)
        #expect(graph.nodes.indices.allSatisfy { graph.nodes[$0].index == $0 }, comment)
        #expect(graph.edges.indices.allSatisfy { graph.edges[$0].index == $0 }, comment)
        #expect(Set(graph.nodes.map(\.name)).count == graph.nodes.count, comment)
        #expect(graph.tasks.flatMap(\.nodes).sorted() == Array(graph.nodes.indices), comment)
        for edge in graph.edges { check(edge, graph, comment) }
        for task in graph.tasks {
            #expect(task.nodes.allSatisfy { graph.nodes[$0].task == task.index }, comment)
            let queued = graph.edges.filter { !$0.fused && graph.nodes[$0.to].task == task.index }.map(\.index)
            #expect(task.queues.sorted() == queued, comment)
            #expect(task.nodes == task.nodes.sorted(), comment)
        }
        for node in graph.nodes {
            guard let manifest = node.manifest else { continue }
            for (port, format) in zip(manifest.inputs, node.inputs) {
                #expect(port.optional || format != nil, comment)
                if let pixel = format?.pixelFormat, !port.formats.isEmpty {
                    #expect(port.formats.contains(pixel), comment)
                }
            }
        }
        #expect(GraphDrawing.svg(graph).hasSuffix("</svg>\n"), comment)
        #expect(Explanation.text(graph).hasPrefix("graph "), comment)
    }

    private static func check(_ edge: EdgePlan, _ graph: ValidatedGraph, _ comment: Comment) {
        var given: PixelFormat?
        switch edge.from {
        case .stream(let stream):
            #expect(!edge.fused, comment)
            given = graph.streams[stream].format
        case .node(let node, let port):
            #expect(node < edge.to, comment)
            #expect(graph.nodes[node].task <= graph.nodes[edge.to].task, comment)
            #expect(edge.fused == (graph.nodes[node].task == graph.nodes[edge.to].task), comment)
            given = graph.nodes[node].outputs[port].pixelFormat
        }
        let wanted = graph.nodes[edge.to].inputs[edge.port]?.pixelFormat
        #expect(edge.format.pixelFormat == wanted || wanted == nil || edge.format.pixelFormat == nil, comment)
        if edge.format.kind == .frame, let given, let wanted = edge.format.pixelFormat {
            #expect(given == wanted || (edge.lumaView && wanted == .gray8 && given.hasLumaPlane), comment)
        }
        if let queue = edge.queue { #expect(queue.capacity > 0, comment) }
    }
}
