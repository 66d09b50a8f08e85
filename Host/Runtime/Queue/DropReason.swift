/// Why an item was dropped on an edge.
public enum DropReason: Int, Sendable, CaseIterable {
    /// The queue was full and a newer item came.
    case overflowOldest
    /// The queue was full when the item came.
    case overflowNewest
    /// It waited longer than the edge allows.
    case deadline
    /// The graph was stopped at once.
    case cancelled

    /// The name in statistics.
    public var name: String {
        switch self {
        case .overflowOldest: "full-oldest"
        case .overflowNewest: "full-newest"
        case .deadline: "deadline"
        case .cancelled: "cancelled"
        }
    }
}
