import CSluice
import Glibc

/// The stage in a worker, and beside it what it has to be like: the same stage in this process.
final class WorkerPair {
    let bench: WorkerBench
    let worker: StageDriver
    private let trial: Trial
    private var twin: StageDriver
    private var number = 0

    /// Both are started, and one stream has begun.
    init(_ trial: Trial) throws(CheckEnd) {
        self.trial = trial
        bench = try WorkerBench(trial)
        let worker = try StageDriver(trial, in: bench)
        self.worker = worker
        twin = try StageDriver(trial)
        try twin.open()
        try twin.beginAll()
        try Self.inWorker { () throws(CheckEnd) in
            try worker.open()
            try worker.beginAll()
        }
    }

    /// What a stage may not do in a worker and may in the host is for its author to grant, and else its fault.
    static func inWorker(_ body: () throws(CheckEnd) -> Void) throws(CheckEnd) {
        do throws(CheckEnd) {
            try body()
        } catch {
            guard case .skip = error else {
                let text = ConfigurationBodies.text(error)
                guard TextSearch.finds("the sandbox refused", in: text) else { throw .breach("in a worker \(text)") }
                throw .skip("the stage needs more than its sandbox allows; name it under `grants`: \(text)")
            }
            throw error
        }
    }

    /// Hands both the next items.
    func feed(_ count: Int) throws(CheckEnd) {
        let range = number..<number + count
        number += count
        try twin.feed(range)
        try Self.inWorker { () throws(CheckEnd) in try worker.feed(range) }
    }

    /// Time of an item in the worker so far.
    var itemTime_ns: Int64 { number == 0 ? 0 : worker.processTime_ns / Int64(number) }

    /// Hands the worker an item that is meant to be lost with it.
    /// - Returns: Whether it was lost; if not, the other one has it too.
    func risk() throws(CheckEnd) -> Bool {
        let port = worker.inputs.ports.first ?? 0
        let item = worker.inputs.item(number, port: port)
        number += 1
        let before = bench.lost
        _ = try worker.push(item, port: port)
        if bench.lost > before { return true }
        _ = try twin.push(item, port: port)
        return false
    }

    /// The state as the other one saves it now; `nil` without one.
    private func state() throws(CheckEnd) -> [UInt8]? {
        guard let raw = twin.getExtension(SLUICE_EXT_STATE) else { return nil }
        let (status, bytes) = twin.save(raw.assumingMemoryBound(to: sluice_state.self))
        if status < 0 { throw .skip("the stage cannot save its state (state.01)") }
        return bytes
    }

    /// What a stage has to be like that was made anew and was given a state.
    private func successor(_ state: [UInt8]?) throws(CheckEnd) -> StageDriver {
        let new = try StageDriver(trial)
        try new.open()
        try new.beginAll()
        guard let state, let raw = new.getExtension(SLUICE_EXT_STATE) else { return new }
        let table = raw.assumingMemoryBound(to: sluice_state.self)
        if new.restore(table, version: table.pointee.version, state) < 0 {
            throw .skip("the stage refuses its own state (state.01)")
        }
        return new
    }

    /// After its worker ended: the next items must be those of a stage that was made anew, with the state of this moment.
    /// - Parameter failures: So often has the worker been ended on purpose; each further end is the stage's.
    func compare(_ count: Int, failures: Int, after what: String) throws(CheckEnd) {
        let range = number..<number + count
        number += count
        worker.host.forget()
        do throws(CheckEnd) { try worker.feed(range) } catch {
            throw .breach("after \(what): \(ConfigurationBodies.text(error))")
        }
        if bench.failures > UInt64(failures) {
            throw .breach("after \(what) the stage did not come back at once: \(bench.lastFailure)")
        }
        let given = worker.takeEmissions().map(\.digest)
        let state = try state()
        twin = try successor(state)
        try twin.feed(range)
        if twin.takeEmissions().map(\.digest) == given { return }
        let asWhat = state == nil ? "a new instance" : "an instance with the state that it had saved"
        throw .breach("after \(what) it gives other items than \(asWhat)\(inItsWords)")
    }

    /// What the host said of the stage's state last, and what the sandbox has refused.
    private var inItsWords: String {
        let warnings = worker.host.lock.withLock { _ in worker.host.logs.filter { $0.level > 1 }.map(\.text) }
        let words = [warnings.last, bench.refusals.last].compactMap(\.self)
        return words.isEmpty ? "" : ": " + words.joined(separator: "; ")
    }
}
