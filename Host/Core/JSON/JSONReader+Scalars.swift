extension JSONReader {
    mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        var whole = true
        if byte(UInt8(ascii: "-")) { at += 1 }
        let zero = byte(UInt8(ascii: "0"))
        let digits = skipDigits()
        if digits == 0 || (zero && digits > 1) { throw error("a number is needed, without leading zeros") }
        if byte(UInt8(ascii: ".")) {
            whole = false
            at += 1
            if skipDigits() == 0 { throw error("a digit is needed after the point") }
        }
        if byte(UInt8(ascii: "e")) || byte(UInt8(ascii: "E")) {
            whole = false
            at += 1
            if byte(UInt8(ascii: "+")) || byte(UInt8(ascii: "-")) { at += 1 }
            if skipDigits() == 0 { throw error("a digit is needed in the exponent") }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if whole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw JSONError(offset: start, message: "the number is too large")
        }
        return .number(number)
    }

    private func byte(_ wanted: UInt8) -> Bool { at < bytes.count && bytes[at] == wanted }

    private mutating func skipDigits() -> Int {
        let start = at
        while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
        return at - start
    }

    mutating func string() throws(JSONError) -> String {
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                guard let text = String(validating: out, as: UTF8.self) else { throw error("the text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw error("a control character must be escaped")
            default:
                out.append(byte)
                at += 1
            }
        }
        throw error("the text ends inside quotes")
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONError) {
        at += 1
        guard at < bytes.count else { throw error("the text ends inside quotes") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: try unicode().utf8)
        default: throw JSONError(offset: at - 2, message: "there is no such escape")
        }
    }

    private mutating func unicode() throws(JSONError) -> String {
        let start = at - 2
        var code = UInt32(try hex())
        if (0xD800..<0xDC00).contains(code), bytes[at...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            at += 2
            let low = UInt32(try hex())
            guard (0xDC00..<0xE000).contains(low) else {
                throw JSONError(offset: start, message: "half of a surrogate pair is missing")
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw JSONError(offset: start, message: "half of a surrogate pair is missing")
        }
        return String(Character(scalar))
    }

    private mutating func hex() throws(JSONError) -> UInt16 {
        guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-"),
            let value = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are needed") }
        at += 4
        return value
    }
}
