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
        guard let version = SemanticVersion(library.manifest.version) else {
            throw HostError(
                .plugin,
                "the plugin \(path) has the version '\(library.manifest.version)', which is none by semver.org; "
                    + "state one such as 1.2.0")
        }
        self.version = version
        for stage in library.manifest.stages where stage.license.isEmpty {
            throw HostError(
                .plugin,
                "the stage \(stage.id) of \(path) states no licence, so nobody may pass it on; state its SPDX id in "
                    + "the manifest")
        }
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
