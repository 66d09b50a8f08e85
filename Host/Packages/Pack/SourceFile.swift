import Glibc
import HostCore
import HostLoading

/// A file that goes into a package, open while it is hashed and then read again.
struct SourceFile: ~Copyable {
    let path: String
    let size_bytes: Int64
    private let descriptor: Int32

    /// Opens a regular file.
    init(_ path: String) throws(HostError) {
        self.path = path
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw HostError(.file, "\(path) cannot be packed: \(ErrorNumber(errno))") }
        var facts = stat()
        guard fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw HostError(.file, "\(path) cannot be packed: it is no file")
        }
        descriptor = opened
        size_bytes = Int64(facts.st_size)
    }

    deinit { close(descriptor) }

    /// SHA-256 of the content.
    func sha256() throws(HostError) -> String {
        do throws(ErrorNumber) {
            return try SHA256.text(descriptor: descriptor)
        } catch {
            throw HostError(.file, "\(path) cannot be read: \(error)")
        }
    }

    /// The next bytes; none at the end.
    func read(at offset: Int64, limit_bytes: Int) throws(HostError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit_bytes) { buffer, count in
            var got = pread(descriptor, buffer.baseAddress, limit_bytes, off_t(offset))
            while got < 0, errno == EINTR { got = pread(descriptor, buffer.baseAddress, limit_bytes, off_t(offset)) }
            if got < 0 { failure = errno }
            count = max(0, got)
        }
        if failure != 0 { throw HostError(.file, "\(path) cannot be read: \(ErrorNumber(failure))") }
        return bytes
    }
}
