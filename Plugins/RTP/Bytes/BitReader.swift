/// Reads bits and Exp-Golomb codes of a NAL unit (ITU-T H.264, 7.2 and 9.1), emulation prevention bytes left out.
/// What lies behind the end reads as zero and sets ``isBeyondEnd``.
public struct BitReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0
    /// Whether more was read than there is.
    public private(set) var isBeyondEnd = false

    /// Reads a NAL unit, or a part of one that begins at a whole byte.
    /// - Parameter limit: Bytes to look at: headers are short, and a slice may be long.
    public init(_ nal: RawSpan, limit: Int = 1024) {
        var clean: [UInt8] = []
        var zeros = 0
        for offset in 0..<Swift.min(nal.byteCount, limit) {
            let byte = nal.uint8(at: offset)
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            clean.append(byte)
        }
        bytes = clean
    }

    /// u(1) as a flag.
    public mutating func bit() -> Bool {
        guard position < bytes.count * 8 else {
            isBeyondEnd = true
            return false
        }
        defer { position += 1 }
        return bytes[position >> 3] >> UInt8(7 - position & 7) & 1 == 1
    }

    /// u(n), at most 32.
    public mutating func bits(_ count: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count { value = value << 1 | (bit() ? 1 : 0) }
        return value
    }

    /// Leaves bits out.
    public mutating func skip(_ count: Int) { position += count }

    /// ue(v)
    public mutating func unsigned() -> UInt32 {
        var zeros = 0
        while !bit() {
            zeros += 1
            guard zeros < 32, !isBeyondEnd else {
                isBeyondEnd = true
                return 0
            }
        }
        return (1 << UInt32(zeros) - 1) + bits(zeros)
    }

    /// se(v)
    public mutating func signed() -> Int32 {
        let code = unsigned()
        let magnitude = Int32(truncatingIfNeeded: (code >> 1) + (code & 1))
        return code & 1 == 1 ? magnitude : -magnitude
    }
}
