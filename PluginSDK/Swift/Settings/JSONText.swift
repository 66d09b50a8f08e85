/// Writes JSON. Stages use it for records now and then, and ``JSONBuffer`` for those of every frame; to read some, see
/// ``ConfigValue/init(json:)``.
public enum JSONText {
    /// Text in quotes, escaped as RFC 8259 asks.
    public static func quote(_ text: String) -> String {
        var buffer = JSONBuffer(capacity_bytes: text.utf8.count + 2)
        buffer.append(quoted: text)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// A number: the shortest text that reads back the same, `null` when it is not finite.
    public static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return "\(value)"
    }

    /// An object of names and JSON texts.
    public static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { quote($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    }

    /// An array of JSON texts.
    public static func array(_ elements: [String]) -> String {
        "[" + elements.joined(separator: ",") + "]"
    }
}
