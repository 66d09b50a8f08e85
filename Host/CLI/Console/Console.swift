import Glibc
import HostCore

/// Text to the user: results on stdout, all else on stderr. A reader that has gone away is no error.
enum Console {
    /// Writes a result.
    /// - Throws: `file` when stdout cannot take it, such as a full disk.
    static func out(_ text: String) throws(HostError) {
        let error = write(text, to: STDOUT_FILENO)
        if error != 0, error != EPIPE {
            throw HostError(.file, "the standard output cannot be written: \(SystemError.text(error))")
        }
    }

    /// Writes a message; one that cannot be written is lost.
    static func message(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Writes all of a text: 0, or the error number.
    static func write(_ text: String, to file: Int32) -> Int32 {
        var copy = text
        return copy.withUTF8 { bytes in write(UnsafeRawBufferPointer(bytes), to: file) }
    }

    /// Writes all bytes: 0, or the error number.
    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Int32 {
        var rest = bytes
        while let base = rest.baseAddress, rest.count > 0 {
            let count = Glibc.write(file, base, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, 1000)
                continue
            }
            guard count > 0 else { return count == 0 ? EIO : errno }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return 0
    }
}
