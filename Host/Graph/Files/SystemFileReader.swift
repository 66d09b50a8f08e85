import Glibc

/// Reads files of this machine. Any thread.
public struct SystemFileReader: FileReader {
    /// The folder in which the process started.
    public let workingFolder: String

    /// A reader; takes note of the current folder.
    public init() {
        workingFolder = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            guard let base = buffer.baseAddress, getcwd(base, buffer.count) != nil else { return "/" }
            return String(cString: base)
        }
    }

    /// Reads a regular file, a pipe or a device up to the limit. A folder is refused.
    public func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe that nobody writes would wait for ever.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Self.failure() }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Self.failure() }
        if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure("it is a folder, not a file") }
        _ = fcntl(file, F_SETFL, 0)
        return try Self.readAll(file, limit_bytes: limit_bytes)
    }

    /// Asks the system whether the path may be read.
    public func check(_ path: String) throws(FileFailure) {
        guard access(path, R_OK) == 0 else { throw Self.failure() }
    }

    private static func readAll(_ file: Int32, limit_bytes: Int) throws(FileFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit_bytes else { throw FileFailure("it has more than \(limit_bytes) bytes") }
        }
    }

    private static func failure() -> FileFailure { FileFailure(String(cString: strerror(errno))) }
}
