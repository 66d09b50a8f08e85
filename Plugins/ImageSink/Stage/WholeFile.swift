import Glibc
import PluginSDK

/// Writes a file that others see whole or not at all: under another name first, then renamed.
enum WholeFile {
    /// - Throws: `io` with the path and the system's reason; nothing is left behind then.
    static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(StageError) {
        let folder = Files.parent(of: path)
        let name = path.dropFirst(folder == "." ? 0 : folder.utf8.count + (folder == "/" ? 0 : 1))
        let part = "\(folder)/.\(name).part"
        let descriptor = try open(part, folder)
        var failure = Files.write(bytes.bytes, to: descriptor).failure
        if close(descriptor) != 0, failure == nil { failure = errno }
        if failure == nil, rename(part, path) != 0 { failure = errno }
        if let failure {
            unlink(part)
            throw StageError(.io, "cannot write \(path): \(Files.reason(failure))")
        }
    }

    private static func open(_ path: String, _ folder: String) throws(StageError) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        var descriptor = Glibc.open(path, flags, 0o666)
        if descriptor < 0, errno == ENOENT {
            try Files.makeFolder(folder)
            descriptor = Glibc.open(path, flags, 0o666)
        }
        guard descriptor >= 0 else { throw StageError(.io, "cannot write into \(folder): \(Files.reason(errno))") }
        return descriptor
    }
}
