import Glibc
import HostLoading

/// Folders with all in them.
enum FileTree {
    /// Removes a folder and all in it, or a file; links are not followed. What cannot be removed stays.
    static func remove(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? Paths.list(path)) ?? [] where name != "." && name != ".." { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// Makes a folder's list of names last through a loss of power.
    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
