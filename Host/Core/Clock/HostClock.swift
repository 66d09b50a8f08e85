/// The time of a run. All waits and stamps go through it, so that tests can advance it and replay can repeat it.
///
/// A class, since the clock is read once for each stage and item: a value in a box costs more to reach.
public protocol HostClock: AnyObject, Sendable {
    /// Monotonic nanoseconds.
    var now_ns: Int64 { get }
    /// UTC nanoseconds since 1970.
    var wall_ns: Int64 { get }
    /// Whether ``now_ns`` is the system's `CLOCK_MONOTONIC`, which other processes can read for themselves.
    var isSystemClock: Bool { get }
    /// Returns once ``now_ns`` has reached `deadline_ns`, or sooner when `isCancelled` turns true.
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool)
}

extension HostClock {
    /// `false`: others have to ask.
    public var isSystemClock: Bool { false }
}
