/// Writes JSON into memory that is kept from text to text: for records of every frame, which ``JSONText`` would build out
/// of strings. It checks nothing: what is appended must be JSON in the end. Allocates only when it must grow.
///
/// ```swift
/// buffer.removeAll()
/// buffer.append("{\"left\":")
/// buffer.append(box.x)
/// buffer.append("}")
/// try output.emit(record: buffer.bytes.span.bytes, type: type, stamp: item.stamp)
/// ```
public struct JSONBuffer: Sendable {
    /// What was appended.
    public var bytes: [UInt8] = []

    /// - Parameter capacity_bytes: What it holds before it must grow.
    public init(capacity_bytes: Int = 1024) { bytes.reserveCapacity(capacity_bytes) }

    /// Appends what is JSON already.
    @inlinable public mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends what is JSON already.
    @inlinable public mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// Appends what is JSON already. Line feeds, which JSON allows between tokens only, become spaces.
    public mutating func append(json: RawSpan) {
        json.withUnsafeBytes { raw in
            for byte in raw { bytes.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
        }
    }

    /// Appends a text in quotes, escaped as RFC 8259 asks.
    public mutating func append(quoted text: String) {
        append("\"")
        for byte in text.utf8 { append(escaping: byte) }
        append("\"")
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case ..<0x20:
            append("\\u00")
            append(hexDigit: byte >> 4)
            append(hexDigit: byte & 15)
        default: bytes.append(byte)
        }
    }

    private mutating func append(hexDigit digit: UInt8) { bytes.append(digit < 10 ? digit + 0x30 : digit + 0x57) }

    /// Appends a whole number of at most 64 bits. Beyond 2⁵³ most readers of JSON lose digits: ids go between quotes.
    @inlinable public mutating func append(_ number: some FixedWidthInteger) {
        if number < 0 { append("-") }
        bytes.append(decimal: UInt64(number.magnitude))
    }

    /// Appends a number with at most `decimals` digits behind the point, rounded to nearest, without trailing zeros;
    /// `null` when it is not finite.
    public mutating func append(_ number: Float, decimals: Int = 4) {
        guard number.isFinite else { return append("null") }
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (Double(number).magnitude * Double(scale)).rounded()
        guard scaled < 1e18 else { return append(exact: number) }
        let whole = UInt64(scaled)
        if number < 0, whole > 0 { append("-") }
        append(whole / scale)
        var fraction = whole % scale
        guard fraction > 0 else { return }
        append(".")
        while fraction > 0 {
            scale /= 10
            bytes.append(UInt8(fraction / scale) + 0x30)
            fraction %= scale
        }
    }

    /// Appends the shortest text that reads back the same; `null` for what is not finite.
    public mutating func append(exact number: Float) {
        guard number.isFinite else { return append("null") }
        // At most 15 bytes, which a string holds in itself.
        bytes.append(contentsOf: number.description.utf8)
    }

    /// Empties it; its memory stays.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Takes bytes off the front.
    public mutating func removeFirst(_ count: Int) {
        if count == bytes.count { removeAll() } else { bytes.removeFirst(count) }
    }

    /// Takes back what was added since there were `count` bytes.
    public mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }
}
