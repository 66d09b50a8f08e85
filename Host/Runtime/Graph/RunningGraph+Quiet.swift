import CHostShim
import HostCore

extension RunningGraph {
    /// Whether nothing is on its way: every queue is empty, every thread of stages rests, and every source stage is being
    /// asked for its next item or has ended. Holds on as long as nobody brings something in. Any thread.
    /// - Parameter names: Source stages that must have ended.
    public func isQuiet(ended names: Set<String>) -> Bool {
        structure.withLock { _ in
            for source in sources where !(source.hasEnded || source.isAsked && !names.contains(source.name)) {
                return false
            }
            guard let before = restingMark else { return false }
            shim_fence()
            let isEmpty = (queues.values.joined() + outgoing.queues).allSatisfy {
                $0.waiting.load(ordering: .relaxed) == 0
            }
            shim_fence()
            return isEmpty && restingMark == before
        }
    }

    /// Changes whenever a thread takes up work; `nil` while one works.
    private var restingMark: UInt64? {
        var sum: UInt64 = 0
        for worker in workers {
            guard let mark = worker.restingMark else { return nil }
            sum &+= mark
        }
        return sum
    }
}
