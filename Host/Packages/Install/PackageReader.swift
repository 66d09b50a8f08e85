import CArchive
import Glibc
import HostCore
import HostLoading

/// Reads a package of a stranger into a folder, and believes nothing: every name, size and sum is held against the list at
/// its beginning, and that list against its own sum at the end. Nothing is written outside of the folder.
final class PackageReader {
    private let path: String
    private let limit_bytes: Int64
    private let descriptor: Int32
    private let sha256: String
    private var reader: OpaquePointer?

    private static let archiveLimit_bytes: Int64 = 16 << 30

    /// Opens a package.
    /// - Parameters:
    ///   - path: The file.
    ///   - expected: The SHA-256 that it must have; `nil` for any.
    ///   - limit_bytes: The most bytes that its files may have together.
    /// - Throws: `file` for what is no package, or another one than was expected.
    init(_ path: String, expected: String?, limit_bytes: Int64) throws(HostError) {
        self.path = path
        self.limit_bytes = limit_bytes
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw HostError(.file, "the package \(path) cannot be read: \(ErrorNumber(errno))") }
        do throws(HostError) {
            sha256 = try Self.sum(opened, path)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
        if let expected, expected.lowercased() != sha256 {
            throw broken("is not the one that was asked for: its SHA-256 is \(sha256), and \(expected) was expected")
        }
    }

    deinit {
        if let reader { shim_archive_close(reader) }
        close(descriptor)
    }

    private static func sum(_ descriptor: Int32, _ path: String) throws(HostError) -> String {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw HostError(.file, "the package \(path) is no file")
        }
        guard facts.st_size <= archiveLimit_bytes else {
            throw HostError(.limit, "the package \(path) is larger than \(archiveLimit_bytes >> 30) GiB")
        }
        do throws(ErrorNumber) {
            return try SHA256.text(descriptor: descriptor)
        } catch {
            throw HostError(.file, "the package \(path) cannot be read: \(error)")
        }
    }

    /// Unpacks all into a folder that is there and empty.
    /// - Returns: What the package holds, and the SHA-256 of the package.
    /// - Throws: The first thing that is wrong with it.
    func unpack(into folder: String) throws(HostError) -> (contents: PackageContents, sha256: String) {
        var why = shim_archive_why()
        reader = shim_archive_read(descriptor, &why)
        if reader == nil {
            let text = ArchiveText.of(why)
            throw text.hasPrefix("libarchive") ? HostError(.missing, text) : broken("cannot be read: \(text)")
        }
        let list = try takeList()
        let contents: PackageContents
        do throws(HostError) {
            contents = try PackageContents(parsing: list)
        } catch {
            throw HostError(error.code, "the package \(path) \(error.message)")
        }
        try check(contents, folder)
        try write(list, to: Paths.join(folder, PackagePath.contents))
        for file in contents.files { try take(file, into: folder) }
        try takeSeal(list)
        guard try next() == nil else { throw broken("has more files than it lists; it was changed") }
        guard try Self.sum(descriptor, path) == sha256 else { throw broken("was written to while it was read") }
        return (contents, sha256)
    }

    /// What can be known before anything is written.
    private func check(_ contents: PackageContents, _ folder: String) throws(HostError) {
        guard contents.machine == HostMachine.name else {
            throw broken("is for \(PackagePath.shown(contents.machine)), and this machine is \(HostMachine.name)")
        }
        var total: Int64 = 0
        for file in contents.files {
            let (sum, isTooLarge) = total.addingReportingOverflow(file.size_bytes)
            total = isTooLarge ? .max : sum
        }
        guard total <= limit_bytes else {
            throw HostError(
                .limit,
                "the package \(path) unpacks to \(total) bytes, and \(limit_bytes) is the most; --limit raises it")
        }
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return }
        let free = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        if !free.overflow, UInt64(total) > free.partialValue {
            throw HostError(
                .file,
                "the package \(path) unpacks to \(total) bytes, and the disk of \(folder) has \(free.partialValue) left; make "
                    + "room, or name another folder with --to")
        }
    }

    private func takeList() throws(HostError) -> [UInt8] {
        guard let entry = try next(), entry.name == PackagePath.contents else {
            throw broken("is no plugin package: it does not begin with \(PackagePath.contents)")
        }
        return try takeSmall(entry, limit_bytes: PackageContents.limit_bytes)
    }

    private func takeSeal(_ list: [UInt8]) throws(HostError) {
        guard let entry = try next(), entry.name == PackagePath.seal else {
            throw broken("does not end with \(PackagePath.seal); it was cut off or changed")
        }
        let text = String(decoding: try takeSmall(entry, limit_bytes: 4096), as: UTF8.self)
        guard text == "\(SHA256.text(list))  \(PackagePath.contents)\n" else {
            throw broken("has a list of contents that was changed: its sum is another one")
        }
    }

    /// A file in the archive that has a plain name.
    private struct Entry {
        let name: String
        let bytes: Int64
    }

    private func next() throws(HostError) -> Entry? {
        var why = shim_archive_why()
        var entry = shim_archive_entry()
        switch shim_archive_next(reader, &entry, &why) {
        case 0: return nil
        case 1: break
        default: throw broken("is damaged: \(ArchiveText.of(why))")
        }
        let name = withUnsafeBytes(of: entry.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if let flaw = PackagePath.flaw(name) { throw broken("has a file '\(PackagePath.shown(name))' that \(flaw)") }
        switch entry.kind {
        case SHIM_ENTRY_FILE: return Entry(name: name, bytes: entry.bytes)
        case SHIM_ENTRY_LINK: throw broken("has the link '\(name)'; packages hold files alone")
        default: throw broken("has '\(name)', which is no file; packages hold files alone")
        }
    }

    private func takeSmall(_ entry: Entry, limit_bytes: Int) throws(HostError) -> [UInt8] {
        guard (0...Int64(limit_bytes)).contains(entry.bytes) else {
            throw broken("has a file '\(entry.name)' of more than \(limit_bytes) bytes")
        }
        var bytes: [UInt8] = []
        try pieces { piece throws(HostError) in
            bytes += piece
            if bytes.count > limit_bytes { throw self.broken("has a file '\(entry.name)' that is longer than it says") }
        }
        return bytes
    }

    private func take(_ file: PackagedFile, into folder: String) throws(HostError) {
        guard let entry = try next() else { throw broken("ends before its file '\(file.path)'; it was cut off") }
        guard entry.name == file.path else {
            throw broken("has the file '\(entry.name)' where its list has '\(file.path)'; it was changed")
        }
        guard entry.bytes == file.size_bytes else {
            throw broken("has a file '\(file.path)' of \(entry.bytes) bytes, and lists \(file.size_bytes)")
        }
        let target = try StagedFile(folder, file.path)
        var sum = SHA256Sum()
        var total: Int64 = 0
        try pieces { piece throws(HostError) in
            total += Int64(piece.count)
            if total > file.size_bytes { throw self.broken("has a file '\(file.path)' that is longer than it says") }
            sum.add(UnsafeRawBufferPointer(piece))
            try target.write(piece)
        }
        guard total == file.size_bytes else { throw broken("ends within its file '\(file.path)'; it was cut off") }
        let found = sum.end()
        guard found == file.sha256 else {
            throw broken(
                "has a file '\(file.path)' that was changed: its SHA-256 is \(found), and it lists \(file.sha256)")
        }
        try target.finish()
    }

    private func pieces(_ body: (UnsafeBufferPointer<UInt8>) throws(HostError) -> Void) throws(HostError) {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
        defer { buffer.deallocate() }
        while true {
            var why = shim_archive_why()
            let got = shim_archive_take(reader, buffer.baseAddress, UInt64(buffer.count), &why)
            if got < 0 { throw broken("is damaged: \(ArchiveText.of(why))") }
            if got == 0 { return }
            try body(UnsafeBufferPointer(rebasing: buffer[..<Int(got)]))
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(HostError) {
        let file = try StagedFile(Paths.folder(path), Paths.name(path))
        try bytes.withUnsafeBufferPointer { all throws(HostError) in try file.write(all) }
        try file.finish()
    }

    private func broken(_ what: String) -> HostError { HostError(.file, "the package \(path) \(what)") }
}
