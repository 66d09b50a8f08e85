import Foundation
import FoundationXML
import HostCore
import HostGraph
import Testing

@Suite("Drawings")
struct DrawingTests {
    @Test("streams, stages, added nodes, tasks, queues and formats are drawn")
    func content() throws {
        let svg = GraphDrawing.svg(
            try plan(
                """
                sluice: 1
                name: "a <b> & \\"c\\""
                streams: {door: {uri: "rtsp://user:secret@h/1", camera: "A&B"}}
                stages:
                  faces: {use: face-detector, from: door, with: {backend: onnx, sizes: [1, 2]}, instances: 2}
                  save: {use: image-sink, from: faces.rejected, on_error: stop}
                  e: {use: encoder, from: faces, isolation: process}
                  n: {use: null-sink, from: {join: [faces, faces.rejected]}}
                  m: {use: null-sink, from: e}
                """))
        for text in [
            ">faces<", ">io.sluice.face-detector 1.0.0<", ">backend: onnx<", ">sizes: [1,2]<", ">2 instances<",
            ">rtsp://h/1<", ">live · i420 · camera A&amp;B<", "a &lt;b&gt; &amp; &quot;c&quot;", "class=\"added\"",
            ">⋈<",
            ">rgb · 4 drop-oldest<", "class=\"task own\"", ">on error stop<", ">own process<", "class=\"edge drops\"",
        ] {
            #expect(svg.contains(text), "\(text)")
        }
        #expect(!svg.contains("secret"))
    }

    @Test("what is drawn is XML, and neither boxes nor labels lie over one another", arguments: 1...12)
    func overlaps(round: Int) throws {
        var random = SplitMix64(seed: UInt64(round) &* 77)
        let text = Self.graph(&random)
        let svg = GraphDrawing.svg(try plan(text))
        let reader = FigureReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "round \(round)")
        #expect(reader.figures.count >= 2 && !reader.tasks.isEmpty && !reader.labels.isEmpty, "round \(round)")
        Self.expectApart(reader.figures, "round \(round): figures")
        Self.expectApart(reader.tasks, "round \(round): tasks")
        Self.expectApart(reader.labels, "round \(round): labels")
        for label in reader.labels {
            #expect(!reader.figures.contains { $0.overlaps(label) }, "round \(round): a label lies over a figure")
        }
        for frame in reader.figures + reader.tasks + reader.labels {
            #expect(frame.x >= 0 && frame.y >= 0 && frame.x + frame.width <= reader.width, "round \(round): outside")
        }
    }

    private static func expectApart(_ frames: [FigureReader.Frame], _ context: String) {
        for (index, frame) in frames.enumerated() {
            let other = frames[..<index].first { $0.overlaps(frame) }
            #expect(other == nil, "\(context): \(frame) \(String(describing: other))")
        }
    }

    private static func graph(_ random: inout SplitMix64) -> String {
        var lines = ["sluice: 1", "streams:"]
        let streams = Int.random(in: 1...5, using: &random)
        for stream in 0..<streams { lines.append("  cam\(stream): {uri: \"rtsp://10.0.0.\(stream)/main\"}") }
        lines.append("stages:")
        var names = (0..<streams).map { (name: "cam\($0)", stream: $0) }
        for number in 0..<Int.random(in: 1...30, using: &random) {
            guard let source = names.suffix(14).randomElement(using: &random) else { break }
            let extra = ["", " queue: 8,", " fuse: false,", " instances: 3,"].randomElement(using: &random) ?? ""
            let partner = names.filter { $0.stream == source.stream && $0.name != source.name }.randomElement(
                using: &random)
            if let partner, number % 4 == 3 {
                lines.append(
                    "  n\(number): {use: overlay,\(extra) from: {frames: \(source.name), regions: \(partner.name)}}")
            } else {
                let stage = ["tracker", "passthrough", "face-detector", "rgb-only", "gray-only"].randomElement(
                    using: &random)
                lines.append("  n\(number): {use: \(stage ?? "tracker"),\(extra) from: \(source.name)}")
            }
            names.append((name: "n\(number)", stream: source.stream))
        }
        return lines.joined(separator: "\n")
    }
}

/// Collects the rectangles and labels of a drawing.
private final class FigureReader: NSObject, XMLParserDelegate {
    struct Frame {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        func overlaps(_ other: Frame) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }
    }

    var width = 0.0
    var figures: [Frame] = []
    var tasks: [Frame] = []
    var labels: [Frame] = []
    private var label: (x: Double, y: Double)?
    private var text = ""
    private var isLegend = false

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        func number(_ key: String) -> Double { Double(attributes[key] ?? "") ?? 0 }
        let style = attributes["class"] ?? ""
        text = ""
        if name == "svg" { width = number("width") }
        // The legend follows the title.
        if style == "title" { isLegend = true }
        if name == "rect", !style.isEmpty, !isLegend {
            let frame = Frame(x: number("x"), y: number("y"), width: number("width"), height: number("height"))
            if style.hasPrefix("task") { tasks.append(frame) } else { figures.append(frame) }
        }
        label = name == "text" && style == "label" ? (number("x"), number("y")) : nil
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard name == "text", let place = label else { return }
        labels.append(Frame(x: place.x, y: place.y - 9, width: Double(text.count) * 5.4, height: 11))
        label = nil
    }
}
