import HostCore
import Synchronization

/// Loads plugins into this process, for good: a library is never unmapped, as what it made may live on. New code is
/// a second file beside the old one.
///
/// Concurrency model: any control thread may call; opening is one at a time, since the contract promises plugins that
/// entry calls do not overlap. The lock is held while a library's constructors run.
public struct PluginLoader: Sendable {
    private struct Key: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private struct State {
        var opened: [Key: LoadedLibrary] = [:]
        var generations: [String: Int] = [:]
    }

    private static let state = Mutex(State())

    /// A loader. All loaders of a process share what is loaded: the dynamic linker knows one list.
    public init() {}

    /// Loads a library, or returns it when it is loaded already.
    /// - Parameters:
    ///   - path: The shared object.
    ///   - buildID: The build that the catalogue knows; `nil` to take what is there.
    ///   - sha256: The content that a list of allowed plugins names; `nil` when there is no list.
    /// - Throws: `missing` for a library or dependency that is not there, `plugin` for a library that cannot be used.
    public func open(
        _ path: String, expecting buildID: String? = nil, sha256: String? = nil
    ) throws(HostError) -> LoadedLibrary {
        do throws(LoadFailure) {
            let real = Paths.real(path) ?? path
            let pinned = try sha256.map { sum throws(LoadFailure) in try PinnedFile(real, approved: sum) }
            let library = try LibraryIdentity(real)
            if let buildID, buildID != library.buildID {
                throw LoadFailure(.unscanned, "was replaced after it was scanned; start again")
            }
            return try Self.state.withLock { state throws(LoadFailure) in try Self.open(library, pinned, &state) }
        } catch {
            throw HostError(error, library: path)
        }
    }

    private static func open(
        _ library: LibraryIdentity, _ pinned: PinnedFile?, _ state: inout State
    ) throws(LoadFailure) -> LoadedLibrary {
        let key = Key(device: library.file.device, inode: library.file.inode)
        if let known = state.opened[key] {
            guard known.buildID == library.buildID else {
                throw LoadFailure(
                    .unlinkable,
                    "was overwritten while it was in use; replace plugins by rename (mv), and start again")
            }
            return known
        }
        let generation = state.generations[library.path, default: 0]
        state.generations[library.path] = generation + 1
        let loaded = LoadedLibrary(library, try LibraryOpening.open(library, generation: generation, pinned: pinned))
        state.opened[key] = loaded
        return loaded
    }
}
