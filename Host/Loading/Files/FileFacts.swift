import Glibc

/// What the file system says about a path, links followed.
package struct FileFacts: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    let size_bytes: UInt64
    let owner: UInt32
    let mode: UInt32

    /// Asks the file system.
    package init(_ path: String) throws(ErrorNumber) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw ErrorNumber(errno) }
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size_bytes = UInt64(max(0, facts.st_size))
        owner = facts.st_uid
        mode = facts.st_mode
    }

    package var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }

    /// Why nobody should run what lies there: somebody other than root and the user could have put it there.
    package var distrust: String? {
        let user = geteuid()
        if owner != 0 && owner != user {
            return "belongs to user \(owner), and plugins must belong to root or to you; "
                + "chown it, or take it off the search path"
        }
        if mode & S_IWOTH != 0 { return "may be written by everybody; chmod o-w it, or take it off the search path" }
        return nil
    }
}
