/// Why a text is not JSON.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    /// What was expected.
    public let message: String
    /// Offset of the offending byte.
    public let offset: Int
    /// Message and place.
    public var description: String { "\(message) at byte \(offset)" }
}

extension ConfigValue {
    /// Reads JSON (RFC 8259) strictly. For files that a stage is given: configurations come parsed.
    /// - Throws: ``JSONError`` with the place of the first fault.
    public init(json: String) throws(JSONError) {
        var reader = JSONReader(bytes: Array(json.utf8))
        self = try reader.document()
    }
}

/// A recursive-descent reader; nesting is limited to 200 levels.
struct JSONReader {
    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> ConfigValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw fault("nothing more was expected") }
        return value
    }

    private func fault(_ message: String) -> JSONError { JSONError(message: message, offset: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> ConfigValue {
        skipSpace()
        depth += 1
        defer { depth -= 1 }
        guard depth <= 200 else { throw fault("the nesting is too deep") }
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: ConfigValue) throws(JSONError) -> ConfigValue {
        let utf8 = Array(text.utf8)
        guard bytes[position...].starts(with: utf8) else { throw fault("\(text) was expected") }
        position += utf8.count
        return value
    }

    private mutating func object() throws(JSONError) -> ConfigValue {
        position += 1
        var members: [(key: String, value: ConfigValue)] = []
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a key was expected") }
            let key = try string()
            guard !members.contains(where: { $0.key == key }) else { throw fault("the key \(key) stands twice") }
            skipSpace()
            guard take(":") else { throw fault("a colon was expected") }
            members.append((key, try value()))
            skipSpace()
        } while take(",")
        guard take("}") else { throw fault("a comma or } was expected") }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> ConfigValue {
        position += 1
        var elements: [ConfigValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw fault("a comma or ] was expected") }
        return .array(elements)
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var utf8: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault("a control character stands in a text") }
            position += 1
            if byte == UInt8(ascii: "\\") { utf8 += try escape() } else { utf8.append(byte) }
        }
        guard take("\"") else { throw fault("a text does not end") }
        guard let text = String(validating: utf8, as: UTF8.self) else { throw fault("a text is not UTF-8") }
        return text
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        let byte = next
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"): return try unicodeEscape()
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte ?? 0]
        default: throw fault("an unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
        var code = try hex4()
        if code & 0xFC00 == 0xD800 {
            guard take("\\"), take("u") else { throw fault("half of a surrogate pair") }
            let low = try hex4()
            guard low & 0xFC00 == 0xDC00 else { throw fault("half of a surrogate pair") }
            code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func hex4() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw fault("four hexadecimal digits were expected") }
        position += 4
        return code
    }

    private mutating func number() throws(JSONError) -> ConfigValue {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let digits = text.drop { $0 == "-" }
        let startsRight =
            digits.first?.isNumber == true && !(digits.first == "0" && digits.dropFirst().first?.isNumber == true)
        guard startsRight, digits.last?.isNumber == true else {
            position = start
            throw fault("a value was expected")
        }
        if let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text) else {
            position = start
            throw fault("a number was expected")
        }
        return .number(number)
    }
}
