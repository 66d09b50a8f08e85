/// The bound of an edge between tasks, and what happens at the bound.
public struct QueuePlan: Sendable, Hashable {
    /// What happens when a queue is full.
    public enum Policy: Sendable, Hashable, CustomStringConvertible {
        /// The producer waits.
        case block
        /// The item that waits longest is dropped.
        case dropOldest
        /// The new item is dropped.
        case dropNewest
        /// Items that have waited longer than this are dropped, then the oldest.
        case deadline(ms: Int64)

        /// Whether items may be dropped.
        public var drops: Bool { self != .block }

        /// The word in graph files.
        public var description: String {
            switch self {
            case .block: "block"
            case .dropOldest: "drop-oldest"
            case .dropNewest: "drop-newest"
            case .deadline(let ms): "deadline \(ms)ms"
            }
        }
    }

    /// How many items it holds.
    public let capacity: Int
    /// What happens when it is full.
    public let policy: Policy
    /// How many of them were added so that a short branch can wait for a long one at a join.
    public let widenedBy: Int
}
