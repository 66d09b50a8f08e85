import CHostShim
import CSluice
import Glibc
import Synchronization

/// Threads against one another.
enum ThreadStress {
    static func anyCalls(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        let metrics = driver.getExtension(SLUICE_EXT_METRICS)?.assumingMemoryBound(to: sluice_metrics.self)
        let box = Box(metrics)
        let done = Flags()
        let thread = try OtherThread {
            while !done.isOver.load(ordering: .acquiring) {
                for id in KnownExtension.ids + ["org.example.unknown/1"] { _ = driver.getExtension(id) }
                if let table = box.value { MetricsReader.readAll(table, driver) }
                done.asked.add(1, ordering: .relaxed)
            }
        }
        var failure: CheckEnd?
        do throws(CheckEnd) {
            _ = try trial.repeatWithin(2000) { number throws(CheckEnd) in try driver.feed(number..<number + 1) }
        } catch {
            failure = error
        }
        done.isOver.store(true, ordering: .releasing)
        thread.join()
        if let failure { throw failure }
        trial.answer.note("\(done.asked.load(ordering: .relaxed)) calls beside items")
        try driver.endAll()
        try driver.expect("drain", driver.drain())
    }

    /// Flags that two threads share.
    private final class Flags: Sendable {
        let isOver = Atomic<Bool>(false)
        let asked = Atomic<Int>(0)
    }

    static func lockOverEmit(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        if driver.manifest.outputs.isEmpty { throw .skip("the stage has no output") }
        try driver.open()
        try driver.beginAll()
        let state = EmitProbe()
        driver.host.behaviour.onEmit = {
            guard state.takeFirst() else { return }
            // Another thread asks while this one is inside emit; a plugin that holds its lock keeps it waiting.
            state.wait(limit_ns: 1_000_000_000)
        }
        let thread = try OtherThread {
            state.waitForEmit()
            _ = driver.getExtension(SLUICE_EXT_METRICS)
            state.answered()
        }
        for number in 0..<12 where !state.hasEmitted { try driver.feed(number..<number + 1) }
        state.release()
        thread.join()
        guard state.hasEmitted else { throw .skip("nothing was emitted") }
        if state.isLate {
            throw .breach("get_extension did not return while the stage was inside emit: it holds a lock over it")
        }
    }

    static func poolHog(_ trial: Trial) throws(CheckEnd) {
        let driver = try StageDriver(trial)
        try driver.open()
        try driver.beginAll()
        try driver.feed(0..<6)
        let probe = EmitProbe()
        let start_ns = shim_monotonic_ns()
        Task.detached { probe.answered() }
        probe.wait(limit_ns: 2_000_000_000)
        let late_ns = shim_monotonic_ns() - start_ns
        trial.answer.note("\(late_ns / 1000) µs")
        if probe.isLate || late_ns > 50_000_000 {
            throw .breach("a task of the host's waited \(late_ns / 1_000_000) ms for a thread of the shared pool")
        }
    }
}

/// Two threads that wait for one another with a limit.
final class EmitProbe: Sendable {
    private struct State {
        var emitted = false
        var answered = false
        var released = false
        var late = false
    }
    private let state = Mutex(State())

    var hasEmitted: Bool { state.withLock { $0.emitted } }
    var isLate: Bool { state.withLock { $0.late } }

    /// Whether this emit is the first.
    func takeFirst() -> Bool {
        state.withLock { state in
            defer { state.emitted = true }
            return !state.emitted
        }
    }

    func answered() { state.withLock { $0.answered = true } }

    /// Lets the other thread go, also when nothing was emitted.
    func release() { state.withLock { $0.released = true } }

    func waitForEmit() {
        while !state.withLock({ $0.emitted || $0.released }) { usleep(200) }
    }

    func wait(limit_ns: Int64) {
        let start_ns = shim_monotonic_ns()
        while !state.withLock({ $0.answered }) {
            if shim_monotonic_ns() - start_ns > limit_ns { return state.withLock { $0.late = true } }
            usleep(200)
        }
    }
}

/// Reads a stage's numbers.
enum MetricsReader {
    /// All numbers: name, kind, value; `nil` for one that cannot be read.
    @discardableResult
    static func readAll(
        _ table: UnsafePointer<sluice_metrics>, _ driver: StageDriver
    ) -> [(name: String, help: String, kind: UInt32, value: Double)?] {
        (0..<min(table.pointee.count, 256)).map { index in
            var metric = sluice_metric()
            metric.struct_size = UInt32(MemoryLayout<sluice_metric>.size)
            guard driver.read(table, index, &metric) >= 0, let name = metric.name else { return nil }
            let help = metric.help.map { String(cString: $0) } ?? ""
            return (String(cString: name), help, metric.kind, metric.value)
        }
    }
}

extension StageDriver {
    func read(_ table: UnsafePointer<sluice_metrics>, _ index: UInt32, _ metric: inout sluice_metric) -> sluice_status {
        withStage { table.pointee.read($0, index, &metric) }
    }
}
