/// How much a breach of a check counts.
public enum Level: String, Sendable, CaseIterable, Comparable {
    /// The plugin breaks the contract: the suite fails.
    case must
    /// The plugin can be better: a warning.
    case should
    /// Worth knowing.
    case info

    /// `must` comes first.
    public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .must: 0
        case .should: 1
        case .info: 2
        }
    }
}
