/// What is around a drawing: styles, title, legend.
enum DrawingFrame {
    private static let style = """
        text{font-family:Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1f2933}
        .title{font-size:18px;font-weight:600}.sub{font-size:11px;fill:#5f6c7b}
        .name{font-size:13px;font-weight:600}.id{font-size:11px;fill:#52606d}.fact{font-size:11px;fill:#1f2933}
        .mark{font-size:15px;fill:#5b3f8c}.label{font-size:10px;fill:#3e4c59}.tasktitle{font-size:10.5px;fill:#5f6c7b}
        rect{stroke-width:1.2}
        .task{fill:#eef2f6;stroke:#d3dbe3}.own{fill:#fbf3e4;stroke:#e6d3ac}
        .stage{fill:#fff;stroke:#52708f}.added{fill:#fff8f0;stroke:#c2570c;stroke-dasharray:5 3}
        .stream{fill:#e5f4ea;stroke:#2f855a}.join{fill:#efe8fa;stroke:#6b46a8}
        path.edge{fill:none;stroke:#52606d;stroke-width:1.4}path.drops{stroke-dasharray:6 3}path.fused{stroke:#7b8794}
        """

    static func document(width: Double, height: Double, _ body: [String]) -> String {
        let size = [
            ("xmlns", "http://www.w3.org/2000/svg"), ("width", SVGText.number(width)),
            ("height", SVGText.number(height)),
            ("viewBox", "0 0 \(SVGText.number(width)) \(SVGText.number(height))"),
        ]
        let tip = """
            <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
            <path d="M0 0.5L8 4L0 7.5z" fill="#52606d"/></marker></defs>
            """
        let ground = "<rect width=\"100%\" height=\"100%\" fill=\"#fcfdfe\"/>"
        let lines = ["<style>\(style)</style>", tip, ground] + body.filter { !$0.isEmpty }
        return SVGText.tag("svg", size, "\n" + lines.joined(separator: "\n") + "\n") + "\n"
    }

    static func header(_ graph: ValidatedGraph, margin: Double) -> [String] {
        let frames = graph.pools.reduce(0) { $0 + $1.total }
        let facts = [
            graph.file, count(graph.streams.count, "stream"), count(graph.nodes.count, "node"),
            count(graph.tasks.count, "task"), count(frames, "frame") + " of memory",
        ]
        return [
            SVGText.text(SVGText.cut(graph.name, 60), margin, 28, "title"),
            SVGText.text(facts.joined(separator: " · "), margin, 45, "sub"),
        ]
    }

    private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }

    /// What lines and boxes mean.
    static func legend(y: Double, margin: Double) -> [String] {
        var x = margin
        var parts: [String] = []
        for (style, text) in [
            ("edge", "queue that blocks"), ("edge drops", "queue that drops"), ("edge fused", "no queue"),
        ] {
            parts.append(
                SVGText.tag(
                    "path",
                    [("class", style), ("d", "M\(SVGText.number(x)) \(SVGText.number(y - 4))h28")]))
            parts.append(SVGText.text(text, x + 34, y, "sub"))
            x += 44 + SVGText.width(text, size: 11)
        }
        for (style, text) in [
            ("task", "task on shared threads"), ("task own", "task with its own thread"),
            ("added", "added by the host"),
        ] {
            parts.append(SVGText.box(.init(x: x, y: y - 11, width: 22, height: 13), style, radius: 3))
            parts.append(SVGText.text(text, x + 28, y, "sub"))
            x += 38 + SVGText.width(text, size: 11)
        }
        return parts
    }
}
