import Glibc
import HostCore
import HostLoading
import HostModels

/// Makes a package of a plugin: one archive with the library, its manifest, what is to be read, and its models. The same
/// files give the same bytes: entries are sorted, and carry neither times nor owners.
public struct PackageMaker: Sendable {
    /// What goes into a package.
    public struct Order: Sendable {
        /// The plugin's shared object.
        public var library: String
        /// Files and folders to read.
        public var docs: [String] = []
        /// Names of models in the catalogue.
        public var models: [String] = []
        /// Whether the files of the models go in, and not only their names, sums and licences.
        public var includesModelFiles = true
        /// Where the package goes: a file, or a folder that is there; `nil` for the working folder.
        public var output: String?

        /// An order for a library alone.
        public init(library: String) { self.library = library }
    }

    /// What was made.
    public struct Outcome: Sendable {
        /// Path of the package.
        public let path: String
        /// SHA-256 of the package.
        public let sha256: String
        /// What is in it.
        public let contents: PackageContents
    }

    private let scanner: PluginScanner
    private let models: ModelStore

    /// A maker that scans with the given scanner and finds models in the given store.
    public init(scanner: PluginScanner, models: ModelStore) {
        self.scanner = scanner
        self.models = models
    }

    /// Makes a package. The library is described in a child; nothing of it is loaded here.
    /// - Throws: Why the library is no plugin of this host, or which file cannot be packed.
    public func make(_ order: Order) throws(HostError) -> Outcome {
        let described = try describe(order.library)
        let name = AllowedPlugins.name(of: order.library)
        if let flaw = PackagePath.flaw(name) {
            throw HostError(.usage, "the plugin \(order.library) cannot be packed: it \(flaw); rename its file")
        }
        var parts = PackageParts()
        parts.add("\(name).so", .library, file: described.identity.path)
        parts.add("\(name).plugin.json", .manifest, bytes: described.sidecar(file: "\(name).so"))
        try parts.addExpectations(of: order.library, as: name)
        for path in order.docs { try parts.addDocs(path) }
        let listed = try addModels(order, &parts)
        let contents = try parts.contents(name, described, models: listed)
        let path = Self.path(order.output, contents)
        return Outcome(path: path, sha256: try Self.write(contents, parts, to: path), contents: contents)
    }

    private func describe(_ path: String) throws(HostError) -> DescribedLibrary {
        let identity: LibraryIdentity
        do throws(LoadFailure) {
            identity = try LibraryIdentity(Paths.real(path) ?? path)
        } catch {
            throw HostError(.plugin, "the plugin \(path) cannot be packed: it \(error.message)")
        }
        switch try scanner.manifest(of: identity) {
        case .success(let library): return try DescribedLibrary(identity, library)
        case .failure(let failure):
            throw HostError(.plugin, "the plugin \(path) cannot be packed: it \(failure.message)")
        }
    }

    private func addModels(_ order: Order, _ parts: inout PackageParts) throws(HostError) -> [PackageContents.Model] {
        var listed: [PackageContents.Model] = []
        for name in Set(order.models).sorted() {
            guard let entry = models.catalogue.entry(named: name) else { throw models.catalogue.unknown(name) }
            guard !entry.licence.isEmpty else {
                throw HostError(
                    .usage,
                    "the catalogue knows no licence of the model '\(name)', so nobody may pass it on; "
                        + "'sluice models add \(name) --licence SPDX …' states it")
            }
            if order.includesModelFiles {
                parts.add("models/\(entry.file)", .model, file: try models.path(of: name))
            }
            listed.append(PackageContents.Model(entry: entry, isIncluded: order.includesModelFiles))
        }
        return listed
    }

    private static func path(_ output: String?, _ contents: PackageContents) -> String {
        let file = "\(contents.name)-\(contents.version)-\(contents.machine).tar.zst"
        guard let output else { return file }
        var facts = stat()
        let isFolder = stat(output, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
        return isFolder ? Paths.join(output, file) : output
    }

    private static func write(
        _ contents: PackageContents, _ parts: PackageParts, to path: String
    ) throws(HostError) -> String {
        let list = contents.bytes
        guard list.count <= PackageContents.limit_bytes else {
            throw HostError(.limit, "a package of so many files cannot be listed; pack fewer")
        }
        let writer = try ArchiveWriter(path)
        try writer.add(PackagePath.contents, list)
        for file in contents.files {
            switch parts.sources[file.path] {
            case .bytes(let bytes)?: try writer.add(file.path, bytes)
            case .file(let source)?: try writer.add(file, from: SourceFile(source))
            case nil: throw HostError(.fault, "the file \(file.path) of the package has no source")
            }
        }
        try writer.add(PackagePath.seal, Array("\(SHA256.text(list))  \(PackagePath.contents)\n".utf8))
        return try writer.finish()
    }
}
