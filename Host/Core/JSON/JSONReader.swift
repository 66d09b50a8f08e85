/// A recursive-descent reader of JSON; recursion is bounded by `depth`.
struct JSONReader {
    let bytes: [UInt8]
    var depth: Int
    var at = 0

    init(bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        self.depth = depth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipSpace()
        if at < bytes.count { throw error("there is text after the value") }
        return value
    }

    func error(_ message: String) -> JSONError { JSONError(offset: at, message: message) }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard next == byte.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"): return try number()
        case let digit? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit): return try number()
        case nil: throw error("the text ends where a value is needed")
        default: throw error("a value is needed")
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth > 0 else { throw error("lists and objects lie too deep in one another") }
        depth -= 1
        defer { depth += 1 }
        at += 1
        return try body(&self)
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[at...].starts(with: text.utf8) else { throw error("a value is needed") }
        at += text.utf8.count
        return value
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            values.append(try value())
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { throw error("a comma or ] is needed") }
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [JSONObject.Member] = []
        var keys: Set<String> = []
        skipSpace()
        if take("}") { return .object(JSONObject()) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a key in quotes is needed") }
            let start = at
            let key = try string()
            guard keys.insert(key).inserted else {
                throw JSONError(offset: start, message: "the key \"\(key)\" stands twice in one object")
            }
            skipSpace()
            guard take(":") else { throw error("a colon is needed after the key") }
            members.append(JSONObject.Member(key: key, value: try value()))
            skipSpace()
            if take("}") { return .object(JSONObject(unique: members)) }
            guard take(",") else { throw error("a comma or } is needed") }
        }
    }
}
