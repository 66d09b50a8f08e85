import HostCore

extension PluginCatalogue {
    /// Looks at one library, wherever it lies, as `sluice inspect FILE` does.
    /// - Throws: Why it cannot be used, as an error that names it.
    public static func inspect(
        file: String, workerPath: String = WorkerProgram.path(), clock: any HostClock,
        cache: ScanCache? = .standard(), allowed: AllowedPlugins = .all
    ) throws(HostError) -> PluginLibrary {
        let resolver = LibraryResolver(
            mode: .scan, scanner: PluginScanner(workerPath: workerPath, clock: clock), cache: cache, allowed: allowed)
        switch try resolver.resolve(Paths.real(file) ?? file) {
        case .success(let library): return library
        case .failure(let library): throw HostError(library.failure, library: file)
        }
    }

    /// The inspection of a stage by what a graph's `use:` would say.
    /// - Throws: `missing` for a name that nothing answers to, `plugin` for a stage whose library cannot be used,
    ///   `usage` for a name that several stages answer to.
    public func inspect(stage name: String) throws(HostError) -> StageInspection {
        let entry = try entry(named: name)
        return StageInspection(entry.manifest, library: entry.library)
    }

    /// The stage that a graph's `use:` would mean.
    /// - Throws: As ``inspect(stage:)``.
    public func entry(named name: String) throws(HostError) -> StageCatalogue.Entry {
        switch stages.find(name) {
        case .found(let entry): return entry
        case .ambiguous(let entries):
            let ids = entries.map { "\($0.manifest.id) in \($0.library)" }.joined(separator: " and ")
            throw HostError(.usage, "'\(name)' may be \(ids); write the full id, or name the file")
        case .otherVersions(let entries):
            let versions = entries.map { "\($0.manifest.id) \($0.manifest.version)" }.joined(separator: " and ")
            throw HostError(.missing, "there is no '\(name)', only \(versions); ask for another major version")
        case .failed(let failure):
            throw HostError(.plugin, "the stage '\(name)' is in \(failure.library), which \(failure.reason)")
        case .unknown:
            throw HostError(.missing, "no plugin has a stage '\(name)'; 'sluice plugins' lists what there is")
        }
    }
}
