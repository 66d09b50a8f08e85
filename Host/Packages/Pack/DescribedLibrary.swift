import HostCore
import HostLoading

/// A library that is to be packed, and what it said about itself in a child.
struct DescribedLibrary {
    let identity: LibraryIdentity
    let library: PluginLibrary
    let version: SemanticVersion

    /// - Throws: `plugin` for what a package must state and the library does not.
    init(_ identity: LibraryIdentity, _ library: PluginLibrary) throws(HostError) {
        self.identity = identity
        self.library = library
        let path = identity.path
        let stated = Self.version(of: library.manifest)
        guard let version = SemanticVersion(stated) else {
            throw HostError(
                .plugin,
                "the plugin \(path) has the version '\(stated)', which is none by semver.org; state one such as 1.2.0")
        }
        self.version = version
        for stage in library.manifest.stages where stage.license.isEmpty {
            throw HostError(
                .plugin,
                "the stage \(stage.id) of \(path) states no licence, so nobody may pass it on; state its SPDX id in "
                    + "the manifest")
        }
    }

    /// The version of a package: that of the stage where there is one, as users know it, else the library's.
    static func version(of manifest: LibraryManifest) -> String {
        manifest.stages.count == 1 ? manifest.stages[0].version : manifest.version
    }

    var licences: [String] {
        Set(library.manifest.stages.map(\.license)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The manifest as it stands beside the library.
    func sidecar(file: String) -> [UInt8] {
        var object = library.manifestJSON.objectValue ?? JSONObject()
        object["build_id"] = .string(library.buildID)
        object["file"] = .string(file)
        return Array((JSONValue.object(object).prettyText + "\n").utf8)
    }
}
