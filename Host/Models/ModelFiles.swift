import CChecksum
import Glibc
import HostCore

/// Files of models on disk.
enum ModelFiles {
    /// SHA-256 of a file.
    /// - Throws: `file` when it cannot be read.
    static func sha256(_ path: String) throws(HostError) -> String {
        var digits = [CChar](repeating: 0, count: 65)
        let status = shim_sha256_of_file(path, &digits)
        guard status == 0 else { throw failure(path, "cannot be read", status) }
        return String(decoding: digits.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Size of a plain file; `nil` when there is none.
    static func size(_ path: String) -> Int? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(facts.st_size)
    }

    static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    static func read(_ path: String, limit_bytes: Int) throws(HostError) -> [UInt8] {
        guard let size = size(path) else { throw HostError(.file, "\(path) is no file") }
        guard size <= limit_bytes else { throw HostError(.file, "\(path) is larger than \(limit_bytes) bytes") }
        guard let file = fopen(path, "rbe") else { throw failure(path, "cannot be read", errno) }
        defer { fclose(file) }
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }

    /// Copies a file beside its target, then renames it over it.
    static func copy(_ source: String, to target: String) throws(HostError) {
        let part = "\(target).\(getpid()).part"
        defer { unlink(part) }
        guard let input = fopen(source, "rbe") else { throw failure(source, "cannot be read", errno) }
        defer { fclose(input) }
        guard let output = fopen(part, "wbe") else { throw failure(part, "cannot be written", errno) }
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var isWritten = true
        while isWritten {
            let count = fread(&piece, 1, piece.count, input)
            if count == 0 { break }
            isWritten = fwrite(piece, 1, count, output) == count
        }
        let isRead = ferror(input) == 0
        isWritten = fclose(output) == 0 && isWritten
        guard isRead else { throw failure(source, "cannot be read to its end", EIO) }
        guard isWritten, rename(part, target) == 0 else { throw failure(target, "cannot be written", errno) }
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(HostError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o777) != 0, errno != EEXIST { throw failure(made, "cannot be made", errno) }
        }
    }

    /// Plain files at most four folders deep, in the order of their names; at most 10,000 entries are looked at.
    static func search(_ folder: String, depth: Int = 4) -> [String] {
        var left = 10_000
        return search(folder, depth, &left)
    }

    private static func search(_ folder: String, _ depth: Int, _ left: inout Int) -> [String] {
        guard depth > 0, let listing = opendir(folder) else { return [] }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != "..", left > 0 { names.append(name) }
            left -= 1
        }
        closedir(listing)
        var found: [String] = []
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            if isFolder(path) {
                found += search(path, depth - 1, &left)
            } else if size(path) != nil {
                found.append(path)
            }
        }
        return found
    }

    static func failure(_ path: String, _ what: String, _ number: Int32) -> HostError {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return HostError(.file, "\(path) \(what): \(reason)")
    }
}
