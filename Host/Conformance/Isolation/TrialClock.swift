import CHostShim
import Glibc
import HostCore
import Synchronization

/// The system's clock, which a check can put forward: a deadline of ten seconds then passes at once.
final class TrialClock: HostClock {
    private let ahead_ns = Atomic<Int64>(0)

    var now_ns: Int64 { shim_monotonic_ns() + ahead_ns.load(ordering: .relaxed) }
    var wall_ns: Int64 { shim_wall_ns() + ahead_ns.load(ordering: .relaxed) }

    /// Puts it forward.
    func advance(by time_ns: Int64) { ahead_ns.add(time_ns, ordering: .relaxed) }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        while now_ns < deadline_ns, !isCancelled() { usleep(1000) }
    }
}
