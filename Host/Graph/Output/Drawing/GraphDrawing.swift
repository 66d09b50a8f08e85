import HostCore

/// A graph as a picture: SVG text, drawn without any tool. Streams are round, stages are boxes, tasks lie behind their
/// stages, edges carry formats and queues. Secrets are left out.
public struct GraphDrawing {
    private static let margin = 24.0
    private static let header = 58.0
    private static let footer = 40.0
    // In the widest of the fonts that the drawing names.
    private static let legendWidth = 980.0

    private let graph: ValidatedGraph
    private let incoming: [[EdgePlan]]
    private var blocks: [TaskFigure] = []
    private var labels: [Int: String] = [:]
    private var labelZone = 0.0

    /// The drawing of a graph as an SVG document.
    public static func svg(_ graph: ValidatedGraph) -> String {
        var drawing = GraphDrawing(graph)
        drawing.makeBlocks()
        return drawing.document()
    }

    private init(_ graph: ValidatedGraph) {
        self.graph = graph
        var incoming: [[EdgePlan]] = Array(repeating: [], count: graph.nodes.count)
        for edge in graph.edges { incoming[edge.to].append(edge) }
        self.incoming = incoming
    }

    private mutating func makeBlocks() {
        for edge in graph.edges { labels[edge.index] = EdgeLabel.text(edge, graph) }
        let widest =
            graph.edges.filter { !$0.fused }.compactMap { labels[$0.index] }
            .map { SVGText.width($0, size: 10) }.max() ?? 0
        labelZone = widest + 14
        blocks = graph.streams.map { stream in
            TaskFigure(stream: NodeFigure(stream), leaving: graph.edges(fromStream: stream.index).map(\.index))
        }
        var figures: [Int: NodeFigure] = [:]
        for node in graph.nodes { figures[node.index] = NodeFigure(node, entries: incoming[node.index].count) }
        blocks += graph.tasks.map { TaskFigure($0, graph, figures: figures, incoming: incoming) }
    }

    /// The block in which an edge begins.
    private func source(_ edge: EdgePlan) -> Int {
        switch edge.from {
        case .stream(let stream): stream
        case .node(let node, _): graph.streams.count + graph.nodes[node].task
        }
    }

    private func target(_ edge: EdgePlan) -> Int { graph.streams.count + graph.nodes[edge.to].task }

    /// Lays out the blocks; entries take the order in which their edges come in.
    private func layOut(_ queued: [EdgePlan], _ slots: [Int: Int]) -> (LayeredLayout, [LayeredLayout.Link]) {
        let links = queued.map { edge in
            let head = blocks[target(edge)].head
            let entry = (head?.y ?? 0) + (head?.figure.entry(slots[edge.index] ?? 0, of: incoming[edge.to].count) ?? 0)
            let exit = blocks[source(edge)].exits[edge.index]?.end.y ?? 0
            return LayeredLayout.Link(from: source(edge), to: target(edge), exit: exit, entry: entry)
        }
        let boxes = blocks.map { LayeredLayout.Box(width: $0.width, height: $0.height) }
        return (LayeredLayout(boxes, links, columnGap: labelZone + 60, rowGap: 30), links)
    }

    private func slots(_ queued: [EdgePlan], heights: (Int) -> Double) -> [Int: Int] {
        var groups: [Int: [(edge: Int, y: Double)]] = [:]
        for (number, edge) in queued.enumerated() { groups[edge.to, default: []].append((edge.index, heights(number))) }
        var slots: [Int: Int] = [:]
        for group in groups.values {
            for (slot, entry) in group.sorted(by: { ($0.y, $0.edge) < ($1.y, $1.edge) }).enumerated() {
                slots[entry.edge] = slot
            }
        }
        return slots
    }

    private func document() -> String {
        let queued = graph.edges.filter { !$0.fused }
        let (draft, draftLinks) = layOut(queued, slots(queued) { Double($0) })
        let order = slots(queued) { draft.height(of: $0, draftLinks[$0]) }
        let (layout, links) = layOut(queued, order)
        let origin = LayeredLayout.Point(x: Self.margin, y: Self.header)
        let ways = links.indices.map {
            DrawnWay(
                links[$0], lanes: layout.lanes[$0], layout, labelZone: labelZone, arrival: labelZone, origin: origin)
        }
        var body: [String] = []
        for (block, place) in zip(blocks, layout.places) { body.append(background(block, place, origin)) }
        for (number, edge) in queued.enumerated() {
            body.append(queuedEdge(edge, links[number], ways[number], layout, order[edge.index] ?? 0, origin))
        }
        for (block, place) in zip(blocks, layout.places) {
            body.append(contents(block, .init(x: place.x + origin.x, y: place.y + origin.y)))
        }
        let width = max(layout.width + 2 * Self.margin, Self.legendWidth)
        let height = layout.height + Self.header + Self.footer
        body.append(contentsOf: DrawingFrame.header(graph, margin: Self.margin))
        body.append(contentsOf: DrawingFrame.legend(y: height - 16, margin: Self.margin))
        return DrawingFrame.document(width: width, height: height, body)
    }

    private func background(_ block: TaskFigure, _ place: LayeredLayout.Point, _ origin: LayeredLayout.Point) -> String
    {
        guard let title = block.title else { return "" }
        let frame = SVGText.Frame(
            x: place.x + origin.x, y: place.y + origin.y, width: block.width, height: block.height)
        return SVGText.box(frame, block.ownThread ? "task own" : "task", radius: 8)
            + SVGText.text(title, frame.x + TaskFigure.margin, frame.y + 15, "tasktitle")
    }

    private func queuedEdge(
        _ edge: EdgePlan, _ link: LayeredLayout.Link, _ outer: DrawnWay, _ layout: LayeredLayout, _ slot: Int,
        _ origin: LayeredLayout.Point
    ) -> String {
        let from = layout.places[link.from]
        var way = blocks[link.from].exits[edge.index] ?? DrawnWay(start: outer.start)
        way.move(by: .init(x: from.x + origin.x, y: from.y + origin.y))
        way = way.followed(by: outer)
        let head = blocks[link.to].head
        let label = SVGText.text(labels[edge.index] ?? "", way.end.x - labelZone + 4, way.end.y - 4, "label")
        way.line(toX: way.end.x + (head?.x ?? 0) - 1)
        let style = edge.queue?.policy.drops == true ? "edge drops" : "edge"
        return SVGText.tag("path", [("class", style), ("d", way.data), ("marker-end", "url(#tip)")]) + label
    }

    private func contents(_ block: TaskFigure, _ place: LayeredLayout.Point) -> String {
        var parts: [String] = []
        for inner in block.inner {
            var way = inner.way
            way.move(by: place)
            parts.append(SVGText.tag("path", [("class", "edge fused"), ("d", way.data), ("marker-end", "url(#tip)")]))
            parts.append(
                SVGText.text(labels[inner.edge] ?? "", way.end.x - block.labelZone + 4, way.end.y - 4, "label"))
        }
        parts += block.boxes.map { $0.figure.svg(at: place.x + $0.x, place.y + $0.y) }
        return parts.joined(separator: "\n")
    }
}
