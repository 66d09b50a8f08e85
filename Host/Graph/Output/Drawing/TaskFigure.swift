/// One task, or one stream, as a block of the drawing: its nodes laid out inside, and where edges leave it.
struct TaskFigure {
    static let titleHeight = 22.0
    static let margin = 12.0

    let title: String?
    let ownThread: Bool
    let width: Double
    let height: Double
    /// The node or stream of each box, and its place in the block.
    let boxes: [(figure: NodeFigure, x: Double, y: Double)]
    /// How far in front of a box a label begins.
    let labelZone: Double
    /// Ways inside the block, from box to box.
    let inner: [(edge: Int, way: DrawnWay)]
    /// For each edge that leaves: its way to the right border.
    let exits: [Int: DrawnWay]
    /// The first box, where all edges arrive, if there is one.
    var head: (figure: NodeFigure, x: Double, y: Double)? { boxes.first }

    init(stream: NodeFigure, leaving: [Int]) {
        title = nil
        ownThread = false
        width = stream.width
        height = stream.height
        boxes = [(stream, 0, 0)]
        inner = []
        labelZone = 0
        let start = LayeredLayout.Point(x: stream.width, y: stream.height / 2)
        exits = Dictionary(uniqueKeysWithValues: leaving.map { ($0, DrawnWay(start: start)) })
    }

    init(_ task: TaskPlan, _ graph: ValidatedGraph, figures: [Int: NodeFigure], incoming: [[EdgePlan]]) {
        let inside = TaskInside(task, graph, figures: figures, incoming: incoming)
        let (layout, links) = inside.layOut()
        // Where lanes leave, the last column is the border itself.
        width = layout.width + (inside.leaving.isEmpty ? 2 : 1) * Self.margin
        height = layout.height + Self.titleHeight + Self.margin
        title = "task \(task.index)" + (task.ownThread ? " · own thread" : "")
        ownThread = task.ownThread
        let origin = LayeredLayout.Point(x: Self.margin, y: Self.titleHeight)
        boxes = inside.shapes.indices.map {
            (inside.shapes[$0], layout.places[$0].x + origin.x, layout.places[$0].y + origin.y)
        }
        let fused = inside.fused.count
        let ways = links.indices.map {
            DrawnWay(
                links[$0], lanes: layout.lanes[$0], layout, labelZone: inside.labelZone,
                arrival: $0 < fused ? inside.labelZone : 2, origin: origin)
        }
        labelZone = inside.labelZone
        inner = inside.fused.indices.map { (inside.fused[$0].index, ways[$0]) }
        exits = Dictionary(
            uniqueKeysWithValues: inside.leaving.indices.map { (inside.leaving[$0].index, ways[fused + $0]) })
    }
}
