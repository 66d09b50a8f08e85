import HostCore
import HostGraph
import HostLoading

/// How the graph of a run is made: of which file, and with which changes since. The edits of a running graph start here.
struct GraphRecipe: Sendable {
    private let arguments: Arguments
    /// The graph file.
    var file: String
    /// Changes on top of those of the command line, as `--set` takes them.
    var overrides: [String] = []
    /// Streams of the file that are not wanted any more.
    var removedStreams: Set<String> = []
    /// Plugin files that come before all others, and in place of what they hold.
    var libraries: [String] = []

    private let replay: ReplayInputs?

    /// - Parameters:
    ///   - file: The graph file; the first operand of the command line unless given.
    ///   - replay: A recording in the place of all streams.
    init(_ arguments: Arguments, file: String? = nil, replay: ReplayInputs? = nil) {
        self.arguments = arguments
        self.file = file ?? arguments.operands[0]
        self.replay = replay
    }

    /// Reads and checks the file as it is now.
    /// - Throws: `graph` with everything that is wrong, `missing` when a plugin cannot be used.
    func plan() throws(HostError) -> (plan: ValidatedGraph, catalogue: PluginCatalogue) {
        let session = try GraphSession(
            arguments, mode: .scan, file: file, overrides: allOverrides, first: libraries, replay: replay)
        guard let plan = session.graph else {
            let errors = session.findings.filter { $0.severity == .error }.map(\.description)
            throw HostError(session.status == .missing ? .missing : .graph, errors.joined(separator: "\n"))
        }
        return (plan, session.catalogue)
    }

    /// Forgets plugin files whose stages are all taken from files that were named later.
    mutating func forgetHidden(_ catalogue: StageCatalogue) {
        let held = Set(catalogue.preferring(Set(libraries.map(GraphSession.realPath))).entries.map(\.library))
        libraries.removeAll { !held.contains(GraphSession.realPath($0)) }
    }

    private var allOverrides: [String] { overrides + removedStreams.sorted().map { "streams.\($0)=null" } }

    /// Stages of the file that take their items from the given stream, and what their `from` says.
    func consumers(of stream: String) throws(HostError) -> [(stage: String, from: [String])] {
        let session = try GraphSession(
            arguments, mode: .manifestsOnly, file: file, overrides: overrides, first: libraries, replay: replay)
        return session.config.consumers(of: stream)
    }
}
