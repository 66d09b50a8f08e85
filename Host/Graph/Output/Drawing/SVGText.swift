/// Pieces of SVG as text.
enum SVGText {
    /// A tag with attributes; closed when it has no content.
    static func tag(_ name: String, _ attributes: [(String, String)], _ content: String? = nil) -> String {
        let written = attributes.map { " \($0.0)=\"\(escape($0.1))\"" }.joined()
        return content.map { "<\(name)\(written)>\($0)</\(name)>" } ?? "<\(name)\(written)/>"
    }

    /// A line of text in one of the style classes.
    static func text(_ text: String, _ x: Double, _ y: Double, _ style: String, anchor: String = "start") -> String {
        var attributes = [("class", style), ("x", number(x)), ("y", number(y))]
        if anchor != "start" { attributes.append(("text-anchor", anchor)) }
        return tag("text", attributes, escape(text))
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

    /// Text in which nothing is markup; characters that XML does not know become spaces.
    static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
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
