extension RecordView {
    /// A whole number among the members of the record's object; `nil` when it is absent or of another type.
    ///
    /// Reads the text in place and allocates nothing. Members of nested objects are not looked at, and the key must
    /// stand unescaped, as ``JSONText`` writes it.
    /// - Complexity: O(n) in the bytes of the record.
    public func integer(_ key: StaticString) -> Int64? {
        let bytes = json
        return bytes.withUnsafeBytes { raw in
            JSONScan.value(of: key, in: raw).flatMap { JSONScan.integer(at: $0, in: raw) }
        }
    }
}

/// Finds a member of a JSON object without reading the rest into memory.
enum JSONScan {
    /// Where the value of a member of the outermost object begins.
    static func value(of key: StaticString, in text: UnsafeRawBufferPointer) -> Int? {
        var depth = 0
        var position = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let start = position + 1
                let end = endOfText(from: start, in: text)
                position = end
                let next = skipSpace(from: end + 1, in: text)
                let isKey = next < text.count && text[next] == UInt8(ascii: ":")
                if depth == 1, isKey, matches(key, text[min(start, end)..<end]) {
                    return skipSpace(from: next + 1, in: text)
                }
            default: break
            }
            position += 1
        }
        return nil
    }

    static func integer(at start: Int, in text: UnsafeRawBufferPointer) -> Int64? {
        var position = start
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var result: Int64 = 0
        let firstDigit = position
        while position < text.count, (0x30...0x39).contains(text[position]) {
            let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(text[position]) - 0x30)
            guard !overflow, !carry else { return nil }
            result = sum
            position += 1
        }
        let isFraction = position < text.count && (text[position] == UInt8(ascii: ".") || text[position] | 0x20 == 0x65)
        guard position > firstDigit, !isFraction else { return nil }
        return isNegative ? -result : result
    }

    /// Position of the closing quote, or of the end.
    private static func endOfText(from start: Int, in text: UnsafeRawBufferPointer) -> Int {
        var position = start
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, text.count)
    }

    private static func skipSpace(from start: Int, in text: UnsafeRawBufferPointer) -> Int {
        var position = start
        while position < text.count, text[position] <= 0x20 { position += 1 }
        return position
    }

    private static func matches(_ key: StaticString, _ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard key.utf8CodeUnitCount == text.count else { return false }
        return text.elementsEqual(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }
}
