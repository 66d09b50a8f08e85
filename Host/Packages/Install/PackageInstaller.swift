import Glibc
import HostCore
import HostLoading
import HostModels

/// Installs packages, lists and removes them.
public struct PackageInstaller: Sendable {
    /// What shall be installed, and how.
    public struct Order: Sendable {
        /// The package.
        public var package: String
        /// The folder of plugins that it goes into.
        public var folder: String
        /// The SHA-256 that the package must have; `nil` for any.
        public var sha256: String?
        /// Whether it may take the place of a newer version, or of a plugin that no package brought.
        public var isForced = false
        /// The most bytes that it may unpack to.
        public var limit_bytes: Int64 = 4 << 30

        /// An order without anything special.
        public init(package: String, folder: String) {
            self.package = package
            self.folder = folder
        }
    }

    /// What was done.
    public struct Outcome: Sendable {
        /// What is installed now.
        public let package: InstalledPackage
        /// The version that was installed before; `nil` for none.
        public let before: SemanticVersion?
        /// Whether all was there already, so that nothing was done.
        public let wasThere: Bool
        /// SHA-256 of the package.
        public let sha256: String
        /// Where the models are that it brought.
        public let models: [String: String]
    }

    private let scanner: PluginScanner
    private let models: ModelStore
    private let allowed: AllowedPlugins

    /// An installer.
    /// - Parameters:
    ///   - scanner: Describes libraries in a child.
    ///   - models: Where models go.
    ///   - allowed: Which libraries may be loaded: no other is installed.
    public init(scanner: PluginScanner, models: ModelStore, allowed: AllowedPlugins) {
        self.scanner = scanner
        self.models = models
        self.allowed = allowed
    }

    /// Verifies a package and installs it: wholly, or not at all. Its library is described in a child; nothing of it is
    /// loaded here.
    /// - Throws: The first thing that is wrong with the package, or that it cannot be installed beside.
    public func install(_ order: Order) throws(HostError) -> Outcome {
        let folder = try PluginFolder(order.folder, makes: true)
        try folder.hold()
        do throws(HostError) {
            return try install(order, into: folder)
        } catch {
            folder.withdraw()
            throw error
        }
    }

    private func install(_ order: Order, into folder: PluginFolder) throws(HostError) -> Outcome {
        let staged = try folder.stage()
        defer { FileTree.remove(staged) }
        let reader = try PackageReader(order.package, expected: order.sha256, limit_bytes: order.limit_bytes)
        let (contents, sha256) = try reader.unpack(into: staged)
        try PackageCheck(order.package, contents, scanner, allowed).check(staged)
        let before = InstalledPackage(contents.name, in: folder)
        if let before, before.contents == contents, before.changedFiles.isEmpty {
            return Outcome(
                package: before, before: before.contents.version, wasThere: true, sha256: sha256,
                models: try takeModels(contents, staged))
        }
        if !order.isForced { try checkPlace(contents, before, folder, order.package) }
        let taken = try takeModels(contents, staged)
        try dropModels(contents, staged)
        let place = try folder.keep(staged, contents)
        try folder.commit(place, contents.name)
        folder.prune(contents.name, keeping: [place, before?.place].compactMap { $0 })
        guard let installed = InstalledPackage(contents.name, in: folder) else {
            throw HostError(.fault, "\(contents.name) is not found in \(folder.path) after it was installed")
        }
        return Outcome(
            package: installed, before: before?.contents.version, wasThere: false, sha256: sha256, models: taken)
    }

    /// What is there already and may not be replaced without being asked for.
    private func checkPlace(
        _ contents: PackageContents, _ before: InstalledPackage?, _ folder: PluginFolder, _ package: String
    ) throws(HostError) {
        let remedy = "--force replaces it"
        if let before, contents.version < before.contents.version {
            throw HostError(
                .state,
                "\(contents.name) \(before.contents.version) is installed in \(folder.path), and \(package) is the older "
                    + "\(contents.version); \(remedy)")
        }
        if let before, !(before.contents.version < contents.version), before.contents != contents {
            throw HostError(
                .state,
                "\(contents.name) \(before.contents.version) is installed in \(folder.path), and \(package) is another "
                    + "build of the same version; \(remedy)")
        }
        var facts = stat()
        if before == nil, lstat(folder.link(contents.name), &facts) == 0 {
            throw HostError(.state, "\(folder.link(contents.name)) is there, and no package brought it; \(remedy)")
        }
        try checkStages(contents, folder, package)
    }

    /// Two plugins with one stage would make each name ambiguous.
    private func checkStages(_ contents: PackageContents, _ folder: PluginFolder, _ package: String) throws(HostError) {
        for name in (try? Paths.list(folder.path)) ?? [] where name.hasSuffix(".so") {
            let path = "\(folder.path)/\(name)"
            guard path != folder.link(contents.name), let sidecar = Sidecar.read(for: Paths.real(path) ?? path) else {
                continue
            }
            for stage in sidecar.json["stages"]?.arrayValue ?? [] {
                guard let id = stage["id"]?.stringValue, contents.stages.contains(where: { $0.id == id }) else {
                    continue
                }
                throw HostError(
                    .state,
                    "the stage \(id) of \(package) is in \(path) already, and a graph could not tell the two apart; "
                        + "remove that one, or name another folder with --to")
            }
        }
    }

    private func takeModels(_ contents: PackageContents, _ staged: String) throws(HostError) -> [String: String] {
        var taken: [String: String] = [:]
        for model in contents.models where model.isIncluded {
            taken[model.entry.name] = try models.adopt(model.entry, file: "\(staged)/models/\(model.entry.file)")
        }
        return taken
    }

    /// The store of models has them now; twice would be a waste.
    private func dropModels(_ contents: PackageContents, _ staged: String) throws(HostError) {
        for file in contents.files where file.role == .model { unlink("\(staged)/\(file.path)") }
        rmdir("\(staged)/models")
    }
}

extension PackageInstaller {
    /// The packages in a folder, by name.
    public static func list(_ path: String) throws(HostError) -> [InstalledPackage] {
        let folder = try PluginFolder(path, makes: false)
        return ((try? Paths.list(folder.path)) ?? []).filter { $0.hasSuffix(".so") }
            .compactMap { InstalledPackage(String($0.dropLast(3)), in: folder) }
    }

    /// Removes a package from a folder. Its models stay: others may use them.
    /// - Parameter id: Its name, or the id of one of its stages.
    /// - Throws: `missing` when none answers to the id, `usage` when several do.
    public static func remove(_ id: String, from path: String) throws(HostError) -> InstalledPackage {
        let folder = try PluginFolder(path, makes: false)
        let all = try list(path)
        let found = all.filter { $0.answers(to: id) }
        guard let package = found.first else {
            let near = Nearest.name(to: id, among: all.map(\.contents.name)).map { "did you mean \($0)?" }
            throw HostError(
                .missing,
                "no package '\(id)' is installed in \(folder.path); \(near ?? "'sluice install --list' shows those there are")"
            )
        }
        guard found.count == 1 else {
            let names = found.map(\.contents.name).joined(separator: " and ")
            throw HostError(.usage, "'\(id)' is in the packages \(names); name one of them")
        }
        try folder.hold()
        guard unlink(package.library) == 0 else { throw folder.failure(package.library, "cannot be removed", errno) }
        FileTree.sync(folder.path)
        FileTree.remove("\(folder.store)/\(package.contents.name)")
        return package
    }
}
