import CRecording
import CSluice
import Glibc
import HostCore

/// Writes a recording. One thread at a time.
///
/// Blocks are written one by one, each with one call, so that a process that is killed leaves whole blocks and at most
/// a piece of one more. After the first failure, or once the file has its size, nothing more is written.
public final class RecordingWriter {
    /// How it stands.
    public enum State: Sendable, Equatable {
        /// Items are written.
        case recording
        /// Nothing is written any more, for the reason given.
        case stopped(RecordingEnd, String)
    }

    /// The size that a recording may have unless the user says otherwise.
    public static let defaultLimit_bytes = 8 << 30
    /// zstd's own: the fastest that still sees how often bytes occur.
    private static let level: Int32 = 1
    /// Kept free for the block that says how it ended.
    private static let reserve_bytes = 4096
    /// Below this, packing costs more than it gives.
    private static let leastPacked_bytes = 256

    private let file: Int32
    private let path: String
    private let limit_bytes: Int
    private let packer: OpaquePointer
    private var packed = ByteBuffer()
    private var body = ByteBuffer()
    private var block = ByteBuffer()
    private var names: [UInt32: UInt32] = [:]
    private var newNames: [UInt32] = []
    private var blocks: UInt64 = 0
    /// How it stands.
    public private(set) var state = State.recording
    /// Bytes of whole blocks.
    public private(set) var size_bytes = 0
    /// Items in the file.
    public private(set) var items: UInt64 = 0

    /// Makes the file.
    /// - Parameters:
    ///   - path: Must not be there, unless it is a device: a recording is never written over.
    ///   - facts: What is said of the run.
    ///   - limit_bytes: The most bytes that the file may have.
    /// - Throws: `file`, when it cannot be made or its first block not be written.
    public init(path: String, facts: RecordingFacts, limit_bytes: Int = defaultLimit_bytes) throws(HostError) {
        self.path = path
        self.limit_bytes = limit_bytes
        file = try Self.make(path)
        guard let packer = shim_packer_new(Self.level) else {
            Glibc.close(file)
            throw HostError(.limit, "no memory to write the recording '\(path)'")
        }
        self.packer = packer
        writeHead()
        put(.beginning, facts.json)
        if case .stopped(_, let reason) = state { throw HostError(.file, reason) }
    }

    deinit {
        shim_packer_free(packer)
        Glibc.close(file)
    }

    private static func make(_ path: String) throws(HostError) -> Int32 {
        var status = stat()
        let isDevice = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR
        let flags = O_WRONLY | O_CLOEXEC | (isDevice ? 0 : O_CREAT | O_EXCL)
        let file = open(path, flags, 0o644)
        guard file < 0 else { return file }
        if errno == EEXIST {
            throw HostError(.file, "'\(path)' is there already, and a recording is not written over; name another file")
        }
        throw HostError(.file, "the recording '\(path)' cannot be made: \(reason(errno)); name another file")
    }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

    private func writeHead() {
        let head = block.extend(RecordingFormat.head_bytes)
        for (i, byte) in RecordingFormat.magic.enumerated() {
            head.storeBytes(of: byte, toByteOffset: i, as: UInt8.self)
        }
        head.storeBytes(of: RecordingFormat.version.littleEndian, toByteOffset: 8, as: UInt32.self)
        head.storeBytes(of: 0, toByteOffset: 12, as: UInt32.self)
        head.storeBytes(of: shim_xxh3(head, 16).littleEndian, toByteOffset: 16, as: UInt64.self)
        flush()
    }

    /// Says what an edge is. Before its first stream and item.
    public func write(_ edge: RecordedEdge, number: UInt32) { put(.edge, edge.json, edge: number) }

    /// Says what a stream is, at an edge. Before its first item there.
    public func write(_ stream: UnsafePointer<sluice_stream>, edge: UInt32) {
        put(.stream, RecordedStream(stream.pointee).json, edge: edge, stream: stream.pointee.stream)
    }

    /// Says that items of an edge were left out before what follows.
    public func writeLoss(of count: UInt64, edge: UInt32) {
        put(.loss, ["items": .integer(Int64(clamping: count))], edge: edge)
    }

    /// Writes an item.
    /// - Parameters:
    ///   - edge: Number of its edge.
    ///   - text: The text that the run knows by a number.
    public func write(_ item: UnsafePointer<sluice_item>, edge: UInt32, text: (UInt32) -> String) {
        guard state == .recording else { return }
        body.clear()
        newNames.removeAll(keepingCapacity: true)
        ItemEncoder.write(item, to: &body) { number($0) }
        for name in newNames { putName(name, text(name)) }
        put(.item, edge: edge, stream: item.pointee.stream)
        if state == .recording { items += 1 }
    }

    /// The file's number of a text: they are counted from 1 as they come up.
    private func number(_ name: UInt32) -> UInt32 {
        if name == 0 { return 0 }
        if let known = names[name] { return known }
        let number = UInt32(names.count + 1)
        names[name] = number
        newNames.append(name)
        return number
    }

    private func putName(_ name: UInt32, _ text: String) {
        // The item's own bytes stand in `body`.
        block.clear()
        let at = reserveHead()
        block.put(names[name] ?? 0)
        var text = text
        text.withUTF8 { block.put($0.baseAddress, $0.count) }
        finish(.name, at, edge: 0, stream: 0, flags: 0)
    }

    private func put(_ kind: BlockHead.Kind, _ json: JSONValue, edge: UInt32 = 0, stream: UInt32 = 0) {
        guard state == .recording else { return }
        body.clear()
        var text = json.text
        text.withUTF8 { body.put($0.baseAddress, $0.count) }
        put(kind, edge: edge, stream: stream)
    }

    /// Writes `body` as a block, packed where that helps.
    private func put(_ kind: BlockHead.Kind, edge: UInt32, stream: UInt32) {
        guard state == .recording else { return }
        block.clear()
        let at = reserveHead()
        let count = body.count
        var flags: UInt16 = 0
        if count >= Self.leastPacked_bytes {
            let bound = Int(shim_pack_bound(UInt64(count)))
            let used = shim_pack(packer, body.base, UInt64(count), block.extend(bound), UInt64(bound))
            if used > 0, used < count {
                block.shorten(to: at + Int(used))
                flags = BlockHead.packed
            } else {
                block.shorten(to: at)
            }
        }
        if flags == 0 { block.put(body.base, count) }
        finish(kind, at, edge: edge, stream: stream, flags: flags)
    }

    private func reserveHead() -> Int {
        _ = block.extend(BlockHead.bytes)
        return BlockHead.bytes
    }

    private func finish(_ kind: BlockHead.Kind, _ at: Int, edge: UInt32, stream: UInt32, flags: UInt16) {
        let count = block.count - at
        var head = BlockHead(
            kind: kind, number: blocks, body_bytes: UInt64(count), body_check: shim_xxh3(block.base + at, UInt64(count))
        )
        (head.edge, head.stream, head.flags) = (edge, stream, flags)
        head.write(to: block.base)
        if kind != .end, size_bytes + block.count > limit_bytes - Self.reserve_bytes {
            return stop(
                .limit,
                "the recording '\(path)' has the size that it may have (\(SizeText.text(limit_bytes))) and ends here; "
                    + "--record-limit allows more")
        }
        flush()
        blocks += 1
    }

    /// Writes the block as a whole or not at all.
    private func flush() {
        let error = write(block.bytes)
        if error == 0 {
            size_bytes += block.count
        } else {
            _ = ftruncate(file, off_t(size_bytes))
            _ = lseek(file, off_t(size_bytes), SEEK_SET)
            if case .stopped = state { return }
            stop(
                .failed,
                "the recording '\(path)' cannot be written any more and ends here: \(Self.reason(error)); make room on "
                    + "its disk, or record elsewhere")
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        var at = 0
        while at < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress.map { $0 + at }, bytes.count - at)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? ENOSPC : errno }
            at += count
        }
        return 0
    }

    private func stop(_ end: RecordingEnd, _ reason: String) {
        state = .stopped(end, reason)
        writeEnd(end, reason, [])
    }

    /// Writes how it ended. The last call.
    /// - Parameter lost: Items that were left out, by edge.
    /// - Returns: What went wrong with the last bytes; `nil` when they are on the disk.
    public func close(lost: [UInt64]) -> String? {
        if state == .recording { writeEnd(.done, "", lost) }
        guard fdatasync(file) != 0, errno != EINVAL, errno != EROFS else { return nil }
        return "the end of the recording '\(path)' may not be on the disk: \(Self.reason(errno))"
    }

    private func writeEnd(_ end: RecordingEnd, _ reason: String, _ lost: [UInt64]) {
        let json: JSONValue = [
            "end": .string(end.rawValue), "reason": .string(reason), "items": .integer(Int64(clamping: items)),
            "left_out": .array(lost.map { .integer(Int64(clamping: $0)) }),
        ]
        block.clear()
        let at = reserveHead()
        var text = json.text
        text.withUTF8 { block.put($0.baseAddress, $0.count) }
        finish(.end, at, edge: 0, stream: 0, flags: 0)
    }
}
