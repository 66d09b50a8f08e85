import HostCore

/// Writes the sidecar manifests of a folder of plugins, as `sluice plugins --write-manifests DIR` does after a build.
public struct ManifestWriter: Sendable {
    /// What was done.
    public struct Outcome: Sendable {
        /// Paths of the manifests that were written.
        public internal(set) var written: [String] = []
        /// Libraries for which there is none now.
        public internal(set) var refused: [RefusedLibrary] = []

        /// A line for each library that cannot be used, and a last one with the counts.
        public var text: String {
            let lines = refused.map { "error: \($0.path) \($0.failure.message)\n" }
            return lines.joined() + "\(written.count) manifest\(written.count == 1 ? "" : "s") written, "
                + "\(refused.count) librar\(refused.count == 1 ? "y" : "ies") refused\n"
        }
    }

    private let scanner: PluginScanner

    /// A writer that scans with the given scanner.
    public init(scanner: PluginScanner) { self.scanner = scanner }

    /// Scans each library in a folder and writes `NAME.plugin.json` beside it, by rename. A library that cannot be
    /// used keeps no valid manifest: an older one is for another build.
    /// - Throws: `missing` when the folder or the worker is not there, `file` when a manifest cannot be written.
    public func write(folder: String) throws(HostError) -> Outcome {
        let names: [String]
        do throws(ErrorNumber) {
            names = try Paths.list(folder).filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }
        } catch {
            throw HostError(.missing, "the plugin folder \(folder) cannot be read: \(error)")
        }
        var outcome = Outcome()
        for name in names { try write(Paths.join(folder, name), &outcome) }
        return outcome
    }

    private func write(_ path: String, _ outcome: inout Outcome) throws(HostError) {
        let library: LibraryIdentity
        do throws(LoadFailure) {
            library = try LibraryIdentity(Paths.real(path) ?? path)
        } catch {
            outcome.refused.append(RefusedLibrary(path, error))
            return
        }
        switch try scanner.manifest(of: library) {
        case .success(let found): outcome.written.append(try Sidecar.write(found.manifestJSON, for: library))
        case .failure(let failure): outcome.refused.append(RefusedLibrary(path, failure))
        }
    }
}
