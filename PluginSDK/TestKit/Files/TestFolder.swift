import Glibc

/// A fresh folder for one test, removed with all in it when the value ends.
public final class TestFolder: Sendable {
    /// Its path, without a slash at the end.
    public let path: String

    /// Makes a folder below the system's folder for temporary files.
    public init() {
        var template = Array("/tmp/sluice-test-XXXXXX".utf8CString)
        if let base = getenv("TMPDIR") { template = Array("\(String(cString: base))/sluice-test-XXXXXX".utf8CString) }
        let made = mkdtemp(&template) != nil
        precondition(made, "no temporary folder can be made")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { TestFolder.remove(path) }

    /// The path of something in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// Names of all that lies in it, sorted; folders below are not entered.
    public var names: [String] { TestFolder.names(path) }

    /// The bytes of a file in it; `nil` when there is none.
    public func bytes(_ name: String) -> [UInt8]? {
        guard let file = fopen(self.file(name), "rb") else { return nil }
        defer { fclose(file) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { result += chunk[..<count] }
        return result
    }

    /// The text of a file in it; `nil` when there is none.
    public func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    private static func names(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var result: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    private static func remove(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        if facts.st_mode & S_IFMT == S_IFDIR {
            for name in names(path) { remove(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
