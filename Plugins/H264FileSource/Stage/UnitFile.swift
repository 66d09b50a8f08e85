import Glibc
import PluginSDK
import RTP

/// Reads the NAL units of an Annex B file piece by piece. Memory is bounded by the largest access unit that is allowed.
struct UnitFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private let limit_bytes: Int
    private static let piece_bytes = 256 << 10
    private var bytes: [UInt8] = []
    /// Where the access unit under way begins.
    private(set) var start = 0
    /// Where the unit begins that was found last, its start code included; where to look for the next one.
    private var unit: Int?
    private var scan = 0
    private var isAtEnd = false

    init(path: String, limit_bytes: Int) throws(StageError) {
        self.path = path
        self.limit_bytes = limit_bytes
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StageError(.missing, "path: cannot read \(path): \(Files.reason(errno))") }
    }

    deinit { close(descriptor) }

    /// All bytes in memory.
    var memory: [UInt8] { bytes }

    /// The next unit with its start code; `nil` at the end of the file.
    mutating func next() throws(StageError) -> Range<Int>? {
        while true {
            if let code = findStartCode() {
                defer { unit = code }
                if let unit { return unit..<code }
                start = code
            } else if isAtEnd {
                defer { unit = nil }
                return unit.map { $0..<bytes.count }
            } else {
                try fill()
            }
        }
    }

    /// The access unit that ends where the given unit begins is done with.
    mutating func finishUnit(before position: Int) { start = position }

    private mutating func findStartCode() -> Int? {
        let from = scan
        let found = bytes.withUnsafeBytes { NALUnits.nextStartCode(in: $0, from: from) }
        guard let found else {
            scan = max(scan, bytes.count - 3)
            return nil
        }
        scan = found + 3
        // The zero byte before a start code of four bytes belongs to it.
        return found > start && bytes[found - 1] == 0 ? found - 1 : found
    }

    private mutating func fill() throws(StageError) {
        dropDone()
        guard bytes.count - start < limit_bytes else {
            throw StageError(
                .limit,
                "\(path): an access unit is larger than max_unit_bytes, or this is no H.264 file with start codes")
        }
        let before = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: Self.piece_bytes))
        let count = bytes.withUnsafeMutableBytes {
            Glibc.read(descriptor, $0.baseAddress.map { $0 + before }, Self.piece_bytes)
        }
        let code = errno
        bytes.removeLast(Self.piece_bytes - max(0, count))
        guard count >= 0 || code == EINTR else {
            throw StageError(.io, "cannot read \(path): \(Files.reason(code))")
        }
        isAtEnd = count == 0
    }

    private mutating func dropDone() {
        let done = min(start, unit ?? start)
        guard done > 0 else { return }
        bytes.removeFirst(done)
        start -= done
        scan -= done
        unit = unit.map { $0 - done }
    }

    /// Begins again with the first byte.
    mutating func rewind() {
        bytes.removeAll(keepingCapacity: true)
        (start, scan, unit, isAtEnd) = (0, 0, nil, false)
        lseek(descriptor, 0, SEEK_SET)
    }
}
