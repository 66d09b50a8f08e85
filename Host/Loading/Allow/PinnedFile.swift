import Glibc

/// A plugin's file that was opened once, and is hashed and loaded through that one descriptor: what another process puts
/// in its place meanwhile changes nothing.
///
/// Whoever may write the file itself could still change it between the two, so it must belong to root or the user and be
/// writable by nobody else. A file that is loaded this way keeps its descriptor for the life of the process, since the
/// linker knows it by its number.
package final class PinnedFile {
    /// The SHA-256 of the content.
    package let sha256: String
    let path: String
    private let descriptor: Int32
    private let device: UInt64
    private let inode: UInt64
    private var isKept = false

    /// Opens and hashes a file.
    /// - Throws: Why it is not fit to be hashed and then loaded.
    package init(_ path: String) throws(LoadFailure) {
        self.path = path
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw LoadFailure(.unreadable, "cannot be read: \(ErrorNumber(errno))") }
        do throws(LoadFailure) {
            let facts = try Self.facts(opened)
            (device, inode) = (UInt64(facts.st_dev), UInt64(facts.st_ino))
            if let doubt = Self.doubt(facts) { throw doubt }
            sha256 = try Self.sum(opened, facts)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
    }

    deinit { if !isKept { close(descriptor) } }

    /// Whether it is the file that was found at the path.
    func isSame(as facts: FileFacts) -> Bool { facts.device == device && facts.inode == inode }

    /// The name by which the linker opens this very file. The descriptor stays open from here on: a number that came to
    /// mean another file would bring back the old library.
    func linkerPath() -> String {
        isKept = true
        return "/proc/self/fd/\(descriptor)"
    }

    private static func facts(_ descriptor: Int32) throws(LoadFailure) -> stat {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw LoadFailure(.unreadable, "cannot be read: \(ErrorNumber(errno))")
        }
        return facts
    }

    private static func doubt(_ facts: stat) -> LoadFailure? {
        if facts.st_mode & S_IFMT != S_IFREG { return LoadFailure(.notShared, "is not a file; remove it") }
        guard facts.st_mode & S_IWGRP != 0 else { return nil }
        return LoadFailure(
            .distrusted,
            "may be written by its group, and so could change after it was compared with the list of allowed plugins; "
                + "chmod g-w it")
    }

    /// The sum, when nobody wrote to the file while it was read.
    private static func sum(_ descriptor: Int32, _ before: stat) throws(LoadFailure) -> String {
        let sum: String
        do throws(ErrorNumber) {
            sum = try SHA256.text(descriptor: descriptor)
        } catch {
            throw LoadFailure(.unreadable, "cannot be read: \(error)")
        }
        let after = try facts(descriptor)
        let isSame =
            before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec
            && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_ctim.tv_sec == after.st_ctim.tv_sec
            && before.st_ctim.tv_nsec == after.st_ctim.tv_nsec
        guard isSame else {
            throw LoadFailure(
                .notAllowed, "was written to while it was compared with the list of allowed plugins; start again")
        }
        return sum
    }
}

extension PinnedFile {
    /// Opens a file that must be the one that was approved.
    /// - Parameter sha256: What its content was when the list of allowed plugins was asked.
    package convenience init(_ path: String, approved sha256: String) throws(LoadFailure) {
        try self.init(path)
        guard self.sha256 == sha256 else {
            throw LoadFailure(
                .notAllowed,
                "was replaced after it was compared with the list of allowed plugins: its SHA-256 is now "
                    + "\(self.sha256), and \(sha256) was allowed; start again")
        }
    }
}
