import HostCore

/// What is drawn for one stream, stage or join: its lines of text, and its size.
struct NodeFigure {
    enum Shape { case stream, stage, added, join }

    /// Space between two lines that arrive at one node: a label fits.
    static let entryPitch = 19.0
    private static let linePitch = 15.0
    private static let padding = 11.0
    private static let settingsShown = 4

    let shape: Shape
    let title: String
    let lines: [String]
    /// All there is to say, shown when the pointer rests on the figure.
    let tooltip: String
    let width: Double
    let height: Double

    private init(_ shape: Shape, _ title: String, _ lines: [String], tooltip: String, entries: Int) {
        self.shape = shape
        self.title = SVGText.cut(title, 34)
        self.lines = lines.map { SVGText.cut($0, 40) }
        self.tooltip = tooltip
        if shape == .join {
            width = 34
            height = max(34, Double(entries) * Self.entryPitch + 6)
        } else {
            let textWidth = max(
                SVGText.width(self.title, size: 13) * 1.06, self.lines.map { SVGText.width($0, size: 11) }.max() ?? 0)
            width = max(96, textWidth + 2 * Self.padding)
            let textHeight = 17 + Double(lines.count) * Self.linePitch + Self.padding
            height = max(textHeight, Double(entries) * Self.entryPitch + 8)
        }
    }

    init(_ stream: StreamPlan) {
        var facts = [stream.isLive ? "live" : "not live", stream.format.description]
        if !stream.camera.isEmpty { facts.append("camera \(stream.camera)") }
        if let pace = stream.pace { facts.append("pace \(pace.rawValue)") }
        let lines = [Self.shortSource(stream), facts.joined(separator: " · ")]
        self.init(.stream, stream.name, lines, tooltip: "\(stream.shownSource)\n\(stream.site)", entries: 0)
    }

    init(_ node: NodePlan, entries: Int) {
        switch node.kind {
        case .join(let join):
            self.init(
                .join, "⋈", [], tooltip: "\(node.name): \(Explanation.joinText(join))\n\(node.site)", entries: entries)
        case .stage(let entry):
            let settings = node.notableSettings
            var lines = ["\(entry.manifest.id) \(entry.manifest.version)"]
            lines += settings.prefix(Self.settingsShown)
            if settings.count > Self.settingsShown { lines.append("… \(settings.count - Self.settingsShown) more") }
            let facts = Self.facts(node)
            if !facts.isEmpty { lines.append(facts) }
            let tooltip = ([entry.manifest.summary, entry.library] + settings + ["\(node.site)"])
                .filter { !$0.isEmpty }.joined(separator: "\n")
            self.init(node.isInserted ? .added : .stage, node.name, lines, tooltip: tooltip, entries: entries)
        }
    }

    /// The end of a long file path tells more than its beginning.
    private static func shortSource(_ stream: StreamPlan) -> String {
        let text = stream.shownSource
        guard text.count > 40, text.hasPrefix("file:") else { return text }
        return "file:…" + text.suffix(33)
    }

    private static func facts(_ node: NodePlan) -> String {
        var facts: [String] = []
        if node.isInserted { facts.append("added by the host") }
        if node.instances > 1 { facts.append("\(node.instances) instances") }
        if case .process(let group) = node.isolation {
            facts.append(group == node.name ? "own process" : "process \(group)")
        }
        if node.onError != .skip { facts.append("on error \(node.onError.rawValue)") }
        return facts.joined(separator: " · ")
    }

    /// Where the entry with the given number arrives, from the top.
    func entry(_ number: Int, of count: Int) -> Double {
        height / 2 + (Double(number) - Double(count - 1) / 2) * Self.entryPitch
    }

    func svg(at x: Double, _ y: Double) -> String {
        let frame = SVGText.Frame(x: x, y: y, width: width, height: height)
        var parts = [SVGText.tag("title", [], XMLText.escaped(tooltip))]
        switch shape {
        case .join:
            parts.append(SVGText.box(frame, "join", radius: 17))
            parts.append(SVGText.text(title, x + width / 2, y + height / 2 + 5, "mark", anchor: "middle"))
        default:
            let radius = shape == .stream ? min(height / 2, 24) : 5
            parts.append(SVGText.box(frame, "\(shape)", radius: radius))
            let isCentred = shape == .stream
            let textX = isCentred ? x + width / 2 : x + Self.padding
            let anchor = isCentred ? "middle" : "start"
            let textHeight = 17 + Double(lines.count) * Self.linePitch + Self.padding
            let top = y + (height - textHeight) / 2
            parts.append(SVGText.text(title, textX, top + 18, "name", anchor: anchor))
            for (index, line) in lines.enumerated() {
                let style = index == 0 ? "id" : "fact"
                parts.append(
                    SVGText.text(line, textX, top + 18 + Double(index + 1) * Self.linePitch, style, anchor: anchor))
            }
        }
        return SVGText.tag("g", [], parts.joined())
    }
}
