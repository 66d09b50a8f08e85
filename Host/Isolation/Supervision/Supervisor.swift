import CHostShim
import Glibc
import HostCore
import HostLoading
import HostSandbox
import Synchronization

/// The thread that starts workers, hears of their ends, reads what they print and log, and watches their memory.
///
/// It is the parent of all workers: they die with this thread, and so with the host. It runs from the first worker
/// that is wanted until ``close()``.
final class Supervisor: Sendable {
    private struct State {
        var units: [WorkerUnit] = []
        var wanted: [WorkerUnit] = []
        var thread: HostThread?
        var isClosing = false
        var nextOwner: UInt32 = 1
        var symbols = Symbolizer()
    }

    private let state = Mutex(State())
    private let clock: any HostClock
    private let log: @Sendable (UInt32, String, String) -> Void
    private let wakeReader: Int32
    private let wakeWriter: Int32
    private static let look_ns: Int64 = 100_000_000

    init(clock: any HostClock, log: @escaping @Sendable (UInt32, String, String) -> Void) {
        self.clock = clock
        self.log = log
        var ends: [Int32] = [-1, -1]
        _ = shim_pipe(&ends)
        (wakeReader, wakeWriter) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        Glibc.close(wakeReader)
        Glibc.close(wakeWriter)
    }

    /// Watches over a unit from now on.
    func add(_ unit: WorkerUnit) {
        state.withLock { state in
            state.units.removeAll { $0.isGone }
            state.units.append(unit)
        }
    }

    /// Somebody waits for a unit's worker.
    func want(_ unit: WorkerUnit) {
        state.withLock { state in
            if !state.wanted.contains(where: { $0 === unit }) { state.wanted.append(unit) }
            guard state.thread == nil, !state.isClosing else { return }
            let thread = HostThread(name: "sluice-workers") { [self] in run() }
            if thread.start() { state.thread = thread }
        }
        wake()
    }

    /// Makes the thread look around.
    func wake() {
        var byte: UInt8 = 1
        _ = write(wakeWriter, &byte, 1)
    }

    /// Ends all workers and the thread.
    func close() {
        let thread = state.withLock { state in
            state.isClosing = true
            return state.thread
        }
        wake()
        thread?.join()
        state.withLock { $0.thread = nil }
    }

    private func run() {
        while true {
            let (units, wanted, isClosing) = state.withLock { state in
                defer { state.wanted = [] }
                return (state.units, state.wanted, state.isClosing)
            }
            for unit in wanted { act(unit.state.withLock { $0.supervision.wanted() }, on: unit) }
            for unit in units {
                let now_ns = clock.now_ns
                act(unit.state.withLock { $0.supervision.tick(now_ns: now_ns) }, on: unit)
                if isClosing || unit.retire() { quit(unit) }
            }
            if isClosing { return }
            wait(units)
            for unit in units { watch(unit) }
        }
    }

    private func act(_ action: UnitSupervision.Action, on unit: WorkerUnit) {
        guard action == .spawn else { return }
        var action = action
        while action == .spawn {
            let owner = state.withLock { state in
                defer { state.nextOwner += 1 }
                return state.nextOwner
            }
            switch WorkerStart.start(unit, owner: owner, clock: clock) {
            case .success(let link):
                unit.began(link, now_ns: clock.now_ns)
                return
            case .failure(let failed):
                log(3, unit.name, "the worker did not start: \(failed.text)")
                action = unit.ended(
                    .cannotStart(failed.text), process: failed.process, output: failed.output, now_ns: clock.now_ns)
            }
        }
    }

    /// Sleeps until something happens, or it is time to look.
    private func wait(_ units: [WorkerUnit]) {
        var watched = [pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0)]
        for unit in units {
            guard let link = unit.state.withLock({ $0.link }) else { continue }
            watched.append(pollfd(fd: link.processDescriptor, events: Int16(POLLIN), revents: 0))
            watched.append(pollfd(fd: link.socket.descriptor, events: Int16(POLLIN), revents: 0))
            watched.append(pollfd(fd: link.outputDescriptor, events: Int16(POLLIN), revents: 0))
        }
        let due_ns = units.compactMap { unit in unit.state.withLock { $0.supervision.due_ns } }.min()
        let rest_ns = min(Self.look_ns, max(1_000_000, (due_ns ?? .max) - clock.now_ns))
        poll(&watched, nfds_t(watched.count), Int32(rest_ns / 1_000_000))
        var bytes = [UInt8](repeating: 0, count: 256)
        while Glibc.read(wakeReader, &bytes, bytes.count) > 0 {}
    }

    /// Hears what a worker says, and whether it is still there.
    private func watch(_ unit: WorkerUnit) {
        guard let link = unit.state.withLock({ $0.link }) else { return }
        read(link, unit)
        watchMemory(link, unit)
        watchProcessor(link, unit)
        noteRefusals(link, unit)
        guard ChildProcess.hasEnded(link.process) else { return }
        read(link, unit)
        noteRefusals(link, unit)
        let end = WorkerEnd.reap(link.process)
        let action = unit.ended(end, process: link.process, output: link.lastOutput, now_ns: clock.now_ns)
        // The next worker first: reading symbols takes a while.
        act(action, on: unit)
        let report = state.withLock { CrashReport(link.record.snapshot(), signal: end.signal, symbols: &$0.symbols) }
        if let failure = unit.explain(link.process, report) { log(3, unit.name, failure.log) }
    }

    /// Says which calls the sandbox has refused, each once.
    private func noteRefusals(_ link: WorkerLink, _ unit: WorkerUnit) {
        for refusal in link.newRefusals() where unit.note(refusal: refusal.text) {
            log(refusal.isProbe ? 1 : 2, unit.name, refusal.text)
        }
    }

    private func read(_ link: WorkerLink, _ unit: WorkerUnit) {
        for line in link.readOutput() { log(1, unit.name, "prints: \(line)") }
        // So many at a time, so that a worker that logs without end does not keep others waiting.
        for _ in 0..<256 {
            switch link.socket.receive(waits: false) {
            case .nothing: return
            case .closed: return
            case .nonsense: noteStray(unit)
            case .message(let message):
                guard message.head.kind == MessageKind.log.rawValue else {
                    noteStray(unit)
                    continue
                }
                let proxy = unit.state.withLock { $0.proxies[message.head.number] }
                log(
                    min(message.head.flag, 3), proxy?.name ?? unit.name,
                    String(decoding: message.payload.prefix(8192), as: UTF8.self))
            }
        }
    }

    private func noteStray(_ unit: WorkerUnit) {
        guard unit.noteStrayMessage() else { return }
        log(
            2, unit.name,
            "something in the worker writes to a descriptor that is not its own: what came over its socket is no message "
                + "and was left out")
    }

    private func watchMemory(_ link: WorkerLink, _ unit: WorkerUnit) {
        let used = WorkerMemory.own_bytes(of: link.process)
        unit.state.withLock { $0.resident_bytes = used }
        guard let limit = unit.memory_bytes, used > limit else { return }
        unit.state.withLock {
            if $0.verdict == nil { $0.verdict = .memory(used_bytes: used, limit_bytes: limit) }
        }
        kill(-link.process, SIGKILL)
    }

    private func watchProcessor(_ link: WorkerLink, _ unit: WorkerUnit) {
        guard let limit = unit.cpu_percent, let used_ns = WorkerProcessor.time_ns(of: link.process) else { return }
        let now_ns = clock.now_ns
        let share = unit.state.withLock { state -> Int? in
            guard let share = state.processor.share_percent(used_ns: used_ns, now_ns: now_ns), share > limit else {
                return nil
            }
            if state.verdict == nil { state.verdict = .processor(used_percent: share, limit_percent: limit) }
            return share
        }
        if share != nil { kill(-link.process, SIGKILL) }
    }

    private func quit(_ unit: WorkerUnit) {
        guard let link = unit.state.withLock({ $0.link }) else {
            if state.withLock({ $0.isClosing }) { unit.closed() }
            return
        }
        shutdown(link.socket.descriptor, Int32(SHUT_WR))
        let end_ns = clock.now_ns + 2_000_000_000
        var naps = 0
        while !ChildProcess.hasEnded(link.process), clock.now_ns < end_ns, naps < 400 {
            read(link, unit)
            var watched = pollfd(fd: link.processDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, 5)
            naps += 1
        }
        kill(-link.process, SIGKILL)
        read(link, unit)
        noteRefusals(link, unit)
        ChildProcess.wait(for: link.process)
        unit.closed()
    }
}
