import Glibc
import HostCore

/// Writes result files as a whole or not at all: beside the target, then renamed over it. A device or pipe is written
/// as it is.
enum OutputFile {
    /// - Throws: `file`, naming the path and the system's reason.
    static func write(_ text: String, to path: String, for what: String) throws(HostError) {
        try write(to: path, for: what) { $0.append(text) }
    }

    /// Writes what `body` appends, in pieces.
    static func write(
        to path: String, for what: String, _ body: (inout OutputSink) -> Void
    ) throws(HostError) {
        var status = stat()
        let isPlain = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        let part = isPlain ? "\(path).\(getpid()).part" : path
        var error = fill(part, body)
        if error == 0, isPlain, rename(part, path) != 0 { error = errno }
        if error != 0, isPlain { unlink(part) }
        if error != 0 {
            throw HostError(.file, "\(what) cannot be written to '\(path)': \(SystemError.text(error))")
        }
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String, for what: String) throws(HostError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o777) != 0, errno != EEXIST {
                let reason = SystemError.text(errno)
                throw HostError(.file, "the folder '\(path)' for \(what) cannot be made: \(reason)")
            }
        }
        try checkFolder(path, for: what)
    }

    /// Checks, before much work is done for it, that a file can be put where it shall go.
    static func check(_ path: String, for what: String) throws(HostError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            guard status.st_mode & S_IFMT != S_IFDIR else {
                throw HostError(.file, "'\(path)' for \(what) is a folder; give the name of a file")
            }
            return
        }
        let slash = path.lastIndex(of: "/")
        try checkFolder(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".", for: what)
    }

    private static func checkFolder(_ path: String, for what: String) throws(HostError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw HostError(.file, "the folder '\(path)' for \(what) is not there: \(SystemError.text(errno))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw HostError(.file, "'\(path)' for \(what) is no folder; give another one")
        }
        guard access(path, W_OK) == 0 else {
            let reason = SystemError.text(errno)
            throw HostError(.file, "the folder '\(path)' for \(what) cannot be written to: \(reason); give another one")
        }
    }

    private static func fill(_ path: String, _ body: (inout OutputSink) -> Void) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { return errno }
        var sink = OutputSink(file: file)
        body(&sink)
        let error = sink.finish()
        let closed = close(file) == 0 ? 0 : errno
        return error == 0 ? closed : error
    }
}

/// Gathers text for a file and writes it in large pieces. After the first failure nothing more is written.
struct OutputSink {
    private let file: Int32
    private var buffer: [UInt8] = []
    private var error: Int32 = 0
    private static let piece_bytes = 1 << 18

    init(file: Int32) {
        self.file = file
        buffer.reserveCapacity(Self.piece_bytes + 4096)
    }

    mutating func append(_ text: String) {
        buffer += text.utf8
        if buffer.count >= Self.piece_bytes { flush() }
    }

    mutating func finish() -> Int32 {
        flush()
        return error
    }

    private mutating func flush() {
        if error == 0 { error = buffer.withUnsafeBytes { Console.write($0, to: file) } }
        buffer.removeAll(keepingCapacity: true)
    }
}
