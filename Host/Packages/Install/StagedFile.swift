import Glibc
import HostCore
import HostLoading

/// A file that is being unpacked. The folders of its name are made when they are not there; nothing that is there is
/// opened or followed.
final class StagedFile {
    private let path: String
    private let descriptor: Int32

    init(_ folder: String, _ name: String) throws(HostError) {
        path = Paths.join(folder, name)
        var made = folder
        for part in name.split(separator: "/").dropLast() {
            made += "/" + part
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw Self.failure(made, errno) }
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw Self.failure(path, errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(HostError) {
        let failed = AtomicFile.writeAll(descriptor, bytes)
        if failed != 0 { throw Self.failure(path, failed) }
    }

    /// Makes it last through a loss of power, and forbids others than the user to write it, whatever the umask.
    func finish() throws(HostError) {
        if fchmod(descriptor, 0o644) != 0 || fsync(descriptor) != 0 { throw Self.failure(path, errno) }
    }

    private static func failure(_ path: String, _ number: Int32) -> HostError {
        HostError(.file, "\(path) cannot be written: \(ErrorNumber(number))")
    }
}
