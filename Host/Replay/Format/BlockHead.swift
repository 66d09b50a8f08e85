import CRecording

/// What stands before each block.
struct BlockHead: Equatable, Sendable {
    enum Kind: UInt16, Sendable {
        /// What was recorded: JSON, always the first block.
        case beginning = 1
        /// An edge: JSON.
        case edge
        /// A stream as it begins at an edge: JSON.
        case stream
        /// A text that items name by its number: the number, then UTF-8.
        case name
        /// An item.
        case item
        /// Items of an edge that were left out before this: JSON.
        case loss
        /// Nothing follows: JSON.
        case end
    }

    /// The content is one zstd frame.
    static let packed: UInt16 = 1
    static let bytes = 48
    private static let mark: UInt32 = 0x4B4C_4253

    var kind: Kind
    var flags: UInt16 = 0
    var edge: UInt32 = 0
    var stream: UInt32 = 0
    /// 0, 1, … without a gap.
    var number: UInt64
    /// Of the content as it lies in the file.
    var body_bytes: UInt64
    var body_check: UInt64

    init(kind: Kind, number: UInt64, body_bytes: UInt64, body_check: UInt64) {
        self.kind = kind
        self.number = number
        self.body_bytes = body_bytes
        self.body_check = body_check
    }

    /// Reads a head.
    /// - Returns: `nil` for bytes that are none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.bytes, Self.word32(bytes, 0) == Self.mark,
            Self.word64(bytes, 40) == shim_xxh3(bytes.baseAddress, 40),
            let kind = Kind(rawValue: UInt16(truncatingIfNeeded: Self.word32(bytes, 4)))
        else { return nil }
        self.kind = kind
        flags = UInt16(truncatingIfNeeded: Self.word32(bytes, 4) >> 16)
        edge = Self.word32(bytes, 8)
        stream = Self.word32(bytes, 12)
        number = Self.word64(bytes, 16)
        body_bytes = Self.word64(bytes, 24)
        body_check = Self.word64(bytes, 32)
    }

    /// Writes it to the first ``bytes`` of a target.
    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: Self.mark.littleEndian, as: UInt32.self)
        target.storeBytes(of: kind.rawValue.littleEndian, toByteOffset: 4, as: UInt16.self)
        target.storeBytes(of: flags.littleEndian, toByteOffset: 6, as: UInt16.self)
        target.storeBytes(of: edge.littleEndian, toByteOffset: 8, as: UInt32.self)
        target.storeBytes(of: stream.littleEndian, toByteOffset: 12, as: UInt32.self)
        target.storeBytes(of: number.littleEndian, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: body_bytes.littleEndian, toByteOffset: 24, as: UInt64.self)
        target.storeBytes(of: body_check.littleEndian, toByteOffset: 32, as: UInt64.self)
        target.storeBytes(of: shim_xxh3(target, 40).littleEndian, toByteOffset: 40, as: UInt64.self)
    }

    var isPacked: Bool { flags & Self.packed != 0 }

    private static func word32(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    private static func word64(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
}
