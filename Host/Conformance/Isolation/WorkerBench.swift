import CHostShim
import CSluice
import Glibc
import HostCore
import HostIsolation
import HostLoading
import Synchronization

/// One worker with the stage under test in it, and hands on the worker's throat.
///
/// The stage's table is that of `isolation: process`: nothing here stands in for the host's own isolation.
final class WorkerBench: Sendable {
    // Sound: `mirror` belongs to the thread that drives the stage; the table is constant and lives as long as the process.
    nonisolated(unsafe) let mirror = FrameMirror()
    nonisolated(unsafe) let table: UnsafePointer<sluice_stage_class>
    let clock = TrialClock()
    private let stages: IsolatedStages
    private let lines: Lines

    private static let name = "conform"
    /// Failures after which the stage is out of service: one on purpose, and tries to come back.
    private static let mostFailures = 4

    /// No worker yet: it starts with the stage.
    /// - Throws: `skip` where no stage can run in a worker, with the reason.
    init(_ trial: Trial) throws(CheckEnd) {
        if let reason = Self.obstacle() { throw .skip(reason) }
        let lines = Lines()
        self.lines = lines
        stages = IsolatedStages(clock: clock, workerPath: WorkerProgram.path()) { _, _, text in lines.add(text) }
        stages.find(models: NamedModels(files: trial.request.models))
        let stage = try trial.stage()
        do throws(HostError) {
            table = try stages.table(for: Self.request(trial, stage.manifest), store: mirror.store)
        } catch {
            throw .setup(error.message)
        }
    }

    deinit { close() }

    /// Ends the worker, once its stage is destroyed, and hears what it has said last.
    func close() { stages.close() }

    /// Why no stage can run in a worker here; `nil` when it can.
    static func obstacle(worker path: String = WorkerProgram.path()) -> String? {
        guard access(path, X_OK) == 0 else {
            return "the program sluice-worker is not at \(path), so no stage can run in a worker"
        }
        let file = shim_memory_file("sluice-conform", 4096)
        defer { if file >= 0 { Glibc.close(file) } }
        guard file >= 0, shim_seal_writes(file) == 0 else {
            return "the kernel cannot seal memory against writing (Linux 5.1 can), so no stage can run in a worker"
        }
        return nil
    }

    private static func request(_ trial: Trial, _ manifest: StageManifest) -> IsolatedStageRequest {
        let entry = StageCatalogue.Entry(manifest: manifest, library: trial.request.library)
        let site = Site(file: trial.request.library)
        var request = IsolatedStageRequest(name: name, site: site, entry: entry, group: name)
        request.outputFormats = manifest.outputs.map { _ in 0 }
        request.holdLimit = manifest.holdsFrames
        request.configuration = trial.settings(manifest).minimal
        request.grants = trial.expectations.stage(manifest.id).grants.map(\.rawValue)
        // A state of the last moment, so that what a new worker goes on with is known.
        request.policy.saveEvery_ns = 0
        request.policy.after = mostFailures
        request.policy.within_ns = 60_000_000_000
        return request
    }

    // MARK: What is known of it

    private var statistics: WorkerStatistics {
        var all = RunStatistics()
        stages.add(to: &all)
        return all.workers.first ?? WorkerStatistics()
    }

    /// Calls that were lost with a worker so far.
    var lost: UInt64 { stages.lostCalls }

    /// How often the worker has ended before its time.
    var failures: UInt64 { statistics.failures }
    /// The last of those ends, as a sentence; empty when there was none.
    var lastFailure: String { statistics.lastFailures.last?.text ?? "" }
    /// What its sandbox has refused, as sentences.
    var refusals: [String] { statistics.refusals }
    /// Things that came over its socket and are no messages.
    var strayMessages: UInt64 { statistics.strayMessages }
    /// What it has printed and logged.
    var said: [String] { lines.all }

    // MARK: What is done to it

    /// Sends the worker's process a signal.
    func signal(_ number: Int32) {
        let process = statistics.process
        if process > 0 { kill(process, number) }
    }

    /// Puts the clock so far ahead that earlier ends do not count any more, and the worker is replaced at once.
    func forgive() { clock.advance(by: 61_000_000_000) }

    /// Ends the worker between two calls, and waits until the host knows.
    func end(by number: Int32) throws(CheckEnd) {
        let before = failures
        forgive()
        signal(number)
        try awaitEnd(after: before)
    }

    /// Waits until the host knows of one more end than before.
    func awaitEnd(after before: UInt64) throws(CheckEnd) {
        for _ in 0..<5000 where failures == before { usleep(1000) }
        if failures == before { throw .setup("the worker did not end") }
    }

    /// Stops the worker's process, and waits until it stands still.
    func standStill() {
        let process = statistics.process
        guard process > 0 else { return }
        kill(process, SIGSTOP)
        for _ in 0..<1000 where !Self.isStopped(process) { usleep(1000) }
    }

    private static func isStopped(_ process: pid_t) -> Bool {
        let facts = SmallFile.read("/proc/\(process)/stat") ?? []
        // The name in brackets may hold anything; the state stands behind the last of them.
        guard let bracket = facts.lastIndex(of: UInt8(ascii: ")")), bracket + 2 < facts.count else { return true }
        return [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "Z")].contains(facts[bracket + 2])
    }

    /// Lines from the supervisor's thread.
    private final class Lines: Sendable {
        private let texts = Mutex<[String]>([])
        private static let most = 10_000

        func add(_ text: String) {
            texts.withLock { if $0.count < Self.most { $0.append(text) } }
        }

        var all: [String] { texts.withLock { $0 } }
    }
}
