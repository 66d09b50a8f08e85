import HostGraph

/// Files that exist in memory only. Folders are those of the files.
struct MemoryFiles: FileReader {
    var workingFolder = "/graphs"
    var texts: [String: String] = [:]

    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] {
        guard let text = texts[path] else { throw FileFailure("No such file or directory") }
        guard text.utf8.count <= limit_bytes else { throw FileFailure("it has more than \(limit_bytes) bytes") }
        return Array(text.utf8)
    }

    func check(_ path: String) throws(FileFailure) {
        guard !path.contains("missing") else { throw FileFailure("No such file or directory") }
    }
}
