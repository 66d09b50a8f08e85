import Glibc
import HostCore
import HostLoading

/// A folder of plugins that packages are installed into.
///
/// ```text
/// DIR/NAME.so ─▶ .packages/store/NAME/1.2.0-3b5c12ab/NAME.so   what a search finds: the one thing that a commit changes
/// DIR/.packages/store/NAME/1.2.0-3b5c12ab/                      a package, unpacked, whole
/// DIR/.packages/staging/4711/                                   one under way; what a killed install left is swept
/// DIR/.packages/lock                                            held by whoever changes something
/// ```
final class PluginFolder {
    let path: String
    private var lock: Int32 = -1
    /// Folders that were not there before.
    private var made: [String] = []

    /// A folder, which is made when it is not there.
    /// - Throws: `file` when it cannot be used, or when others could put files into it.
    init(_ path: String, makes: Bool) throws(HostError) {
        if makes {
            do throws(ErrorNumber) { made = try AtomicFile.makeFolders(path) } catch {
                throw HostError(.file, "the plugin folder \(path) cannot be made: \(error); name another with --to")
            }
        }
        guard let real = Paths.real(path) else {
            throw HostError(.missing, "the plugin folder \(path) is not there; name one with --to")
        }
        self.path = real
        if let distrust = Self.distrust(real) {
            throw HostError(.file, "the plugin folder \(path) \(distrust)")
        }
    }

    deinit { if lock >= 0 { close(lock) } }

    private static func distrust(_ path: String) -> String? {
        do throws(ErrorNumber) {
            let facts = try FileFacts(path)
            return facts.isFolder ? facts.distrust : "is no folder; name another with --to"
        } catch {
            return "cannot be read: \(error)"
        }
    }

    private var hidden: String { "\(path)/.packages" }
    private var staging: String { "\(hidden)/staging" }
    var store: String { "\(hidden)/store" }

    /// The name under which a search finds a package.
    func link(_ name: String) -> String { "\(path)/\(name).so" }

    /// Keeps all others from changing the folder until this value is gone, and sweeps what a killed one left.
    func hold() throws(HostError) {
        for folder in [hidden, staging, store] where mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw failure(folder, "cannot be made", errno)
        }
        lock = open("\(hidden)/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0, waitForLock() else {
            throw HostError(
                .state, "another 'sluice install' is changing \(path) (\(ErrorNumber(errno))); wait until it is done")
        }
        for name in (try? Paths.list(staging)) ?? [] where name != "." && name != ".." {
            FileTree.remove("\(staging)/\(name)")
        }
    }

    /// Takes back the folder if it was made for an install that came to nothing, and holds nothing.
    func withdraw() {
        guard !made.isEmpty, rmdir(staging) == 0, rmdir(store) == 0 else { return }
        unlink("\(hidden)/lock")
        rmdir(hidden)
        for folder in made.reversed() { rmdir(folder) }
    }

    /// Another one is done in a moment; and a child of this process may hold a copy of the descriptor until it has become
    /// another program.
    private func waitForLock() -> Bool {
        for _ in 0..<50 {
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(100_000)
        }
        return false
    }

    /// A new folder to unpack into.
    func stage() throws(HostError) -> String {
        let folder = "\(staging)/\(getpid())"
        guard mkdir(folder, 0o755) == 0 else { throw failure(folder, "cannot be made", errno) }
        return folder
    }

    /// Takes a folder that was staged into the store. It is not found by searches yet. A name that is taken stays what it
    /// is: a search may find that one.
    /// - Returns: Its name in the store, `NAME/VERSION-SUM`.
    func keep(_ staged: String, _ contents: PackageContents) throws(HostError) -> String {
        let home = "\(store)/\(contents.name)"
        if mkdir(home, 0o755) != 0, errno != EEXIST { throw failure(home, "cannot be made", errno) }
        FileTree.sync(staged)
        let plain = "\(contents.name)/\(contents.version)-\(contents.sha256.prefix(8))"
        var place = plain
        var number = 1
        while access("\(store)/\(place)", F_OK) == 0 {
            number += 1
            place = "\(plain)-\(number)"
        }
        guard rename(staged, "\(store)/\(place)") == 0 else {
            throw failure("\(store)/\(place)", "cannot be made", errno)
        }
        FileTree.sync(home)
        return place
    }

    /// Lets searches find a package of the store, in one step.
    func commit(_ place: String, _ name: String) throws(HostError) {
        let made = "\(staging)/\(getpid())-link"
        unlink(made)
        guard symlink(".packages/store/\(place)/\(name).so", made) == 0, rename(made, link(name)) == 0 else {
            throw failure(link(name), "cannot be written", errno)
        }
        FileTree.sync(path)
    }

    /// The package that a search finds under a name, as its place in the store; `nil` for none, or for a file that no
    /// package brought.
    func place(of name: String) -> String? {
        var text = [CChar](repeating: 0, count: 4096)
        let count = readlink(link(name), &text, 4095)
        guard count > 0 else { return nil }
        let target = String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let parts = target.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == ".packages", parts[1] == "store", parts[2] == name,
            parts[4] == "\(name).so", !parts[3].isEmpty, !parts[3].hasPrefix(".")
        else { return nil }
        return "\(parts[2])/\(parts[3])"
    }

    /// Removes older packages of a name but the one before: a running host may still start workers from that.
    func prune(_ name: String, keeping places: [String]) {
        for version in (try? Paths.list("\(store)/\(name)")) ?? [] where version != "." && version != ".." {
            if !places.contains("\(name)/\(version)") { FileTree.remove("\(store)/\(name)/\(version)") }
        }
    }

    func failure(_ path: String, _ what: String, _ number: Int32) -> HostError {
        HostError(.file, "\(path) \(what): \(ErrorNumber(number)); make the folder writable, or name another with --to")
    }
}
