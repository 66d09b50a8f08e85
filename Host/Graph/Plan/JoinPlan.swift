/// How a join brings branches together.
public struct JoinPlan: Sendable, Hashable {
    /// By what items are paired.
    public enum Sync: String, Sendable, CaseIterable {
        /// By the captured frame that they come from: stream and seq.
        case lineage
        /// By the nearest capture time within a bound.
        case time
        /// Not at all.
        case none
    }

    /// By what items are paired. Never `none`: such ports need no join.
    public let sync: Sync
    /// With `time`: how far apart two capture times may lie.
    public let within_ns: Int64
    /// How long to wait for the other branches once one has an item; `nil` for as long as it takes.
    public let wait_ns: Int64?
    /// Whether the matched items become one (the first branch's payload, the regions of all), or stay apart, one on
    /// each output, emitted in port order.
    public let unites: Bool
    /// How many branches come in.
    public let branches: Int
}
