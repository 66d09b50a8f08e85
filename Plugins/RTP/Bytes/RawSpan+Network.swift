/// Numbers in network byte order. Each checks its bounds: what lies outside traps, so callers look at the count first.
extension RawSpan {
    /// The byte at an offset.
    @inlinable public func uint8(at offset: Int) -> UInt8 { unsafeLoad(fromByteOffset: offset, as: UInt8.self) }

    /// Two bytes, the higher first.
    @inlinable public func uint16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// Three bytes, the highest first.
    @inlinable public func uint24(at offset: Int) -> UInt32 {
        UInt32(uint16(at: offset)) << 8 | UInt32(uint8(at: offset + 2))
    }

    /// Four bytes, the highest first.
    @inlinable public func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Eight bytes, the highest first.
    @inlinable public func uint64(at offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
