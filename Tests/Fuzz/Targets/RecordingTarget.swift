import CHostShim
import CRecording
import Glibc
import HostCore
import HostMemory
import Recordings

@testable import HostReplay

extension FuzzTarget {
    /// Recordings. A first byte of 0 stands before a file as it is; any other before blocks, each a kind, flags, edge,
    /// stream, and a size in two bytes, which are given heads and check sums that are right.
    static let recording = FuzzTarget(
        name: "recording", seeds: { RecordingInput.seeds },
        words: [
            "\"name\"", "\"source\"", "\"format\"", "\"live\"", "\"items\"", "\"end\"", "\"done\"", "true", "-1",
            "99999999999999999999", "\u{1}\0\0\0", "\u{5}\0\0\0", "{}", "[]",
        ]
    ) { bytes in
        guard let first = bytes.first else { return nil }
        let file = shim_memory_file("sluice-fuzz", 0)
        guard file >= 0 else { return "no memory file" }
        defer { close(file) }
        let content = first == 0 ? Array(bytes.dropFirst()) : RecordingInput.framed(bytes.dropFirst())
        _ = content.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        return RecordingInput.read("/proc/self/fd/\(file)")
    }
}

/// A recording as the fuzzer makes it up.
enum RecordingInput {
    private static let piece_bytes = 6

    /// Opens it, goes through all of it, and puts its pictures into memory.
    static func read(_ path: String) -> String? {
        let recording: Recording
        do throws(HostError) {
            recording = try Recording(path, isWhole: false)
        } catch {
            return error.message.isEmpty ? "a refusal without a reason" : nil
        }
        let summary = RecordingSummary(recording)
        if summary.edges.count != recording.edges.count { return "an edge is lost" }
        _ = recording.flaw
        let cursor = RecordingCursor(recording)
        for track in recording.tracks {
            for place in track.items.prefix(64) {
                guard let item = try? cursor.item(at: place) else { break }
                _ = ItemBytes.size(item.item)
                guard let picture = item.picture, picture.layout.total_bytes < 16 << 20 else { continue }
                let memory = UnsafeMutableRawPointer.allocate(byteCount: picture.layout.total_bytes, alignment: 64)
                picture.write(to: memory)
                memory.deallocate()
            }
        }
        return nil
    }

    /// The file that blocks make, with heads that are right.
    static func framed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var file = head
        var rest = bytes
        var number: UInt64 = 0
        while rest.count >= piece_bytes {
            let piece = Array(rest.prefix(piece_bytes))
            rest = rest.dropFirst(piece_bytes)
            let count = min(rest.count, Int(piece[4]) | Int(piece[5]) << 8)
            var body = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            var flags = UInt16(piece[1] & 1)
            if piece[1] & 2 != 0 { (body, flags) = (packed(body), BlockHead.packed) }
            let check = body.withUnsafeBytes { shim_xxh3($0.baseAddress, UInt64($0.count)) }
            var block = BlockHead(
                kind: BlockHead.Kind(rawValue: UInt16(piece[0] % 7 + 1)) ?? .item, number: number,
                body_bytes: UInt64(body.count), body_check: check)
            (block.flags, block.edge, block.stream) = (flags, UInt32(piece[2]), UInt32(piece[3]))
            var written = [UInt8](repeating: 0, count: BlockHead.bytes)
            written.withUnsafeMutableBytes { if let start = $0.baseAddress { block.write(to: start) } }
            file += written + body
            number += 1
        }
        return file
    }

    // Sound: inputs are tried one after the other.
    nonisolated(unsafe) private static let packer = shim_packer_new(1)

    private static func packed(_ body: [UInt8]) -> [UInt8] {
        guard let packer else { return body }
        var out = [UInt8](repeating: 0, count: Int(shim_pack_bound(UInt64(body.count))))
        let used = shim_pack(packer, body, UInt64(body.count), &out, UInt64(out.count))
        return Array(out.prefix(Int(max(0, used))))
    }

    private static var head: [UInt8] { Array(sample.prefix(RecordingFormat.head_bytes)) }

    private static let sample: [UInt8] = {
        let path = "/tmp/sluice-fuzz-\(getpid()).slr"
        defer { unlink(path) }
        guard (try? SampleRecording.write(to: path, items: 12)) != nil else { return [] }
        return FuzzFiles.read(path)
    }()

    static var seeds: [[UInt8]] { [[0] + sample, [1] + blocks, [1] + blocks.prefix(900)] }

    /// The sample's blocks, unpacked, as the fuzzer takes them.
    private static var blocks: [UInt8] {
        var result: [UInt8] = []
        var at = RecordingFormat.head_bytes
        guard let unpacker = shim_unpacker_new() else { return [] }
        defer { shim_unpacker_free(unpacker) }
        while at + BlockHead.bytes <= sample.count {
            guard let head = sample[at..<at + BlockHead.bytes].withUnsafeBytes({ BlockHead($0) }) else { break }
            var body = Array(sample[(at + BlockHead.bytes)...].prefix(Int(head.body_bytes)))
            at += BlockHead.bytes + body.count
            if head.isPacked {
                var out = [UInt8](repeating: 0, count: 1 << 16)
                let used = shim_unpack(unpacker, body, UInt64(body.count), &out, UInt64(out.count))
                body = Array(out.prefix(Int(max(0, used))))
            }
            guard body.count < 1 << 16 else { break }
            result += [UInt8(head.kind.rawValue - 1), head.isPacked ? 2 : 0, UInt8(head.edge), UInt8(head.stream)]
            result += [UInt8(body.count & 255), UInt8(body.count >> 8)] + body
        }
        return result
    }
}
