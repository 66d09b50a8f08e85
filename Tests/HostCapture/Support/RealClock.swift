import Glibc
import HostCore

/// Real time.
final class RealClock: HostClock {
    var now_ns: Int64 { Self.read(CLOCK_MONOTONIC) }
    var wall_ns: Int64 { Self.read(CLOCK_REALTIME) }

    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) {
        while now_ns < deadline_ns, !isCancelled() { usleep(2000) }
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
