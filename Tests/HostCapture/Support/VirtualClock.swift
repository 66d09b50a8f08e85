import HostCore
import Synchronization

/// Time that passes only where someone waits for it.
final class VirtualClock: HostClock {
    private let time = Mutex<Int64>(1_000_000_000)
    private let waits = Mutex<[Int64]>([])

    var now_ns: Int64 { time.withLock { $0 } }
    var wall_ns: Int64 { now_ns + 1_700_000_000_000_000_000 }

    /// The deadlines that were waited for.
    var deadlines: [Int64] { waits.withLock { $0 } }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        guard !isCancelled() else { return }
        waits.withLock { $0.append(deadline_ns) }
        time.withLock { $0 = max($0, deadline_ns) }
    }

    func advance(_ by_ns: Int64) { time.withLock { $0 += by_ns } }
}
