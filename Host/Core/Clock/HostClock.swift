/// The time of a run. All waits and stamps go through it, so that tests can advance it and replay can repeat it.
public protocol HostClock: Sendable {
    /// Monotonic nanoseconds.
    var now_ns: Int64 { get }
    /// UTC nanoseconds since 1970.
    var wall_ns: Int64 { get }
    /// Returns once ``now_ns`` has reached `deadline_ns`, or sooner when `isCancelled` turns true.
    func sleep(until deadline_ns: Int64, unless isCancelled: () -> Bool)
}
