/// The way of an edge: straight lines where labels and boxes are, curves in the gaps between columns.
struct DrawnWay {
    enum Step {
        case line(Double)
        case curve(LayeredLayout.Point)
    }

    private(set) var start: LayeredLayout.Point
    private(set) var steps: [Step] = []
    private(set) var end: LayeredLayout.Point

    init(start: LayeredLayout.Point) {
        self.start = start
        end = start
    }

    /// The way of a link through a layout whose top left corner lies at `origin`.
    /// - Parameters:
    ///   - labelZone: How far in front of a column lanes are straight.
    ///   - arrival: How far in front of its target the link is straight.
    init(
        _ link: LayeredLayout.Link, lanes: [(left: LayeredLayout.Point, right: LayeredLayout.Point)],
        _ layout: LayeredLayout, labelZone: Double, arrival: Double, origin: LayeredLayout.Point
    ) {
        let to = layout.places[link.to]
        self.init(start: .init(x: layout.boxEnds[link.from], y: layout.places[link.from].y + link.exit))
        line(toX: layout.columnEnds[link.from])
        for lane in lanes {
            curve(to: .init(x: lane.left.x - labelZone, y: lane.left.y))
            line(toX: lane.right.x)
        }
        curve(to: .init(x: to.x - arrival, y: to.y + link.entry))
        line(toX: to.x)
        move(by: origin)
    }

    mutating func line(toX x: Double) {
        guard x > end.x else { return }
        steps.append(.line(x))
        end.x = x
    }

    mutating func curve(to point: LayeredLayout.Point) {
        steps.append(.curve(point))
        end = point
    }

    mutating func move(by origin: LayeredLayout.Point) {
        start.x += origin.x
        start.y += origin.y
        end.x += origin.x
        end.y += origin.y
        steps = steps.map { step in
            switch step {
            case .line(let x): .line(x + origin.x)
            case .curve(let point): .curve(.init(x: point.x + origin.x, y: point.y + origin.y))
            }
        }
    }

    /// This way and another that begins where it ends.
    func followed(by other: DrawnWay) -> DrawnWay {
        var way = self
        way.line(toX: other.start.x)
        way.steps += other.steps
        way.end = other.end
        return way
    }

    /// The path data of SVG.
    var data: String {
        let n = SVGText.number
        var text = "M\(n(start.x)) \(n(start.y))"
        var at = start
        for step in steps {
            switch step {
            case .line(let x):
                text += "H\(n(x))"
                at.x = x
            case .curve(let point):
                let middle = (at.x + point.x) / 2
                text += "C\(n(middle)) \(n(at.y)) \(n(middle)) \(n(point.y)) \(n(point.x)) \(n(point.y))"
                at = point
            }
        }
        return text
    }
}
