import CArchive
import Glibc
import HostCore
import HostLoading

/// Writes a package file, as a whole or not at all: beside its target, then renamed over it.
final class ArchiveWriter {
    private let path: String
    private let part: String
    private let descriptor: Int32
    private var writer: OpaquePointer?

    /// Opens the file.
    init(_ path: String) throws(HostError) {
        self.path = path
        part = "\(path).\(getpid()).part"
        descriptor = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw HostError(.file, "the package \(path) cannot be written: \(ErrorNumber(errno)); name another place")
        }
        var why = shim_archive_why()
        writer = shim_archive_write(descriptor, &why)
        if writer == nil { throw HostError(.missing, "the package \(path) cannot be written: \(ArchiveText.of(why))") }
    }

    deinit {
        var why = shim_archive_why()
        if let writer { _ = shim_archive_finish(writer, &why) }
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(part)
    }

    /// Adds a file from memory.
    func add(_ name: String, _ bytes: [UInt8]) throws(HostError) {
        try begin(name, Int64(bytes.count))
        try bytes.withUnsafeBufferPointer { all throws(HostError) in try put(UnsafeRawBufferPointer(all)) }
    }

    /// Adds a file from a descriptor, which must hold what was hashed before.
    func add(_ file: PackagedFile, from source: borrowing SourceFile) throws(HostError) {
        try begin(file.path, file.size_bytes)
        var sum = SHA256Sum()
        var at: Int64 = 0
        while at < file.size_bytes {
            let piece = try source.read(at: at, limit_bytes: Int(min(1 << 18, file.size_bytes - at)))
            if piece.isEmpty { break }
            piece.withUnsafeBytes { sum.add($0) }
            try piece.withUnsafeBufferPointer { all throws(HostError) in try put(UnsafeRawBufferPointer(all)) }
            at += Int64(piece.count)
        }
        guard sum.end() == file.sha256 else {
            throw HostError(.file, "\(source.path) was written to while it was packed; nothing is kept, pack again")
        }
    }

    /// Ends the file and puts it in its place.
    /// - Returns: Its SHA-256.
    func finish() throws(HostError) -> String {
        var why = shim_archive_why()
        guard let ended = writer, shim_archive_finish(ended, &why) == 0 else {
            writer = nil
            throw failure(ArchiveText.of(why))
        }
        writer = nil
        do throws(ErrorNumber) {
            let sum = try SHA256.text(descriptor: descriptor)
            guard fsync(descriptor) == 0, rename(part, path) == 0 else { throw ErrorNumber(errno) }
            return sum
        } catch {
            throw failure("\(error)")
        }
    }

    private func begin(_ name: String, _ bytes: Int64) throws(HostError) {
        var why = shim_archive_why()
        if shim_archive_add(writer, name, bytes, &why) != 0 { throw failure(ArchiveText.of(why)) }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(HostError) {
        var why = shim_archive_why()
        guard bytes.isEmpty || shim_archive_put(writer, bytes.baseAddress, UInt64(bytes.count), &why) == 0 else {
            throw failure(ArchiveText.of(why))
        }
    }

    private func failure(_ why: String) -> HostError {
        HostError(.file, "the package \(path) cannot be written: \(why)")
    }
}

/// What libarchive says, as text.
enum ArchiveText {
    static func of(_ why: shim_archive_why) -> String {
        withUnsafeBytes(of: why.text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
        }
    }
}
