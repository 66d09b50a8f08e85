import HostCore
import HostGraph
import HostIsolation
import HostLoading
import HostModels
import HostReplay
import HostRuntime
import HostSandbox
import Synchronization

/// One run of a graph, from its first stage to its last line.
final class Run {
    private let settings: RunSettings
    private let editor: GraphEditor
    private let screen: Screen
    private let clock: any HostClock
    private let replay: ReplaySession?
    private var recorder: RunRecorder?
    private var recordPoints: [String]?
    private let notes: RunNotes
    private let trace: TraceRecorder?
    private let report: ReportCollector?
    private let firstPlan: ValidatedGraph
    private let catalogue: PluginCatalogue
    private let workers: IsolatedStages
    private var graphStart_ns: Int64 = 0
    private var desk: ControlDesk?

    /// How long the control thread sleeps at most.
    private static let nap_ns: Int64 = 250_000_000

    init(
        _ plan: ValidatedGraph, _ catalogue: PluginCatalogue, _ recipe: GraphRecipe, _ settings: RunSettings,
        screen: Screen, replay: ReplaySession?
    ) {
        firstPlan = plan
        self.replay = replay
        let clock: any HostClock = replay == nil ? SystemClock() : ReplayClock()
        self.clock = clock
        self.catalogue = catalogue
        self.settings = settings
        self.screen = screen
        notes = RunNotes(least: settings.logLevel, screen: screen)
        workers = IsolatedStages(clock: clock, workerPath: WorkerProgram.path(), log: notes.sink)
        editor = GraphEditor(plan, catalogue, recipe, workers: workers, screen: screen, replay: replay)
        trace = settings.trace == nil ? nil : TraceRecorder()
        report = settings.report == nil ? nil : ReportCollector(plan)
    }

    /// Keeps what passes some points, in a file that is made at once.
    func record(_ settings: RecordSettings, _ facts: RecordingFacts, points: [String]?) throws(HostError) {
        recordPoints = points
        recorder = try settings.recorder(facts, log: notes.sink)
    }

    /// Runs until the graph is done, the user stops it, or something fails.
    /// - Throws: What kept it from starting.
    func run() throws(HostError) -> ExitStatus {
        let wallStart_ns = clock.wall_ns
        graphStart_ns = clock.now_ns
        let graph: RunningGraph
        do throws(HostError) {
            graph = try makeGraph()
        } catch {
            workers.close()
            throw error
        }
        let streams: StreamSet
        do throws(HostError) {
            streams = try StreamSet(graph, clock: clock, screen: screen, log: notes.sink, replay: replay)
            try start(graph, streams)
        } catch {
            Interrupts.shared.handle(nil)
            _ = graph.close()
            workers.close()
            throw error
        }
        let wasEnded = wait(graph, streams)
        return finish(graph, streams, wasEnded: wasEnded, wallStart_ns: wallStart_ns)
    }

    private func makeGraph() throws(HostError) -> RunningGraph {
        var options = RunOptions(clock: clock, log: notes.sink)
        options.frameLimit = settings.frames ?? .max
        options.trace = trace
        options.observer = report?.observer
        options.recording = recorder.map { RecordRequest(points: recordPoints, recorder: $0) }
        options.repeatsTime = replay != nil
        let models = try ModelStore(ModelFolders.ofProgram(graph: firstPlan.file))
        options.models = models
        workers.find(models: models)
        announceWorkers()
        return try RunningGraph(firstPlan, options: options, open: editor.opener)
    }

    /// Prepares the workers of isolated stages, and says once what this kernel cannot protect from.
    private func announceWorkers() {
        let isIsolated = firstPlan.nodes.contains { if case .process = $0.isolation { true } else { false } }
        guard isIsolated else { return }
        for warning in Sandbox.support().warnings { notes.sink(LogLevel.warning.rawValue, "sandbox", warning) }
        StageOpener(catalogue, workers: workers).announce(firstPlan)
    }

    private func start(_ graph: RunningGraph, _ streams: StreamSet) throws(HostError) {
        Interrupts.shared.handle { count in
            if count >= 2 { graph.cancel() }
            graph.wake()
        }
        replay?.order?.connect { graph.isQuiet(ended: $0) }
        desk = try ControlDesk(settings, graph, streams, editor, screen: screen)
        try graph.start()
        streams.start()
    }

    /// Waits for the end and shows how it goes.
    /// - Returns: Whether the end came by `--duration`.
    private func wait(_ graph: RunningGraph, _ streams: StreamSet) -> Bool {
        let start_ns = clock.now_ns
        let deadline_ns = settings.duration_ns.map { start_ns + $0 } ?? .max
        var progress = Progress(firstPlan, screen: screen, isQuiet: settings.isQuiet, start_ns: start_ns)
        var isEnding = false
        var wasEnded = false
        while true {
            let now_ns = clock.now_ns
            let signals = Interrupts.shared.count
            if signals >= 2 { break }
            if !isEnding { desk?.serve { statistics(graph, streams) } }
            let isDrained = desk?.isDraining ?? false
            if !isEnding, signals == 1 || isDrained || now_ns >= deadline_ns {
                isEnding = true
                wasEnded = signals == 0
                if signals == 1 || isDrained, !settings.isQuiet {
                    screen.line("stopping: frames under way are finished; press Ctrl-C again to stop at once")
                }
                graph.endSources()
                streams.stop()
                continue
            }
            streams.observe(graph)
            if progress.isDue(now_ns) { progress.show(statistics(graph, streams), now_ns: now_ns) }
            let rest_ns = isEnding ? Self.nap_ns : deadline_ns - now_ns
            if graph.finish(within_ns: min(Self.nap_ns, max(1_000_000, rest_ns))) { break }
        }
        screen.clear()
        return wasEnded
    }

    private func statistics(_ graph: RunningGraph, _ streams: StreamSet) -> RunStatistics {
        var statistics = graph.statistics()
        // The graph counts from its own start; the user waited for the program's.
        statistics.firstFrame_ns = statistics.firstFrame_ns.map { $0 + graphStart_ns - ProcessStart.time_ns }
        streams.add(to: &statistics)
        workers.add(to: &statistics)
        return statistics
    }

    private func finish(
        _ graph: RunningGraph, _ streams: StreamSet, wasEnded: Bool, wallStart_ns: Int64
    ) -> ExitStatus {
        if graph.failure != nil || Interrupts.shared.count >= 2 { graph.cancel() }
        streams.stop()
        desk?.close()
        let elapsed_ns = graph.statistics().elapsed_ns
        var errors = streams.failures
        if let failure = graph.failure { errors.append(failure) }
        errors += graph.close()
        workers.close()
        var result = RunResult(plan: editor.plan, statistics: statistics(graph, streams))
        result.statistics.elapsed_ns = elapsed_ns
        result.wallStart_ns = wallStart_ns
        result.warnings = editor.plan.warnings.map(\.description) + notes.warnings
        result.recording = recorder?.outcome
        result.judge(errors, interrupts: Interrupts.shared.count)
        writeOutputs(&result)
        show(result, alreadyShown: Set(streams.failures.map(\.description)))
        return result.outcome.status
    }

    private func show(_ result: RunResult, alreadyShown: Set<String>) {
        if !settings.isQuiet { for line in Summary.table(result) { screen.line(line) } }
        for error in result.errors where !settings.isQuiet || !alreadyShown.contains(error) {
            screen.line("sluice: error: \(error)")
        }
        if !settings.isQuiet { screen.line(Summary.last(result)) }
    }

    /// Writes what was asked for. What cannot be written makes the run a failed one.
    private func writeOutputs(_ result: inout RunResult) {
        if let path = settings.trace, let trace {
            let sources = result.statistics.streams
            attempt(&result) { () throws(HostError) in
                try TraceFile.write(trace, of: firstPlan, sources, to: path)
            }
        }
        if let path = settings.report, let report {
            let page = ReportPage(result, report.contents)
            attempt(&result) { () throws(HostError) in try page.write(to: path) }
        }
        guard let path = settings.stats else { return }
        let text = StatisticsJSON.document(result).prettyText + "\n"
        attempt(&result) { () throws(HostError) in
            if path == "-" {
                try Console.out(text)
            } else {
                try OutputFile.write(text, to: path, for: "the statistics")
            }
        }
    }

    private func attempt(_ result: inout RunResult, _ body: () throws(HostError) -> Void) {
        do throws(HostError) {
            try body()
        } catch {
            result.fail(error)
        }
    }
}
