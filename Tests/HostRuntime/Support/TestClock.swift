import HostCore
import Synchronization

/// A clock that moves only when told, or by a nanosecond at each look so that order shows.
final class TestClock: HostClock {
    private let time = Atomic<Int64>(1_000_000_000)
    var now_ns: Int64 { time.add(1, ordering: .relaxed).newValue }
    var wall_ns: Int64 { 1_700_000_000_000_000_000 }
    func advance(by ns: Int64) { time.add(ns, ordering: .relaxed) }
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool) { advance(by: max(0, deadline_ns - now_ns)) }
}
