/// Reads numbers and pieces one after the other, and never beyond the end.
struct FieldReader {
    /// The bytes do not hold what they should.
    struct Short: Error {}

    private let bytes: UnsafeRawBufferPointer
    private(set) var at = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var left: Int { bytes.count - at }

    mutating func take(_ count: Int) throws(Short) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= left else { throw Short() }
        defer { at += count }
        return UnsafeRawBufferPointer(rebasing: bytes[at..<at + count])
    }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(Short) -> Number {
        Number(littleEndian: try take(MemoryLayout<Number>.size).loadUnaligned(as: type))
    }

    mutating func float() throws(Short) -> Float { Float(bitPattern: try number()) }

    /// A count of things of at least so many bytes each.
    mutating func count(_ each_bytes: Int) throws(Short) -> Int {
        let value = Int(try number(UInt32.self))
        guard value <= left / max(1, each_bytes) else { throw Short() }
        return value
    }

    /// A size in 64 bits.
    mutating func size() throws(Short) -> Int {
        let value: UInt64 = try number()
        guard value <= UInt64(left) else { throw Short() }
        return Int(value)
    }
}
