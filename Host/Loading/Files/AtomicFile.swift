import Glibc

/// Writes files as a whole or not at all: beside the target, then renamed over it.
package enum AtomicFile {
    /// Writes the bytes to a path; `mode` is subject to the umask.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(ErrorNumber) {
        let part = "\(path).\(getpid()).part"
        let fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)
        guard fd >= 0 else { throw ErrorNumber(errno) }
        var failure: Int32 = writeAll(fd, bytes)
        if close(fd) != 0 && failure == 0 { failure = errno }
        if failure == 0 && rename(part, path) != 0 { failure = errno }
        if failure != 0 {
            unlink(part)
            throw ErrorNumber(failure)
        }
    }

    /// Makes a folder and those above it, for the user alone.
    /// - Returns: Those that were not there, from the outermost on.
    @discardableResult
    package static func makeFolders(_ path: String) throws(ErrorNumber) -> [String] {
        var folder = path.hasPrefix("/") ? "" : "."
        var made: [String] = []
        for part in path.split(separator: "/") {
            folder += "/" + part
            if mkdir(folder, 0o700) == 0 {
                made.append(folder)
            } else if errno != EEXIST {
                throw ErrorNumber(errno)
            }
        }
        return made
    }

    /// Writes all bytes to a descriptor: 0, or the error number.
    package static func writeAll(_ fd: Int32, _ bytes: some Collection<UInt8>) -> Int32 {
        let done = bytes.withContiguousStorageIfAvailable { push(fd, UnsafeRawBufferPointer($0)) }
        return done ?? Array(bytes).withUnsafeBytes { push(fd, $0) }
    }

    private static func push(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
        var rest = bytes
        while let base = rest.baseAddress, rest.count > 0 {
            let put = Glibc.write(fd, base, rest.count)
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else { return put == 0 ? EIO : errno }
            rest = UnsafeRawBufferPointer(rebasing: rest[put...])
        }
        return 0
    }
}
