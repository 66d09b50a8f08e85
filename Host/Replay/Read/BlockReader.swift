import CRecording
import HostCore

/// Reads contents of blocks: checked, and unpacked.
final class BlockReader {
    private let file: RecordingFile
    /// Made when the first packed block comes.
    private var unpacker: OpaquePointer?
    private var raw = ByteBuffer()
    private var unpacked = ByteBuffer()

    init(_ file: RecordingFile) {
        self.file = file
    }

    deinit { shim_unpacker_free(unpacker) }

    /// The block at a place that a scan has found.
    func block(at place: UInt64) throws(HostError) -> (head: BlockHead, content: UnsafeRawBufferPointer) {
        try file.read(at: place, BlockHead.bytes, into: &raw)
        guard let head = BlockHead(raw.bytes) else {
            throw file.damaged(nil, at: place, "there is no block any more")
        }
        return (head, try content(of: head, at: place, limit_bytes: RecordingFormat.block_limit_bytes))
    }

    /// The content of a block, in place until the next call.
    /// - Throws: `file`, when it does not fit its check sum, or is larger than it may be.
    func content(
        of block: BlockHead, at place: UInt64, limit_bytes: Int
    ) throws(HostError) -> UnsafeRawBufferPointer {
        guard block.body_bytes <= UInt64(limit_bytes) else {
            throw file.damaged(block.number, at: place, "it has \(block.body_bytes) bytes")
        }
        try file.read(at: place + UInt64(BlockHead.bytes), Int(block.body_bytes), into: &raw)
        guard shim_xxh3(raw.base, block.body_bytes) == block.body_check else {
            throw file.damaged(block.number, at: place, "its content does not fit its check sum")
        }
        return block.isPacked ? try unpack(block, at: place, limit_bytes: limit_bytes) : raw.bytes
    }

    private func unpack(
        _ block: BlockHead, at place: UInt64, limit_bytes: Int
    ) throws(HostError) -> UnsafeRawBufferPointer {
        unpacker = unpacker ?? shim_unpacker_new()
        let size = shim_unpacked_size(raw.base, block.body_bytes)
        guard let unpacker, size >= 0, size <= Int64(limit_bytes) else {
            throw file.damaged(block.number, at: place, "its content cannot be unpacked")
        }
        unpacked.clear()
        let target = unpacked.extend(Int(size))
        guard shim_unpack(unpacker, raw.base, block.body_bytes, target, UInt64(size)) == size else {
            throw file.damaged(block.number, at: place, "its content cannot be unpacked")
        }
        return unpacked.bytes
    }
}
