/// Finds packets in a stream of bytes by the length of 16 bits before each (RFC 4571, 2).
///
/// Bytes come in pieces of any size. What does not fit the limit is skipped and counted; the stream stays in step.
/// Memory is taken once.
public struct FrameReader: Sendable {
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var toSkip = 0
    private let limit_bytes: Int
    /// Frames of more than the limit.
    public private(set) var tooLarge: UInt64 = 0
    /// Frames without a byte.
    public private(set) var empty: UInt64 = 0

    /// A reader.
    /// - Parameter limit_bytes: Largest packet, at most 65,535.
    public init(limit_bytes: Int) {
        self.limit_bytes = min(limit_bytes, 0xFFFF)
        buffer = [UInt8](repeating: 0, count: 2 * (2 + self.limit_bytes))
    }

    /// Lets `body` write into the free part and say how many bytes it wrote.
    public mutating func fill(_ body: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        makeRoom()
        let (end, count) = (end, buffer.count)
        let written = buffer.withUnsafeMutableBytes { raw in
            min(count - end, body(UnsafeMutableRawBufferPointer(rebasing: raw[end...])))
        }
        if written > 0 { self.end += written }
        return written
    }

    /// Moves what is left to the front, when what is free could not take a whole packet.
    private mutating func makeRoom() {
        if start == end { (start, end) = (0, 0) }
        guard start > 0, buffer.count - end < 2 + limit_bytes else { return }
        let (from, count) = (start, end - start)
        buffer.withUnsafeMutableBytes { raw in
            guard let base = raw.baseAddress else { return }
            base.copyMemory(from: base + from, byteCount: count)
        }
        (start, end) = (0, count)
    }

    /// Where the next whole packet lies in ``bytes``, until the next ``fill(_:)``; `nil` when more has to come.
    public mutating func next() -> Range<Int>? {
        while true {
            if toSkip > 0 {
                let step = min(toSkip, end - start)
                start += step
                toSkip -= step
                guard toSkip == 0 else { return nil }
            }
            guard end - start >= 2 else { return nil }
            let length = Int(buffer[start]) << 8 | Int(buffer[start + 1])
            if length == 0 {
                empty += 1
                start += 2
            } else if length > limit_bytes {
                tooLarge += 1
                start += 2
                toSkip = length
            } else {
                guard end - start >= 2 + length else { return nil }
                defer { start += 2 + length }
                return start + 2..<start + 2 + length
            }
        }
    }

    /// All memory of the reader; only what ``next()`` points at means anything.
    public var bytes: [UInt8] { buffer }

    /// Forgets all bytes: a new connection begins.
    public mutating func reset() { (start, end, toSkip) = (0, 0, 0) }
}
