import HostCore
import Synchronization

/// A thread that runs a fixed set of tasks.
final class Worker: @unchecked Sendable {
    // Sound: `tasks` changes before the thread starts and while it is parked; all else is atomic or the thread's own.
    let bell = Doorbell()
    let parking = Parking()
    let name: String
    private(set) var tasks: [UnsafeMutablePointer<TaskState>] = []
    private let stopping = Atomic<Bool>(false)
    /// Odd while it looks for work or sleeps; rises at each change.
    private let rests = Atomic<UInt64>(0)
    private var thread: HostThread?
    private var spin = AdaptiveSpin()

    init(name: String) { self.name = name }

    func add(_ task: UnsafeMutablePointer<TaskState>) { tasks.append(task) }

    func remove(_ task: UnsafeMutablePointer<TaskState>) { tasks.removeAll { $0 == task } }

    var isStarted: Bool { thread != nil }

    /// Starts the thread. `false` when the system gives none.
    func start() -> Bool {
        let made = HostThread(name: name) { self.run() }
        thread = made
        return made.start()
    }

    /// Tells the thread to end once its current item is done, and waits for it.
    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        bell.ring()
        thread?.join()
        thread = nil
    }

    private func run() {
        ProcessorStay.offer()
        while !stopping.load(ordering: .relaxed) {
            if parking.isWanted { rest() }
            var didWork = false
            for task in tasks {
                var budget = 16
                while budget > 0, !parking.isWanted, TaskRun.step(task) {
                    didWork = true
                    budget -= 1
                }
            }
            ProcessorStay.settle()
            if !didWork { idle() }
        }
    }

    private func rest() {
        ProcessorStay.leave()
        parking.rest(on: bell)
    }

    /// A number that stays while it rests; `nil` while it works.
    var restingMark: UInt64? {
        let mark = rests.load(ordering: .sequentiallyConsistent)
        return mark % 2 == 1 ? mark : nil
    }

    private func idle() {
        rests.add(1, ordering: .sequentiallyConsistent)
        defer { rests.add(1, ordering: .sequentiallyConsistent) }
        if spin.spin(until: { hasWork() }) { return }
        ProcessorStay.leave()
        var nap_ns: Int64 = 500_000_000
        for task in tasks { if let rest_ns = TaskRun.restOfWait_ns(task) { nap_ns = min(nap_ns, rest_ns) } }
        bell.sleep(timeout_ns: nap_ns) {
            hasWork() || parking.isWanted || stopping.load(ordering: .relaxed)
        }
    }

    private func hasWork() -> Bool {
        for task in tasks where TaskRun.hasWork(task) { return true }
        return false
    }
}
