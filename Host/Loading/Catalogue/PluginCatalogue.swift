import HostCore

/// All plugins on the search path: which stages they hold, and which cannot be used and why. Nothing of them is
/// loaded into this process.
public struct PluginCatalogue: Sendable {
    /// How much may be done to find out what a library holds.
    public enum Mode: Sendable {
        /// Read sidecars and the cache of earlier scans; run nothing.
        case manifestsOnly
        /// Scan in a child what neither of them knows.
        case scan
        /// Scan everything, also what crashed or hung before.
        case rescan
    }

    /// The places that were really searched, in order.
    public let places: [PluginPlace]
    /// Libraries that can be used, in the order in which they were found.
    public private(set) var libraries: [PluginLibrary] = []
    /// Libraries that cannot.
    public private(set) var refused: [RefusedLibrary] = []
    /// Places that are not there or may not be trusted.
    public let findings: [Finding]
    /// The stages, for validating a graph.
    public private(set) var stages = StageCatalogue()

    /// Goes through the search path. A plugin that cannot be used is no error: the catalogue says why. A library that
    /// is found twice, by link or as a copy, counts where it is found first. [control threads only]
    /// - Parameters:
    ///   - searchPath: Where to look, in order.
    ///   - mode: How much may be done to find out.
    ///   - workerPath: Path of the program `sluice-worker`, which scans.
    ///   - clock: What measures the time that a scan takes.
    ///   - cache: What earlier scans found; `nil` for no cache.
    ///   - limit_ns: How long the scan of one library may take.
    ///   - allowed: Which files may be loaded; the others are refused before they are scanned.
    /// - Throws: `missing` when a scan is needed and the worker cannot be started.
    public static func load(
        searchPath: [PluginPlace], mode: Mode, workerPath: String = WorkerProgram.path(), clock: any HostClock,
        cache: ScanCache? = .standard(), limit_ns: Int64 = 5_000_000_000,
        allowed: AllowedPlugins = .all
    ) throws(HostError) -> PluginCatalogue {
        let scanner = PluginScanner(workerPath: workerPath, clock: clock, limit_ns: limit_ns)
        let search = PlaceSearch(searchPath)
        var catalogue = PluginCatalogue(places: search.places, findings: search.findings)
        let resolver = LibraryResolver(mode: mode, scanner: scanner, cache: cache, allowed: allowed)
        var seen: Set<String> = []
        for path in search.libraries {
            let real = Paths.real(path) ?? path
            guard seen.insert(real).inserted else { continue }
            catalogue.add(try resolver.resolve(real))
        }
        return catalogue
    }

    private init(places: [PluginPlace], findings: [Finding]) {
        self.places = places
        self.findings = findings
    }

    private mutating func add(_ result: Result<PluginLibrary, RefusedLibrary>) {
        switch result {
        case .success(let library):
            guard !libraries.contains(where: { $0.buildID == library.buildID }) else { return }
            libraries.append(library)
            stages.add(library.manifest, at: library.path)
        case .failure(let library):
            refused.append(library)
            stages.add(library.catalogueFailure)
        }
    }

    /// The library that a stage's catalogue entry names.
    public func library(at path: String) -> PluginLibrary? { libraries.first { $0.path == path } }
}
