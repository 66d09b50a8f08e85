import Glibc

/// What stages that write files have in common.
public enum Files {
    /// Makes a folder and all folders above it; does nothing when it is there.
    /// - Throws: `io` with the path that could not be made and the system's reason.
    public static func makeFolder(_ path: String) throws(StageError) {
        if path.isEmpty || path == "/" || isFolder(path) { return }
        do throws(StageError) {
            try makeFolder(parent(of: path))
        } catch {
            throw StageError(.io, "cannot make the folder \(path): \(error.message)")
        }
        guard mkdir(path, 0o777) != 0 else { return }
        let code = errno
        if code == EEXIST, isFolder(path) { return }
        let why = code == EEXIST ? "a file of that name is in the way" : reason(code)
        throw StageError(.io, "cannot make the folder \(path): \(why)")
    }

    /// The folder that a path lies in; `.` for a bare name.
    public static func parent(of path: String) -> String {
        var parts = path[...]
        while parts.count > 1, parts.last == "/" { parts.removeLast() }
        guard let slash = parts.lastIndex(of: "/") else { return "." }
        return slash == parts.startIndex ? "/" : String(parts[..<slash])
    }

    /// The system's words for an error number, with the number: `No space left on device (28)`.
    public static func reason(_ code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return "\(String(cString: text)) (\(code))"
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }
}
