import HostCore

/// Finds out what a library holds by the cheapest way that can be trusted: sidecar, cache, scan.
struct LibraryResolver {
    let mode: PluginCatalogue.Mode
    let scanner: PluginScanner
    let cache: ScanCache?
    var allowed = AllowedPlugins.all

    /// The manifest of the library at a path, or why it cannot be used.
    /// - Throws: When no scan can be made at all.
    func resolve(_ path: String) throws(HostError) -> Result<PluginLibrary, RefusedLibrary> {
        let sidecar = Sidecar.read(for: path)
        let library: LibraryIdentity
        let sha256: String?
        do throws(LoadFailure) {
            library = try LibraryIdentity(path)
            sha256 = try approve(library)
        } catch {
            return .failure(RefusedLibrary(path, error, stages: knownStages(path, sidecar)))
        }
        let found = try resolve(library, sidecar, sha256)
        return found.map { known in
            var known = known
            known.sha256 = sha256
            return known
        }
    }

    /// Compares a file with the lists of allowed plugins, before anything of it runs.
    /// - Returns: Its SHA-256; `nil` when there is no list.
    private func approve(_ library: LibraryIdentity) throws(LoadFailure) -> String? {
        guard allowed.isRestricted else { return nil }
        let pinned = try PinnedFile(library.path)
        if let refusal = allowed.refusal(of: library.path, sha256: pinned.sha256) { throw refusal }
        return pinned.sha256
    }

    private func resolve(
        _ library: LibraryIdentity, _ sidecar: Sidecar?, _ sha256: String?
    ) throws(HostError) -> Result<PluginLibrary, RefusedLibrary> {
        if mode != .rescan, let known = remembered(library, sidecar) { return known }
        if mode == .manifestsOnly {
            let failure = LoadFailure(.unscanned, "has not been scanned since it was built; run 'sluice plugins'")
            return .failure(RefusedLibrary(library.path, failure, stages: knownStages(library.path, sidecar)))
        }
        return try scan(library, sidecar, sha256)
    }

    private func remembered(
        _ library: LibraryIdentity, _ sidecar: Sidecar?
    ) -> Result<PluginLibrary, RefusedLibrary>? {
        if let sidecar, sidecar.describes(library) { return read(sidecar.json, library, .sidecar) }
        switch cache?.record(of: library) {
        case .described(let json): return read(json, library, .cache)
        case .failed(let failure) where failure.sticks || mode == .manifestsOnly:
            let stages = knownStages(library.path, sidecar)
            return .failure(RefusedLibrary(library.path, failure, isRemembered: true, stages: stages))
        case .failed, nil: return nil
        }
    }

    private func scan(
        _ library: LibraryIdentity, _ sidecar: Sidecar?, _ sha256: String?
    ) throws(HostError) -> Result<PluginLibrary, RefusedLibrary> {
        let older = knownStages(library.path, sidecar)
        switch try scanner.manifest(of: library, sha256: sha256) {
        case .success(let found):
            cache?.keep(.described(found.manifestJSON), of: library, stages: found.manifest.stages.map(\.id))
            return .success(found)
        case .failure(let failure) where failure.kind == .notAllowed:
            return .failure(RefusedLibrary(library.path, failure, stages: older))
        case .failure(let failure):
            cache?.keep(.failed(failure), of: library, stages: older)
            return .failure(RefusedLibrary(library.path, failure, stages: older))
        }
    }

    private func read(
        _ json: JSONValue, _ library: LibraryIdentity, _ source: PluginLibrary.Source
    ) -> Result<PluginLibrary, RefusedLibrary> {
        do throws(LoadFailure) {
            return .success(PluginLibrary(library, try ManifestCheck.manifest(json), json, source))
        } catch {
            return .failure(RefusedLibrary(library.path, error, stages: Sidecar.stages(in: json)))
        }
    }

    private func knownStages(_ path: String, _ sidecar: Sidecar?) -> [String] {
        if let stages = sidecar?.stages, !stages.isEmpty { return stages }
        return cache?.stages(at: path) ?? []
    }
}

extension PluginScanner {
    /// Scans a library and reads what it answered.
    package func manifest(
        of library: LibraryIdentity, sha256: String? = nil
    ) throws(HostError) -> Result<PluginLibrary, LoadFailure> {
        switch try scan(library, sha256: sha256) {
        case .failure(let failure): return .failure(failure)
        case .success(let bytes):
            do throws(LoadFailure) {
                let json = try ManifestCheck.json(bytes)
                return .success(PluginLibrary(library, try ManifestCheck.manifest(json), json, .scan))
            } catch {
                return .failure(error)
            }
        }
    }
}
