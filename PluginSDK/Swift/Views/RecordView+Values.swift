extension RecordView {
    /// A flag among the members of the record's object; `nil` when it is absent or of another type.
    /// - Complexity: O(n) in the bytes of the record; allocates nothing.
    public func flag(_ key: StaticString) -> Bool? {
        let bytes = json
        return bytes.withUnsafeBytes { raw in
            guard let start = JSONScan.value(of: key, in: raw), start < raw.count else { return nil }
            let rest = raw[start...]
            if rest.starts(with: "true".utf8) { return true }
            return rest.starts(with: "false".utf8) ? false : nil
        }
    }

    /// A number among the members of the record's object; `nil` when it is absent or of another type.
    /// - Complexity: O(n) in the bytes of the record.
    public func number(_ key: StaticString) -> Double? {
        let bytes = json
        return bytes.withUnsafeBytes { raw in
            guard let start = JSONScan.value(of: key, in: raw) else { return nil }
            let digits = raw[start...].prefix {
                $0 == 0x2B || $0 == 0x2D || $0 == 0x2E || $0 | 0x20 == 0x65 || (0x30...0x39).contains($0)
            }
            return Double(String(decoding: digits, as: UTF8.self))
        }
    }

    /// A text among the members of the record's object, with the escapes of RFC 8259 resolved; `nil` when it is absent or of
    /// another type.
    /// - Complexity: O(n) in the bytes of the record.
    public func text(_ key: StaticString) -> String? {
        let bytes = json
        return bytes.withUnsafeBytes { raw in
            guard let start = JSONScan.value(of: key, in: raw), start < raw.count, raw[start] == UInt8(ascii: "\"")
            else {
                return nil
            }
            return JSONScan.text(at: start + 1, in: raw)
        }
    }
}

extension JSONScan {
    /// The text whose first character stands at a position.
    static func text(at start: Int, in text: UnsafeRawBufferPointer) -> String? {
        var units: [UInt16] = []
        var plain: [UInt8] = []
        var position = start
        func flush() {
            units += Array(String(decoding: plain, as: UTF8.self).utf16)
            plain.removeAll()
        }
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            guard text[position] == UInt8(ascii: "\\"), position + 1 < text.count else {
                plain.append(text[position])
                position += 1
                continue
            }
            flush()
            let escape = text[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "n"): units.append(10)
            case UInt8(ascii: "r"): units.append(13)
            case UInt8(ascii: "t"): units.append(9)
            case UInt8(ascii: "b"): units.append(8)
            case UInt8(ascii: "f"): units.append(12)
            case UInt8(ascii: "u"):
                guard position + 4 <= text.count,
                    let unit = UInt16(String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16)
                else { return nil }
                units.append(unit)
                position += 4
            default: units.append(UInt16(escape))
            }
        }
        flush()
        return String(decoding: units, as: UTF16.self)
    }
}
