import Glibc
import PluginSDK
import Synchronization

/// A file that whole lines are written to. When a write fails in the middle of a line, what was written of it is taken
/// back and the line waits for the next attempt.
final class LineFile {
    /// Lines that wait for room are kept up to this size.
    static let capacity_bytes = 4 << 20
    /// From here on waiting lines are written.
    static let batch_bytes = 64 << 10

    var buffer = JSONBuffer(capacity_bytes: batch_bytes)
    private let path: String
    private let descriptor: Int32
    private let isOwned: Bool
    private let isRegular: Bool

    /// Files that this run has emptied: a stage that is made anew after an error goes on in its file.
    private static let emptied = Mutex<Set<String>>([])

    init(path: String, append: Bool) throws(StageError) {
        self.path = path == "-" ? "standard output" : path
        isOwned = path != "-"
        if isOwned {
            descriptor = try LineFile.open(path, append: append)
        } else {
            descriptor = STDOUT_FILENO
        }
        var facts = stat()
        isRegular = fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
        if append, isOwned, isRegular, !LineFile.endsWithLine(path, facts.st_size) {
            buffer.append("\n")
        }
    }

    deinit { if isOwned { close(descriptor) } }

    private static func open(_ path: String, append: Bool) throws(StageError) -> Int32 {
        try Files.makeFolder(Files.parent(of: path))
        let isFirst = emptied.withLock { $0.insert(path).inserted }
        let emptying = append || !isFirst ? 0 : O_TRUNC
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | emptying, 0o666)
        guard descriptor >= 0 else {
            let code = errno
            _ = emptied.withLock { isFirst ? $0.remove(path) : nil }
            throw StageError(
                .io, "cannot open \(path) for writing: \(Files.reason(code)); choose another path or change its rights")
        }
        return descriptor
    }

    private static func endsWithLine(_ path: String, _ size: Int) -> Bool {
        guard size > 0 else { return true }
        let reader = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard reader >= 0 else { return true }
        defer { close(reader) }
        var last: UInt8 = 0
        return pread(reader, &last, 1, size - 1) != 1 || last == 0x0A
    }

    /// Writes all waiting lines.
    /// - Throws: `io` with the path and the system's reason; lines that were not written stay.
    func flush() throws(StageError) {
        let result = Files.write(buffer.bytes.span.bytes, to: descriptor)
        guard let failure = result.failure else { return buffer.removeFirst(result.bytes) }
        settle(result.bytes)
        throw StageError(.io, "cannot write to \(path): \(Files.reason(failure)); \(waiting) lines wait")
    }

    /// After a failure: takes back a part of a line, where the file allows it.
    private func settle(_ written: Int) {
        let whole = (buffer.bytes[..<written].lastIndex(of: 0x0A) ?? -1) + 1
        var facts = stat()
        let isBack =
            isRegular && whole < written && fstat(descriptor, &facts) == 0
            && ftruncate(descriptor, facts.st_size - (written - whole)) == 0
        buffer.removeFirst(isBack ? whole : written)
    }

    /// Lines in memory.
    var waiting: Int { buffer.bytes.count { $0 == 0x0A } }
}
