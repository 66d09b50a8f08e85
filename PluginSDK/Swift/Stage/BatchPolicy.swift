/// How a stage wants its items gathered: several in one call, of one stream or of many.
public struct BatchPolicy: Sendable, Hashable {
    /// Most items in one call, at least 1.
    public var maxItems: Int
    /// Longest time in nanoseconds that the first item waits for the others; 0: what is there at the moment is taken.
    public var maxWait_ns: Int64

    /// A policy.
    public init(maxItems: Int, maxWait_ns: Int64 = 0) {
        self.maxItems = maxItems
        self.maxWait_ns = maxWait_ns
    }
}
