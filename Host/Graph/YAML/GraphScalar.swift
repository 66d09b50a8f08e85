import HostCore

/// A scalar of a graph file.
struct GraphScalar: Sendable, Hashable {
    var text: String
    /// Written without quotes, so that it may mean a number, a flag or nothing.
    var isPlain: Bool
    /// Came from a variable or from the command line, where nobody can quote: the reader decides what it is.
    var isFlexible = false

    /// The value by the core schema of YAML 1.2. Not-a-number and infinities stay text, since JSON has none.
    var coreValue: JSONValue {
        guard isPlain || isFlexible else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return isPlain ? .null : .string(text)
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return Self.number(text) ?? .string(text)
        }
    }

    /// What it is, in words.
    var kindText: String {
        switch coreValue {
        case .null: "nothing"
        case .bool: "\(text)"
        case .integer, .number: "the number \(text)"
        default: "the text '\(Self.shortened(text))'"
        }
    }

    /// Text for a message: on one line and not endless.
    static func shortened(_ text: String) -> String {
        let clean = String(text.prefix(61).map { $0.isNewline ? " " : $0 })
        return clean.count > 60 ? clean.prefix(60) + "…" : clean
    }

    /// A number as the core schema writes it: decimal, `0o17`, `0x1F`, with fraction and exponent.
    private static func number(_ text: String) -> JSONValue? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first < 0x3A else { return nil }
        if text.hasPrefix("0x") { return radix(text.dropFirst(2), 16) }
        if text.hasPrefix("0o") { return radix(text.dropFirst(2), 8) }
        var at = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? 1 : 0
        func digits() -> Int {
            let start = at
            while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
            return at - start
        }
        let whole = digits()
        var isWhole = true
        var fraction = 0
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            isWhole = false
            fraction = digits()
        }
        guard whole + fraction > 0 else { return nil }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            isWhole = false
            if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 }
            guard digits() > 0 else { return nil }
        }
        guard at == bytes.count else { return nil }
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        return finite(text)
    }

    private static func radix(_ digits: Substring, _ radix: Int) -> JSONValue? {
        guard let first = digits.first, first != "+", first != "-" else { return nil }
        return Int64(digits, radix: radix).map { .integer($0) }
    }

    private static func finite(_ text: String) -> JSONValue? {
        let sign = text.hasPrefix("-")
        var body = text.drop { $0 == "+" || $0 == "-" }
        if body.hasPrefix(".") { body = "0" + body }
        if body.hasSuffix(".") { body += "0" }
        let padded = body.replacingPoint()
        guard let value = Double(padded), value.isFinite else { return nil }
        return .number(sign ? -value : value)
    }
}

extension Substring {
    /// `1.e5` is a number in YAML, and not in Swift.
    fileprivate func replacingPoint() -> String {
        var out = ""
        for character in self {
            if character == "e" || character == "E", out.hasSuffix(".") { out += "0" }
            out.append(character)
        }
        return out
    }
}
