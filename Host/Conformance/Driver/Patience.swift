import CHostShim
import Glibc
import Synchronization

/// Stops a graph after a while, as its user would: for stages that wait within a call because they were told to.
struct Patience: ~Copyable {
    /// How long they may wait.
    private static let limit_ns: Int64 = 1_000_000_000

    private let isOver: Flag
    private let thread: OtherThread

    private final class Flag: Sendable {
        let value = Atomic(false)
        let hasEnded = Atomic(false)
    }

    /// From now on.
    init(_ host: CheckingHost) throws(CheckEnd) {
        let flag = Flag()
        isOver = flag
        thread = try OtherThread {
            let end_ns = shim_monotonic_ns() + Self.limit_ns
            while shim_monotonic_ns() < end_ns {
                if flag.value.load(ordering: .acquiring) { return }
                usleep(2000)
            }
            flag.hasEnded.store(true, ordering: .releasing)
            host.lock.withLock { _ in host.behaviour.isCancelled = true }
        }
    }

    /// - Returns: Whether the graph was stopped.
    consuming func end() -> Bool {
        isOver.value.store(true, ordering: .releasing)
        thread.join()
        return isOver.hasEnded.load(ordering: .acquiring)
    }
}
