import Glibc
import HostCore
import HostLoading

/// A temporary folder, removed with all in it when the value ends.
struct ScratchFolder: ~Copyable {
    let path: String

    /// A new folder below `$TMPDIR` or `/tmp`.
    init() throws(HostError) {
        let base = ChildEnvironment.value("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/sluice-conform-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw HostError(.file, "no folder can be made in \(base): \(ErrorNumber(errno)); set TMPDIR to another one")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// A folder in it.
    func folder(_ name: String) -> String {
        let inner = Paths.join(path, name)
        mkdir(inner, 0o700)
        return inner
    }

    /// Removes a folder and all in it; links are not followed.
    static func remove(_ path: String) {
        for name in (try? Paths.list(path)) ?? [] where name != "." && name != ".." {
            let inner = Paths.join(path, name)
            var facts = stat()
            guard lstat(inner, &facts) == 0 else { continue }
            if facts.st_mode & S_IFMT == S_IFDIR {
                chmod(inner, 0o700)
                remove(inner)
            } else {
                unlink(inner)
            }
        }
        rmdir(path)
    }
}
