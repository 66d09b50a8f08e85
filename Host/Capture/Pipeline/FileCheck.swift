import Glibc
import HostCore

/// What can be seen of a file before GStreamer opens it; its own messages name neither cause nor remedy.
enum FileCheck {
    /// - Throws: `file` when it is missing, a folder, unreadable or empty.
    static func check(_ address: SourceAddress, _ errors: CaptureErrors) throws(HostError) {
        guard case .file(let path) = address else { return }
        var status = stat()
        guard stat(path, &status) == 0 else { throw errno == EACCES ? errors.notReadable() : errors.noSuchFile() }
        if status.st_mode & S_IFMT == S_IFDIR { throw errors.directory() }
        guard access(path, R_OK) == 0 else { throw errors.notReadable() }
        if status.st_mode & S_IFMT == S_IFREG, status.st_size == 0 { throw errors.empty() }
    }
}
