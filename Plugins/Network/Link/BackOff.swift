/// When to try again after a failure: after half a second, then after twice as long each time, up to half a minute.
public struct BackOff: Sendable {
    private static let first_ns: Int64 = 500_000_000
    private static let longest_ns: Int64 = 30_000_000_000
    private var wait_ns = first_ns
    private var next_ns: Int64?

    /// The first attempt is due at once.
    public init() {}

    /// Whether an attempt is due.
    public func isDue(_ now_ns: Int64) -> Bool { now_ns >= next_ns ?? now_ns }

    /// When the next attempt is due; `nil` for at once.
    public var due_ns: Int64? { next_ns }

    /// An attempt failed, or a connection was lost.
    public mutating func fail(_ now_ns: Int64) {
        next_ns = now_ns + wait_ns
        wait_ns = min(wait_ns * 2, Self.longest_ns)
    }

    /// An attempt succeeded.
    public mutating func succeed() { self = BackOff() }
}
