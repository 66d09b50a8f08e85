import Glibc

/// A file that is open for reading at any place. Reads never go past the size that it had when it was opened.
final class RandomFile {
    let size_bytes: UInt64
    private let fd: Int32

    /// Opens a file.
    /// - Throws: The error number.
    init(_ path: String) throws(ErrorNumber) {
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard fd >= 0 else { throw ErrorNumber(errno) }
        var facts = stat()
        guard fstat(fd, &facts) == 0 else {
            let error = errno
            close(fd)
            throw ErrorNumber(error)
        }
        size_bytes = UInt64(max(0, facts.st_size))
    }

    deinit { close(fd) }

    /// The given bytes; `nil` when the file does not reach that far, or cannot be read.
    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        let (end, overflow) = offset.addingReportingOverflow(UInt64(max(0, count)))
        guard count >= 0, !overflow, end <= size_bytes else { return nil }
        var done = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while done < count, let base = buffer.baseAddress {
                let got = pread(fd, base + done, count - done, off_t(offset) + off_t(done))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { break }
                done += got
            }
            initialized = done
        }
        return done == count ? bytes : nil
    }

    /// The whole of a small file.
    /// - Throws: `EFBIG` when it is longer than `limit_bytes`.
    static func read(_ path: String, limit_bytes: UInt64) throws(ErrorNumber) -> [UInt8] {
        let file = try RandomFile(path)
        guard file.size_bytes <= limit_bytes else { throw ErrorNumber(EFBIG) }
        guard let bytes = file.bytes(at: 0, count: Int(file.size_bytes)) else { throw ErrorNumber(EIO) }
        return bytes
    }
}
