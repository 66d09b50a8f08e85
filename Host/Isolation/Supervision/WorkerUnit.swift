import CHostShim
import Glibc
import HostCore
import HostLoading
import HostMemory
import HostSandbox
import Synchronization

/// One worker process over its lives, and the stage instances in it.
///
/// Concurrency model: `state` holds what changes; the supervisor's thread starts, reaps and watches, the threads of
/// stages wait on `changes` for a worker that is up, and say that it hangs or lies.
final class WorkerUnit: Sendable {
    struct State {
        var supervision = UnitSupervision()
        var link: WorkerLink?
        var life: UInt64 = 0
        /// Why the life that is ending is being ended; `nil` when it ends by itself.
        var verdict: FailureReason?
        var failures: [WorkerFailure] = []
        var failureCount = 0
        var proxies: [UInt32: StageProxy] = [:]
        var nextProxy: UInt32 = 1
        var resident_bytes = 0
        /// What this life has taken of processors.
        var processor = ProcessorWatch()
        var lastPause_ns: Int64 = 0
        /// Whether its process is being ended, as nobody needs it any more.
        var isRetiring = false
        /// Calls that the sandbox refused, as sentences.
        var refusals: [String] = []
        /// What came over the socket and is no message.
        var strayMessages: UInt64 = 0

        /// ``refusals`` of this moment: with those that came since the supervisor has looked.
        var refusalsByNow: [String] {
            guard let link else { return refusals }
            var watch = RefusalWatch()
            let later = watch.look(link.record).map(\.text).filter { !refusals.contains($0) }
            return refusals + later.prefix(max(0, keptFailures - refusals.count))
        }
    }

    /// Its name: that of its stage or group.
    let name: String
    let setup: IsolationSetup
    /// What its processes may do.
    let policy: SandboxPolicy
    let memory_bytes: Int?
    let cpu_percent: Int?
    let state = Mutex(State())
    /// The life of the worker that is up; 0 for none. Threads of stages look at each call: a lock here is one that all
    /// stages of a group would meet at.
    private let upLife = Atomic<UInt64>(0)
    let changes = Signal()
    private static let keptFailures = 64

    init(name: String, setup: IsolationSetup, policy: SandboxPolicy, memory_bytes: Int?, cpu_percent: Int?) {
        self.name = name
        self.setup = setup
        self.policy = policy
        self.memory_bytes = memory_bytes
        self.cpu_percent = cpu_percent
    }

    // MARK: What stages ask

    /// Adds an instance.
    /// - Returns: Its number; `nil` when the worker is over, or about to be: another one is needed.
    func add(_ proxy: StageProxy) -> UInt32? {
        state.withLock { state in
            guard !state.isRetiring, state.supervision.phase != .over else { return nil }
            defer { state.nextProxy += 1 }
            state.proxies[state.nextProxy] = proxy
            return state.nextProxy
        }
    }

    /// Takes an instance out. The last one ends the worker.
    func remove(_ id: UInt32) {
        let isLast = state.withLock {
            $0.proxies[id] = nil
            return $0.proxies.isEmpty
        }
        if isLast { setup.supervisor.wake() }
    }

    /// A worker that is up; waits for one. `nil` when there will be none, or when `isCancelled` says to give up.
    func awaitLink(_ isCancelled: () -> Bool) -> WorkerLink? {
        while true {
            let seen = changes.count
            let (link, isOver, wants) = state.withLock { state in
                if case .up = state.supervision.phase { return (state.link, false, false) }
                let wants = state.supervision.phase == .idle
                return (nil, state.supervision.phase == .over, wants)
            }
            if let link { return link }
            if isOver || isCancelled() { return nil }
            if wants { setup.supervisor.want(self) }
            changes.wait(from: seen, timeout_ns: 50_000_000)
        }
    }

    /// Whether this life is over.
    func hasEnded(_ life: UInt64) -> Bool { upLife.load(ordering: .acquiring) != life }

    /// Under the lock, after each change of phase.
    private func noteLife(_ state: borrowing State) {
        if case .up = state.supervision.phase {
            upLife.store(state.life, ordering: .releasing)
        } else {
            upLife.store(0, ordering: .releasing)
        }
    }

    /// Ends this life of the worker for a reason, and waits until it is gone.
    func end(_ life: UInt64, _ reason: FailureReason) {
        let process: pid_t? = state.withLock { state in
            guard state.life == life, let link = state.link else { return nil }
            if state.verdict == nil { state.verdict = reason }
            return link.process
        }
        guard let process else { return }
        kill(-process, SIGKILL)
        while true {
            let seen = changes.count
            if hasEnded(life) { return }
            changes.wait(from: seen, timeout_ns: 50_000_000)
        }
    }

    /// The end of this life, once it is known.
    func failure(of process: pid_t) -> WorkerFailure? {
        state.withLock { state in state.failures.last { $0.process == process } }
    }

    /// Whether it ended, or is about to, and will not come again.
    var isOver: Bool { state.withLock { $0.isRetiring || $0.supervision.phase == .over } }

    /// Whether nothing is left of it.
    var isGone: Bool { state.withLock { $0.supervision.phase == .over && $0.link == nil } }

    /// Takes no more instances, when it had some and has none any more.
    /// - Returns: Whether its process shall end.
    func retire() -> Bool {
        state.withLock { state in
            guard state.proxies.isEmpty, state.link != nil else { return false }
            state.isRetiring = true
            return true
        }
    }

    /// When the worker has failed.
    var failureTimes_ns: [Int64] { state.withLock { $0.failures.map(\.time_ns) } }

    // MARK: What the supervisor does

    /// Takes note of a new life.
    func began(_ link: WorkerLink, now_ns: Int64) {
        state.withLock {
            $0.link = link
            $0.life = link.life
            $0.verdict = nil
            $0.processor = ProcessorWatch()
            $0.supervision.ready(now_ns: now_ns)
            noteLife($0)
        }
        changes.post()
    }

    /// Takes note of the end of a life that was up, or of a start that came to nothing.
    /// - Returns: What to do next.
    func ended(
        _ reason: FailureReason, process: pid_t, output: [String], now_ns: Int64
    ) -> UnitSupervision.Action {
        let (action, proxies, link) = state.withLock { state in
            let reason = state.verdict ?? reason
            state.verdict = nil
            let calls = state.proxies.values.compactMap(\.callUnderWay)
            let failure = WorkerFailure(
                reason: reason, time_ns: now_ns, process: process, calls: calls, output: output)
            state.failures = (state.failures + [failure]).suffix(Self.keptFailures)
            state.failureCount += 1
            let link = state.link
            state.link = nil
            let action = state.supervision.failed(now_ns: now_ns)
            noteLife(state)
            return (action, Array(state.proxies.values), link)
        }
        if let link { setup.store.retireWorker(link.slabOwner) }
        // Whoever waits for an answer looks whether the worker is still there.
        for proxy in proxies { proxy.ring() }
        changes.post()
        return action
    }

    /// Adds what a dead worker left behind to its failure, once it is read.
    /// - Returns: The failure; `nil` when it is forgotten.
    func explain(_ process: pid_t, _ report: CrashReport) -> WorkerFailure? {
        state.withLock { state in
            guard let index = state.failures.lastIndex(where: { $0.process == process }) else { return nil }
            state.failures[index].explain(report)
            return state.failures[index]
        }
    }

    /// Takes note of a refused call; `false` when it was known.
    func note(refusal text: String) -> Bool {
        state.withLock { state in
            guard !state.refusals.contains(text), state.refusals.count < Self.keptFailures else { return false }
            state.refusals.append(text)
            return true
        }
    }

    /// Takes note of something that is no message; whether it is the first.
    func noteStrayMessage() -> Bool {
        state.withLock { state in
            state.strayMessages += 1
            return state.strayMessages == 1
        }
    }

    /// Takes note of the end that was wanted.
    func closed() {
        let link = state.withLock { state in
            defer { state.link = nil }
            _ = state.supervision.quit()
            noteLife(state)
            return state.link
        }
        if let link { setup.store.retireWorker(link.slabOwner) }
        changes.post()
    }
}
