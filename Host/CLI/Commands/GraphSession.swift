import Glibc
import HostCapture
import HostCore
import HostGraph
import HostLoading

/// A graph file as a command gets it: read, its plugins looked up, checked.
struct GraphSession {
    let config: GraphConfig
    let catalogue: PluginCatalogue
    let validation: Validation
    private let pluginFindings: [Finding]
    private let sourceFindings: [Finding]

    /// Reads and checks the graph file that the command line names. Loads no plugin.
    /// - Parameter mode: How much may be done to find out what plugins hold.
    /// - Throws: `missing` when plugins must be scanned and cannot be.
    /// - Parameters:
    ///   - file: Read instead of the one that the command line names.
    ///   - overrides: Changes on top of those of the command line.
    ///   - first: Plugin files that come before all others, the first of them before the next; what they hold counts in
    ///     no other file.
    ///   - replay: A recording in the place of all streams.
    init(
        _ arguments: Arguments, mode: PluginCatalogue.Mode, file: String? = nil, overrides: [String] = [],
        first: [String] = [], replay: ReplayInputs? = nil
    ) throws(HostError) {
        var inputs = GraphInputs(
            files: SystemFileReader(), environment: { name in getenv(name).map { String(cString: $0) } },
            overrides: arguments.texts(CommonOptions.set.name) + overrides)
        inputs.replay = replay
        config = GraphConfig.load(file ?? arguments.operands[0], inputs)
        let places = first.map { PluginPlace($0, .commandLine) }
        catalogue = try PluginCatalogue.load(
            searchPath: places + PluginFolders.places(arguments, graph: config.plugins), mode: mode,
            clock: SystemClock(), allowed: PluginFolders.allowed(config))
        pluginFindings = catalogue.findings + Self.refused(first, catalogue)
        validation = Validation.of(
            config, catalogue: catalogue.stages.preferring(Set(first.map(Self.realPath))),
            files: inputs.files, hasWorkers: WorkerProgram.isThere)
        sourceFindings = replay == nil ? validation.graph?.streams.compactMap(Self.finding) ?? [] : []
    }

    /// What is wrong with a source's address.
    private static func finding(_ stream: StreamPlan) -> Finding? {
        do throws(HostError) {
            try CaptureFactory.check(CaptureRequest(stream))
            return nil
        } catch {
            return Finding(.error, "wrong-source", error.message, at: error.site ?? stream.site)
        }
    }

    /// The path without links; as it stands where it leads nowhere.
    static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Plugin files that were asked for by name and cannot be used: what is elsewhere does not take their place.
    private static func refused(_ files: [String], _ catalogue: PluginCatalogue) -> [Finding] {
        let paths = Set(files.map(realPath))
        return catalogue.refused.filter { paths.contains($0.path) }.map { library in
            Finding(
                .error, "unloadable-stage", "the plugin \(library.path) \(library.failure.message)", remedy: "",
                at: Site())
        }
    }

    /// All that is wrong or doubtful, in the order of the files' lines.
    var findings: [Finding] { (pluginFindings + validation.findings + sourceFindings).inOrder() }

    /// The graph, when nothing is wrong.
    var graph: ValidatedGraph? { findings.hasErrors ? nil : validation.graph }

    /// 2 when something is wrong with what the user wrote, 3 when all that is wrong is a plugin that cannot be used.
    var status: ExitStatus {
        let errors = findings.filter { $0.severity == .error }
        if errors.isEmpty { return .done }
        return errors.allSatisfy(Self.isMissing) ? .missing : .wrong
    }

    /// A name that nothing is close to is taken for a plugin that is not there, not for a slip of the pen.
    private static func isMissing(_ finding: Finding) -> Bool {
        switch finding.code {
        case "unloadable-stage", "missing-plugins", "untrusted-plugins", "no-workers": true
        case "unknown-stage": !finding.remedy.hasPrefix("write ")
        default: false
        }
    }

    /// The graph; when there is none, its findings are shown.
    func graphOrReport() -> ValidatedGraph? {
        for finding in findings { Console.message("\(finding)\n") }
        return graph
    }
}
