/// The nodes of one task and the edges between and out of them, ready to be laid out.
struct TaskInside {
    let shapes: [NodeFigure]
    let fused: [EdgePlan]
    let leaving: [EdgePlan]
    let labelZone: Double
    private let places: [Int: Int]
    private let incoming: [[EdgePlan]]

    init(_ task: TaskPlan, _ graph: ValidatedGraph, figures: [Int: NodeFigure], incoming: [[EdgePlan]]) {
        let places = Dictionary(uniqueKeysWithValues: task.nodes.enumerated().map { ($1, $0) })
        self.places = places
        self.incoming = incoming
        shapes = task.nodes.compactMap { figures[$0] }
        fused = task.nodes.flatMap { incoming[$0] }.filter(\.fused)
        leaving = graph.edges.filter { edge in
            if case .node(let node, _) = edge.from { !edge.fused && places[node] != nil } else { false }
        }
        let widest = fused.map { SVGText.width(EdgeLabel.text($0, graph), size: 10) }.max() ?? 0
        labelZone = widest + 16
    }

    /// The layout, and the links in the order of the fused and then the leaving edges. Where several edges arrive at one
    /// node, they do so in the order in which they come.
    func layOut() -> (LayeredLayout, [LayeredLayout.Link]) {
        var slots: [Int: Int] = [:]
        for edge in fused { slots[edge.index] = incoming[edge.to].firstIndex { $0.index == edge.index } ?? 0 }
        let draftLinks = links(slots)
        let draft = layout(draftLinks)
        let groups = Dictionary(grouping: fused.indices) { fused[$0].to }
        for group in groups.values where group.count > 1 {
            let heights = group.map { draft.height(of: $0, draftLinks[$0]) }
            let order = group.indices.sorted { (heights[$0], $0) < (heights[$1], $1) }
            for (slot, member) in order.enumerated() { slots[fused[group[member]].index] = slot }
        }
        let links = links(slots)
        return (layout(links), links)
    }

    private func layout(_ links: [LayeredLayout.Link]) -> LayeredLayout {
        let boxes =
            shapes.map { LayeredLayout.Box(width: $0.width, height: $0.height) }
            + leaving.map { _ in LayeredLayout.Box(width: 0, height: 0, isLast: true) }
        return LayeredLayout(boxes, links, columnGap: labelZone + 30, lastGap: 34, rowGap: 22)
    }

    private func links(_ slots: [Int: Int]) -> [LayeredLayout.Link] {
        let inner = fused.map { edge in
            let from = place(of: edge)
            let to = places[edge.to] ?? 0
            let entry = shapes[to].entry(slots[edge.index] ?? 0, of: incoming[edge.to].count)
            return LayeredLayout.Link(from: from, to: to, exit: shapes[from].height / 2, entry: entry)
        }
        let outer = leaving.enumerated().map { number, edge in
            let from = place(of: edge)
            return LayeredLayout.Link(from: from, to: shapes.count + number, exit: shapes[from].height / 2, entry: 0)
        }
        return inner + outer
    }

    private func place(of edge: EdgePlan) -> Int {
        if case .node(let node, _) = edge.from { places[node] ?? 0 } else { 0 }
    }
}
