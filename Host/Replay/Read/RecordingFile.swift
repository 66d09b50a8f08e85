import CRecording
import Glibc
import HostCore

/// The file of a recording, for reading.
final class RecordingFile: Sendable {
    let path: String
    let size_bytes: UInt64
    private let descriptor: Int32

    /// Opens it and checks its first bytes.
    init(_ path: String) throws(HostError) {
        self.path = path
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw HostError(.file, "the recording '\(path)' cannot be read: \(RecordingWriter.reason(errno))")
        }
        descriptor = file
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw HostError(.file, "'\(path)' is no file; name a recording")
        }
        size_bytes = UInt64(status.st_size)
        do throws(HostError) {
            try checkHead()
        } catch {
            close(file)
            throw error
        }
    }

    deinit { close(descriptor) }

    private func checkHead() throws(HostError) {
        guard size_bytes >= UInt64(RecordingFormat.head_bytes) else {
            throw error("is no recording: it has only \(size_bytes) bytes")
        }
        var head = ByteBuffer(capacity: 64)
        try read(at: 0, RecordingFormat.head_bytes, into: &head)
        let bytes = head.bytes
        guard bytes.prefix(8).elementsEqual(RecordingFormat.magic) else {
            throw error("is no recording: it does not begin as one; make one with 'sluice run --record FILE GRAPH'")
        }
        let version = UInt32(littleEndian: bytes.load(fromByteOffset: 8, as: UInt32.self))
        let check = UInt64(littleEndian: bytes.load(fromByteOffset: 16, as: UInt64.self))
        guard check == shim_xxh3(bytes.baseAddress, 16) else {
            throw damaged(nil, at: 0, "its head does not fit its check sum")
        }
        guard version == RecordingFormat.version else {
            throw error(
                "is of version \(version), and this program reads version \(RecordingFormat.version); use the program that wrote it"
            )
        }
    }

    /// Reads bytes that are there.
    func read(at place: UInt64, _ count: Int, into buffer: inout ByteBuffer) throws(HostError) {
        buffer.clear()
        let target = buffer.extend(count)
        var done = 0
        while done < count {
            let got = pread(descriptor, target + done, count - done, off_t(place) + off_t(done))
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw error("cannot be read at byte \(place): \(RecordingWriter.reason(errno))") }
            guard got > 0 else { throw error("has become shorter while it was read") }
            done += got
        }
    }

    func error(_ what: String) -> HostError { HostError(.file, "the recording '\(path)' \(what)") }

    func damaged(_ block: UInt64?, at place: UInt64, _ what: String) -> HostError {
        let which = block.map { "block \($0)" } ?? "its beginning"
        return error(
            "is damaged: \(which), at byte \(place): \(what); take another copy of the file, "
                + "'sluice replay --info' shows what stands before that place")
    }
}
