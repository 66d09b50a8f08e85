import Glibc

/// Folders that a library needs to be read from.
package enum LibraryFolders {
    /// The library's own folder, also behind links, and where its run path says that others lie.
    package static func of(_ library: LibraryIdentity) -> [String] {
        let folder = Paths.folder(library.path)
        let searched = library.elf.runPath.map { RunPath.expand($0, origin: folder) }
        guard let resolved = realpath(library.path, nil) else { return [folder] + searched }
        defer { free(resolved) }
        let own = Paths.folder(String(cString: resolved))
        return [folder] + (own == folder ? [] : [own]) + searched
    }

    /// The same by path; the folder alone of what cannot be read.
    package static func of(path: String) -> [String] {
        do throws(LoadFailure) {
            return of(try LibraryIdentity(path))
        } catch {
            return [Paths.folder(path)]
        }
    }
}
