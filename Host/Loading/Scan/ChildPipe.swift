import CHostShim
import Glibc

/// A pipe from a child: the parent reads without waiting and keeps the last bytes, up to a limit.
package struct ChildPipe: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    /// How many bytes came, kept or not.
    package private(set) var total_bytes = 0
    /// The reading end; -1 once the child has closed its end.
    package private(set) var reader: Int32
    /// The child's end; -1 once the parent has closed it.
    package private(set) var writer: Int32
    private let limit_bytes: Int

    /// Makes a pipe whose ends are out of the way of descriptors 0 to 3.
    package init(keeping limit_bytes: Int) throws(ErrorNumber) {
        var ends: [Int32] = [-1, -1]
        let status = shim_pipe(&ends)
        guard status == 0 else { throw ErrorNumber(-status) }
        let writer = fcntl(ends[1], F_DUPFD_CLOEXEC, 10)
        let error = errno
        close(ends[1])
        guard writer >= 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else {
            close(ends[0])
            throw ErrorNumber(error)
        }
        reader = ends[0]
        self.writer = writer
        self.limit_bytes = limit_bytes
    }

    deinit {
        if reader >= 0 { close(reader) }
        if writer >= 0 { close(writer) }
    }

    /// Lets go of the child's end, so that its end shows here.
    package mutating func closeWriter() {
        if writer >= 0 { close(writer) }
        writer = -1
    }

    /// Takes what has come. Returns at once.
    package mutating func drain() {
        while reader >= 0 {
            var got = 0
            let part = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, initialized in
                got = read(reader, buffer.baseAddress, buffer.count)
                initialized = max(0, got)
            }
            if got < 0 && errno == EINTR { continue }
            if got < 0 && errno == EAGAIN { return }
            guard got > 0 else {
                close(reader)
                reader = -1
                return
            }
            keep(part)
            if bytes.count >= limit_bytes { return }
        }
    }

    /// What is kept, which is then not kept any more.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func keep(_ part: [UInt8]) {
        total_bytes += part.count
        bytes += part
        if bytes.count > limit_bytes { bytes.removeFirst(bytes.count - limit_bytes) }
    }
}
