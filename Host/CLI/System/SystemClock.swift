import CHostShim
import Glibc
import HostCore

/// The clocks of this machine.
final class SystemClock: HostClock {
    /// The longest nap before a look whether the sleep was cancelled.
    private static let nap_ns: Int64 = 20_000_000

    var now_ns: Int64 { shim_monotonic_ns() }
    var isSystemClock: Bool { true }
    var wall_ns: Int64 { shim_wall_ns() }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        while !isCancelled() {
            let left = deadline_ns - now_ns
            if left <= 0 { return }
            let nap = min(left, Self.nap_ns)
            var time = timespec(tv_sec: Int(nap / 1_000_000_000), tv_nsec: Int(nap % 1_000_000_000))
            nanosleep(&time, nil)
        }
    }
}
