/// Little-endian numbers and texts in bytes; what is not there is `nil`.
struct ByteReader {
    let bytes: [UInt8]
    private static let nameLimit_bytes = 4096

    init(bytes: [UInt8]) { self.bytes = bytes }

    func u8(_ at: UInt64) -> UInt8? { load(at) }
    func u16(_ at: UInt64) -> UInt16? { load(at).map(UInt16.init(littleEndian:)) }
    func u32(_ at: UInt64) -> UInt32? { load(at).map(UInt32.init(littleEndian:)) }
    func u64(_ at: UInt64) -> UInt64? { load(at).map(UInt64.init(littleEndian:)) }

    /// The text that ends with a zero, or after 4096 bytes.
    func text(_ at: UInt64) -> String? {
        guard at < UInt64(bytes.count) else { return nil }
        return String(decoding: bytes[Int(at)...].prefix(Self.nameLimit_bytes).prefix { $0 != 0 }, as: UTF8.self)
    }

    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_ at: UInt64) -> Number? {
        let size_bytes = UInt64(MemoryLayout<Number>.size)
        guard at < UInt64(bytes.count), UInt64(bytes.count) - at >= size_bytes else { return nil }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: Int(at), as: Number.self) }
    }
}
