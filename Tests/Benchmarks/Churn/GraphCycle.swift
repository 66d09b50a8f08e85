import CHostShim
import CSluice
import HostCapture
import HostCore
import HostGraph
import HostLoading
import HostMemory
import HostRuntime

/// A graph that is built, fed by a source of its own, drained and closed, again and again.
struct GraphCycle {
    private let plan: ValidatedGraph
    private let clock: LeapClock
    private let loader = PluginLoader()

    /// Checks the graph once.
    /// - Throws: `graph` with what is wrong with it.
    init(_ path: String, plugins: String, clock: LeapClock) throws(HostError) {
        self.clock = clock
        let inputs = GraphInputs(files: SystemFileReader())
        let config = GraphConfig.load(path, inputs)
        let catalogue = try PluginCatalogue.load(
            searchPath: [PluginPlace(plugins, .environment)], mode: .manifestsOnly, clock: clock)
        let validation = Validation.of(config, catalogue: catalogue.stages, files: inputs.files)
        guard let graph = validation.graph, !validation.findings.hasErrors else {
            throw HostError(.graph, validation.findings.map(\.description).joined(separator: "\n"))
        }
        plan = graph
    }

    /// One life of the graph.
    /// - Returns: Frames that went through.
    func run() throws(HostError) -> Int {
        let loader = loader
        let graph = try RunningGraph(plan, options: RunOptions(clock: clock, log: { _, _, _ in })) {
            opening throws(HostError) in
            let entry = opening.entry
            guard let table = try loader.open(entry.library, expecting: nil).stageClass(entry.manifest.id) else {
                throw HostError(.plugin, "\(entry.library) has no \(entry.manifest.id)")
            }
            return table
        }
        let source = try makeSource(graph)
        try graph.start()
        try source.start()
        guard graph.finish(within_ns: 10_000_000_000) else {
            throw HostError(.fault, "the graph did not end within 10 s")
        }
        source.stop()
        let frames = source.statistics.frames
        if let failure = graph.close().first { throw failure }
        return frames
    }

    private func makeSource(_ graph: RunningGraph) throws(HostError) -> any CaptureSource {
        let stream = plan.streams[0]
        guard case .uri(let uri) = stream.source else { throw HostError(.usage, "the graph needs a test: stream") }
        var request = CaptureRequest(name: stream.name, source: .uri(uri), formats: [stream.format])
        request.pace = .max
        let sink = FeedSink(graph.feeds[0], graph.store)
        return try CaptureFactory.make(request, memory: graph.store, clock: clock, sink: sink)
    }
}
