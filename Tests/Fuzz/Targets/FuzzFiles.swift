import Glibc

/// The project's own files, which are where inputs begin.
enum FuzzFiles {
    /// The project's folder.
    static let root = folder(of: folder(of: folder(of: folder(of: #filePath))))

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// The bytes of a file; empty when it is not there.
    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The files of a folder below the project's, in the order of their names.
    static func files(_ folder: String) -> [[UInt8]] { names(folder).map { read("\(root)/\(folder)/\($0)") } }

    /// The names in a folder below the project's.
    static func names(_ folder: String) -> [String] {
        guard let opened = opendir("\(root)/\(folder)") else { return [] }
        defer { closedir(opened) }
        var names: [String] = []
        while let entry = readdir(opened) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
