import CSluice
import Glibc

/// The steps from a file to its stage classes. They run the library's code: in the scanner's child first, and in the
/// host only when that went well.
package enum LibraryOpening {
    /// Where a library's own code is running; a scan says so before each, to name the place of a crash.
    package enum Phase: String, Sendable {
        case opening, entering, describing

        /// In words, after "crashed".
        package var place: String {
            switch self {
            case .opening: "while it was loaded (constructors)"
            case .entering: "in \(SLUICE_PLUGIN_ENTRY_SYMBOL)"
            case .describing: "in describe"
            }
        }
    }

    private static let reasonLimit_bytes = 4096

    /// What a library that was opened holds. It stays mapped for ever.
    package struct Opened {
        package let table: UnsafePointer<sluice_library>
        package let classes: [(id: String, stageClass: UnsafePointer<sluice_stage_class>)]
    }

    /// Maps a library and asks it for its tables.
    /// - Parameters:
    ///   - library: The library.
    ///   - generation: How many other files this process has mapped from the same path.
    ///   - pinned: The same file, when it was compared with a list of allowed plugins: it is loaded by its descriptor.
    ///   - entering: Called before each part that runs the library's code.
    /// - Throws: What kept it from being used.
    package static func open(
        _ library: LibraryIdentity, generation: Int = 0, pinned: PinnedFile? = nil,
        entering: (Phase) -> Void = { _ in }
    ) throws(LoadFailure) -> Opened {
        entering(.opening)
        let path = try pinned.map { pinned throws(LoadFailure) in try prepare(pinned, library) }
        guard
            let handle = dlopen(path ?? spelling(library.path, generation), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)
        else {
            throw LinkerComplaint.failure(complaint(), library: library.path, needed: library.elf.needed)
        }
        guard let symbol = dlsym(handle, SLUICE_PLUGIN_ENTRY_SYMBOL) else {
            throw LoadFailure(
                .noEntry, "is not a Sluice plugin: it does not export \(SLUICE_PLUGIN_ENTRY_SYMBOL); export it")
        }
        typealias Entry =
            @convention(c) (UInt32, UInt32, UnsafePointer<sluice_text_sink>?) -> UnsafePointer<
                sluice_library
            >?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        entering(.entering)
        let why = TextCollector(limit_bytes: reasonLimit_bytes)
        guard let table = why.collect({ entry(SLUICE_ABI_MAJOR, SLUICE_ABI_MINOR, $0) }) else {
            throw LoadFailure(.refused, "refuses this host: \(why.bytes.isEmpty ? "it gives no reason" : why.text)")
        }
        return Opened(table: table, classes: try TableCheck.classes(table))
    }

    /// The linker knows libraries by the path as it was spelled, and does not look whether the file behind it is still
    /// the same: a replaced file needs another spelling. The folder, and so `$ORIGIN`, stays.
    private static func spelling(_ path: String, _ generation: Int) -> String {
        let detour = String(repeating: "./", count: generation)
        return Paths.folder(path) + "/" + detour + Paths.name(path)
    }

    /// Loads what lies beside a pinned file: by the name of its descriptor the linker would not know its folder.
    /// - Returns: The name to open it by.
    private static func prepare(_ pinned: PinnedFile, _ library: LibraryIdentity) throws(LoadFailure) -> String {
        guard pinned.isSame(as: library.file) else {
            throw LoadFailure(
                .notAllowed, "was replaced while it was compared with the list of allowed plugins; start again")
        }
        let folder = Paths.folder(library.path)
        let beside = library.elf.runPath.filter { $0.hasPrefix("$ORIGIN") || $0.hasPrefix("${ORIGIN}") }
        for needed in library.elf.needed {
            let found = beside.map { Paths.join(RunPath.expand($0, origin: folder), needed) }
            guard let path = found.first(where: { access($0, R_OK) == 0 }) else { continue }
            guard dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) != nil else {
                throw LinkerComplaint.failure(complaint(), library: path, needed: library.elf.needed)
            }
        }
        return pinned.linkerPath()
    }

    private static func complaint() -> String {
        guard let text = dlerror() else { return "the dynamic linker gives no reason" }
        return String(cString: text)
    }
}
