/// After how long something counts as trouble. Times in nanoseconds.
public struct HealthPolicy: Sendable, Hashable {
    /// Silence after which a source is dead or stalled; longer for one whose frames come seldom.
    public var silence_ns: Int64 = 2_000_000_000
    /// The same in intervals between its frames.
    public var silentIntervals: Int64 = 8
    /// Time for the first frame.
    public var start_ns: Int64 = 5_000_000_000
    /// Time that a hold-up must last.
    public var pressure_ns: Int64 = 2_000_000_000
    /// Time without a hold-up after which it is over.
    public var relief_ns: Int64 = 1_000_000_000

    /// The usual times.
    public init() {}
}
