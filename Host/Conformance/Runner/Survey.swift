import HostCore
import HostLoading

/// Asks a library for its stages, in a child.
struct Survey {
    /// What is known of a library.
    struct Known {
        var name = ""
        var stages: [String] = []
        /// Why its stages are not known.
        var failure: LoadFailure?

        /// Failures after which there is nothing to check: a part that is needed is not there.
        var refusal: LoadFailure? {
            guard let failure, failure.kind == .missingDependency else { return nil }
            return failure
        }
    }

    private let library: LibraryIdentity

    init(_ library: LibraryIdentity) { self.library = library }

    func ask(_ settings: SuiteSettings, _ clock: any HostClock) throws(HostError) -> Known {
        let scanner = PluginScanner(workerPath: settings.worker, clock: clock, limit_ns: settings.limit_ns)
        var known = Known()
        switch try scanner.scan(library) {
        case .failure(let failure): known.failure = failure
        case .success(let bytes):
            let manifest = try LibraryManifest(parsing: bytes)
            known.name = "\(manifest.name) \(manifest.version)"
            known.stages = manifest.stages.map(\.id)
        }
        return known
    }
}
