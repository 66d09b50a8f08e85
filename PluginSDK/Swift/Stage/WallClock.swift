import Glibc

/// UTC for the moments of the host's clock: what a source stamps its items with.
///
/// The system's clock is read once, when the value is made; what follows goes with the host's clock, which tests set and
/// replay repeats. A correction of the system's clock while the stage runs is therefore not followed: make a new one in
/// `start`.
public struct WallClock: Sendable {
    private let wallMinusHost_ns: Int64

    /// Reads the system's clock.
    public init(_ context: StageContext) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        wallMinusHost_ns = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - context.now_ns
    }

    /// UTC since 1970, in nanoseconds.
    /// - Parameter now_ns: A moment of the host's clock: ``StageContext/now_ns``, or the `capture_ns` of an item.
    public func ns(at now_ns: Int64) -> Int64 { now_ns + wallMinusHost_ns }
}
