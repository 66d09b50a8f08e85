/// Cuts what comes over a connection into lines. A value: it reads from nowhere.
struct LineBuffer {
    /// Longest line, without its end.
    static let limit = 1 << 20

    private var pending: [UInt8] = []
    /// A line was longer than ``limit``; nothing more is taken.
    private(set) var isTooLong = false

    /// Takes bytes in.
    /// - Returns: The lines that they complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes where !isTooLong {
            if byte == UInt8(ascii: "\n") {
                lines.append(pending)
                pending.removeAll(keepingCapacity: true)
            } else if pending.count == Self.limit {
                isTooLong = true
                pending = []
            } else {
                pending.append(byte)
            }
        }
        return lines
    }
}
