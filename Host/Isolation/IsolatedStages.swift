import CSluice
import HostCore
import HostMemory
import HostSandbox
import Synchronization

/// The stages of a run that run in worker processes.
///
/// One control thread makes stages and closes; any may ask for statistics.
public final class IsolatedStages: Sendable {
    private struct State {
        var units: [String: WorkerUnit] = [:]
        var order: [WorkerUnit] = []
        var stages: [IsolatedStage] = []
        /// What workers will need that have not begun, by group.
        var expected: [String: SandboxPolicy] = [:]
        var models: (any ModelLocator)?

        /// Gives up the tables of stages that others of their name have long replaced, and that have no instance: the
        /// last few may still be made again, when an edit is taken back or a stage is restarted.
        mutating func forget(earlierThan stage: IsolatedStage) {
            let known = stages.filter { $0.request.name == stage.request.name }
            let old = known.dropLast(IsolatedStages.keptTables).filter { !$0.isInUse }
            if !old.isEmpty { stages.removeAll { known in old.contains { $0 === known } } }
        }
    }

    private static let keptTables = 4

    private let state = Mutex(State())
    private let clock: any HostClock
    private let workerPath: String
    private let supervisor: Supervisor

    /// No worker yet.
    /// - Parameters:
    ///   - clock: The clock of the run.
    ///   - workerPath: The program `sluice-worker`.
    ///   - log: Takes lines of the log, from any thread.
    public init(
        clock: any HostClock, workerPath: String, log: @escaping @Sendable (UInt32, String, String) -> Void
    ) {
        self.clock = clock
        self.workerPath = workerPath
        supervisor = Supervisor(clock: clock, log: log)
    }

    /// Finds the models that stages name, from now on.
    public func find(models: any ModelLocator) { state.withLock { $0.models = models } }

    /// Takes note of a stage that will come: stages that share a worker share its sandbox, which is set up when the
    /// first of them begins.
    public func expect(_ request: IsolatedStageRequest) {
        let policy = Confinement.policy(request, models: Self.files(models(request)))
        state.withLock { $0.expected[request.group] = $0.expected[request.group]?.union(policy) ?? policy }
    }

    private func models(_ request: IsolatedStageRequest) -> [String: Result<String, HostError>] {
        let names = SettingPaths(request.configuration, schema: request.entry.manifest.configuration).models
        let locator = state.withLock { $0.models }
        var found: [String: Result<String, HostError>] = [:]
        for name in names {
            do throws(HostError) {
                found[name] = .success(try locator?.path(of: name) ?? name)
            } catch {
                found[name] = .failure(error)
            }
        }
        return found
    }

    private static func files(_ models: [String: Result<String, HostError>]) -> [String] {
        models.values.compactMap { if case .success(let path) = $0 { path } else { nil } }.sorted()
    }

    /// The table of a stage that runs in a worker: the runtime uses it as any other. It works until ``close()``.
    public func table(
        for request: IsolatedStageRequest, store: FrameStore
    ) throws(HostError) -> UnsafePointer<sluice_stage_class> {
        let setup = IsolationSetup(
            store: store, clock: clock, workerPath: workerPath, supervisor: supervisor,
            isSystemClock: clock.isSystemClock)
        let names =
            request.isWorkerPerInstance && request.instances > 1
            ? (0..<request.instances).map { "\(request.group)#\($0)" } : [request.group]
        let models = models(request)
        let policy = Confinement.policy(request, models: Self.files(models))
        let stage = IsolatedStage(
            request, setup,
            units: { [unowned self] instance in
                unit(names[min(instance, names.count - 1)], request, setup, policy)
            }, models: models)
        state.withLock { state in
            state.forget(earlierThan: stage)
            state.stages.append(stage)
        }
        let table = UnsafeMutablePointer(mutating: stage.table.table)
        table.pointee.class_data = UnsafeRawPointer(Unmanaged.passUnretained(stage).toOpaque())
        return stage.table.table
    }

    /// The worker of a name; another one when that which runs is over, or its sandbox allows too little.
    private func unit(
        _ name: String, _ request: IsolatedStageRequest, _ setup: IsolationSetup, _ policy: SandboxPolicy
    ) -> WorkerUnit {
        state.withLock { state in
            if let known = state.units[name], !known.isOver, known.policy.covers(policy) { return known }
            let expected = state.expected[request.group]
            let unit = WorkerUnit(
                name: name, setup: setup, policy: expected?.union(policy) ?? policy,
                memory_bytes: request.policy.memory_bytes, cpu_percent: request.policy.cpu_percent)
            state.units[name] = unit
            state.order.removeAll { $0.name == name && $0.isGone && $0.failureTimes_ns.isEmpty }
            state.order.append(unit)
            supervisor.add(unit)
            return unit
        }
    }

    /// Ends all workers. Call once the stages are destroyed.
    public func close() { supervisor.close() }

    /// Calls of stages that were lost with a worker: those about items, and others, such as saving a state.
    public var lostCalls: UInt64 { state.withLock { $0.stages }.reduce(0) { $0 + $1.counts.lostCalls } }

    /// Adds what is known of workers to the counts of the graph.
    public func add(to statistics: inout RunStatistics) {
        let (units, stages) = state.withLock { ($0.order, $0.stages) }
        statistics.workers = units.map(\.statistics)
        for stage in stages {
            guard let index = statistics.stages.firstIndex(where: { $0.name == stage.request.name }) else { continue }
            statistics.stages[index].lost = stage.counts.lost
            statistics.stages[index].revivals_ns = stage.counts.revivals_ns
        }
    }
}

extension WorkerUnit {
    /// Its counts of this moment.
    var statistics: WorkerStatistics {
        state.withLock { state in
            var result = WorkerStatistics()
            result.name = name
            result.process = state.link?.process ?? 0
            result.state =
                switch state.supervision.phase {
                case .idle, .starting: "starting"
                case .up: "up"
                case .waiting: "waiting"
                case .over: "ended"
                }
            result.failures = UInt64(state.failureCount)
            result.own_bytes = state.resident_bytes
            result.refusals = state.refusalsByNow
            result.strayMessages = state.strayMessages
            result.lastFailures = state.failures.suffix(8).map { failure in
                var summary = WorkerFailureStatistics()
                summary.kind = failure.reason.word
                summary.text = failure.text
                summary.time_ns = failure.time_ns
                summary.process = failure.process
                summary.backtrace = failure.backtrace
                summary.output = failure.output
                return summary
            }
            return result
        }
    }
}
