import HostCore

/// Pieces of SVG as text.
enum SVGText {
    /// A tag with attributes; closed when it has no content.
    static func tag(_ name: String, _ attributes: [(String, String)], _ content: String? = nil) -> String {
        let written = attributes.map { " \($0.0)=\"\(XMLText.escaped($0.1))\"" }.joined()
        return content.map { "<\(name)\(written)>\($0)</\(name)>" } ?? "<\(name)\(written)/>"
    }

    /// A line of text in one of the style classes.
    static func text(_ text: String, _ x: Double, _ y: Double, _ style: String, anchor: String = "start") -> String {
        var attributes = [("class", style), ("x", number(x)), ("y", number(y))]
        if anchor != "start" { attributes.append(("text-anchor", anchor)) }
        return tag("text", attributes, XMLText.escaped(text))
    }

    /// A rectangle with round corners.
    static func box(_ frame: Frame, _ style: String, radius: Double) -> String {
        tag(
            "rect",
            [
                ("class", style), ("x", number(frame.x)), ("y", number(frame.y)), ("width", number(frame.width)),
                ("height", number(frame.height)), ("rx", number(radius)),
            ])
    }

    /// A number with at most one decimal.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }

    /// How wide a text is at most, in a usual sans-serif face.
    static func width(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 1.05 : 0.6) * size }
    }

    /// Text cut to a number of characters.
    static func cut(_ text: String, _ count: Int) -> String {
        text.count <= count ? text : text.prefix(count - 1) + "…"
    }

    /// A rectangle.
    struct Frame {
        var x: Double
        var y: Double
        var width: Double
        var height: Double
    }
}
