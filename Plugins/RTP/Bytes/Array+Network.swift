/// Writing in network byte order to memory that is kept from packet to packet.
extension [UInt8] {
    /// Appends two bytes, the higher first.
    @inlinable public mutating func append(uint16 value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends the lower three bytes, the highest first.
    @inlinable public mutating func append(uint24 value: UInt32) {
        append(UInt8(truncatingIfNeeded: value >> 16))
        append(uint16: UInt16(truncatingIfNeeded: value))
    }

    /// Appends four bytes, the highest first.
    @inlinable public mutating func append(uint32 value: UInt32) {
        append(uint16: UInt16(truncatingIfNeeded: value >> 16))
        append(uint16: UInt16(truncatingIfNeeded: value))
    }

    /// Appends eight bytes, the highest first.
    @inlinable public mutating func append(uint64 value: UInt64) {
        append(uint32: UInt32(truncatingIfNeeded: value >> 32))
        append(uint32: UInt32(truncatingIfNeeded: value))
    }

    /// Appends a copy of all bytes.
    @inlinable public mutating func append(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { append(contentsOf: $0) }
    }

    /// Empties it and keeps the memory.
    @inlinable public mutating func clear() { removeAll(keepingCapacity: true) }

    /// Takes off all behind the first `count` bytes.
    @inlinable public mutating func cut(to count: Int) { removeLast(self.count - count) }
}
