import CSluice

/// Which build of a library lies at a path, and what its file says about it. Nothing of it has run.
package struct LibraryIdentity: Sendable, Hashable {
    /// The path as it was found.
    package let path: String
    /// Where the file is on its file system.
    let file: FileFacts
    /// The GNU build id in hexadecimal, or `xxh-` and a hash of the content where there is none.
    package let buildID: String
    /// What the file says.
    package let elf: ElfFacts

    /// Looks at a file.
    /// - Throws: Why it cannot be a plugin for this host, as far as that shows from outside.
    package init(_ path: String) throws(LoadFailure) {
        self.path = path
        do throws(ErrorNumber) {
            file = try FileFacts(path)
        } catch {
            throw LoadFailure(.unreadable, "cannot be read: \(error)")
        }
        if file.isFolder { throw LoadFailure(.notShared, "is a folder, not a shared object; remove or rename it") }
        guard file.isRegular else { throw LoadFailure(.notShared, "is not a file; remove it") }
        if let distrust = file.distrust { throw LoadFailure(.distrusted, distrust) }
        let image = try ElfFile(path)
        elf = try image.facts()
        try Self.checkEntry(elf.entryMajors)
        if let built = elf.buildID { buildID = built } else { buildID = try Self.contentID(image.file) }
    }

    private static func checkEntry(_ majors: [UInt32]) throws(LoadFailure) {
        if majors.contains(SLUICE_ABI_MAJOR) { return }
        guard !majors.isEmpty else {
            throw LoadFailure(
                .noEntry,
                "is not a Sluice plugin: it does not export \(SLUICE_PLUGIN_ENTRY_SYMBOL); export it, "
                    + "or move the library out of the plugin folder")
        }
        let spoken = majors.map(String.init).joined(separator: " and ")
        throw LoadFailure(
            .otherContract,
            "is built for contract \(spoken), this host speaks contract \(SLUICE_ABI_MAJOR).\(SLUICE_ABI_MINOR); "
                + "use a build for contract \(SLUICE_ABI_MAJOR)")
    }

    private static func contentID(_ file: RandomFile) throws(LoadFailure) -> String {
        guard file.size_bytes <= 1 << 30, let bytes = file.bytes(at: 0, count: Int(file.size_bytes)) else {
            throw LoadFailure(
                .unreadable, "has no build id and cannot be read as a whole; link it with -Wl,--build-id=sha1")
        }
        return "xxh-" + bytes.withUnsafeBytes { ContentHash.text($0) }
    }
}
