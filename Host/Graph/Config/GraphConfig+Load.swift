import HostCore

/// What a graph is made from beside its files.
public struct GraphInputs: Sendable {
    /// How files are read.
    public var files: any FileReader
    /// The value of an environment variable; `nil` when it is not set.
    public var environment: @Sendable (String) -> String?
    /// Overrides in the order of the command line, each `path.to.key=value`.
    public var overrides: [String]
    /// A recording that stands in the place of all streams; `nil` for none.
    public var replay: ReplayInputs?

    /// What a graph is made from.
    public init(
        files: any FileReader, environment: @escaping @Sendable (String) -> String? = { _ in nil },
        overrides: [String] = []
    ) {
        self.files = files
        self.environment = environment
        self.overrides = overrides
    }
}

/// A recording, as far as a graph that is fed with it is concerned.
public struct ReplayInputs: Sendable {
    /// The file, as the user named it.
    public var path: String
    /// The edges that it has, and the pixel format of those that carry frames.
    public var edges: [String: PixelFormat?]

    /// A recording.
    public init(path: String, edges: [String: PixelFormat?]) {
        (self.path, self.edges) = (path, edges)
    }
}

extension GraphConfig {
    /// Reads a graph file and all it includes, applies overrides and variables, and checks the grammar. Runs nothing.
    /// Findings, also those that leave nothing usable, are in ``findings``.
    public static func load(_ file: String, _ inputs: GraphInputs) -> GraphConfig {
        let log = FindingLog()
        var loader = GraphLoader(inputs: inputs, log: log)
        let root = loader.load(file)
        var declarations = GraphGrammar(log: log, inputs: inputs, file: file)
        if let root { declarations.read(root) }
        return GraphConfig(
            file: file, files: loader.files, name: declarations.name ?? defaultName(file),
            plugins: declarations.plugins, allowedPlugins: declarations.allowedPlugins, threads: declarations.threads,
            record: declarations.record, isReplay: inputs.replay != nil, findings: log.findings.inOrder(),
            pluginDefaults: declarations.pluginDefaults, streams: declarations.streams, stages: declarations.stages,
            brokenNames: declarations.brokenNames)
    }

    private static func defaultName(_ file: String) -> String {
        let name = Path.name(file)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
