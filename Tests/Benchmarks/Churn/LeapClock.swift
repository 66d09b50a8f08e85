import CHostShim
import HostCore
import Synchronization

/// The machine's clock, which leaps over every sleep: back-off costs no time.
final class LeapClock: HostClock {
    private let leapt_ns = Atomic<Int64>(0)

    var now_ns: Int64 { shim_monotonic_ns() + leapt_ns.load(ordering: .relaxed) }
    var wall_ns: Int64 { shim_wall_ns() }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        guard !isCancelled() else { return }
        let rest_ns = deadline_ns - now_ns
        if rest_ns > 0 { leapt_ns.wrappingAdd(rest_ns, ordering: .relaxed) }
    }
}
