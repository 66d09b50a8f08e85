import HostCore
import HostLoading

/// Holds an unpacked library against what the package says of it, and against this host.
struct PackageCheck {
    private let package: String
    private let contents: PackageContents
    private let scanner: PluginScanner
    private let allowed: AllowedPlugins

    init(_ package: String, _ contents: PackageContents, _ scanner: PluginScanner, _ allowed: AllowedPlugins) {
        self.package = package
        self.contents = contents
        self.scanner = scanner
        self.allowed = allowed
    }

    /// Checks what lies in a folder. The library is described in a child, under the sandbox of scans, and only when it is
    /// one that may be loaded.
    /// - Throws: The first thing that does not fit.
    func check(_ folder: String) throws(HostError) {
        let path = Paths.join(folder, contents.library)
        let identity = try identity(path)
        guard identity.buildID == contents.buildID else {
            throw broken("lists the build \(contents.buildID), and its library is \(identity.buildID)")
        }
        if let refusal = allowed.refusal(of: path, sha256: contents.sha256) {
            throw HostError(.plugin, "the plugin \(contents.name) of the package \(package) \(refusal.message)")
        }
        let sidecar = try readSidecar(path, identity)
        try compare(sidecar.manifest)
        switch try scanner.manifest(of: identity, sha256: contents.sha256) {
        case .failure(let failure): throw refused(failure)
        case .success(let found):
            guard found.manifestJSON.matches(sidecar.json) else {
                throw broken("has a manifest that is not that of its library; it was changed, or made by other means")
            }
        }
    }

    private func identity(_ path: String) throws(HostError) -> LibraryIdentity {
        do throws(LoadFailure) { return try LibraryIdentity(path) } catch { throw refused(error) }
    }

    /// The manifest without what was added when it was put beside the library.
    private func readSidecar(
        _ path: String, _ identity: LibraryIdentity
    ) throws(HostError) -> (json: JSONValue, manifest: LibraryManifest) {
        guard let sidecar = Sidecar.read(for: path), sidecar.describes(identity),
            var object = sidecar.json.objectValue
        else { throw broken("has a manifest that is of another library") }
        object["build_id"] = nil
        object["file"] = nil
        do throws(LoadFailure) {
            return (.object(object), try ManifestCheck.manifest(.object(object)))
        } catch {
            throw refused(error)
        }
    }

    private func compare(_ manifest: LibraryManifest) throws(HostError) {
        let stages = manifest.stages.map { PackageContents.Stage(id: $0.id, version: $0.version) }
        guard stages == contents.stages else { throw broken("lists other stages than its manifest") }
        let version = DescribedLibrary.version(of: manifest)
        guard version == contents.version.description else {
            throw broken("says version \(contents.version), and its manifest \(version)")
        }
    }

    private func refused(_ failure: LoadFailure) -> HostError {
        HostError(.plugin, "the plugin \(contents.name) of the package \(package) \(failure.message)")
    }

    private func broken(_ what: String) -> HostError { HostError(.file, "the package \(package) \(what)") }
}
