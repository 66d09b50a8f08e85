/// What is the matter with a source, or with what comes after it. Names stand in statistics and records.
public enum SourceVerdict: Sendable, Hashable {
    /// It has not given a frame yet, and still has time.
    case starting
    /// Frames come, and the graph keeps up.
    case healthy
    /// No data comes.
    case dead
    /// Data comes, and no frame or no progress in stream time comes of it.
    case stalled
    /// The stage with the given name does not keep up.
    case slowStage(String)
    /// The stage with the given name, behind which nothing follows, takes nothing any more.
    case blockedSink(String)
    /// It is over.
    case ended

    /// The name of the kind: `slow-stage`.
    public var name: String {
        switch self {
        case .starting: "starting"
        case .healthy: "healthy"
        case .dead: "dead"
        case .stalled: "stalled"
        case .slowStage: "slow-stage"
        case .blockedSink: "blocked-sink"
        case .ended: "ended"
        }
    }

    /// The stage that it is about; `nil` for the source itself.
    public var stage: String? {
        switch self {
        case .slowStage(let stage), .blockedSink(let stage): stage
        default: nil
        }
    }

    /// Whether somebody should know.
    public var isTrouble: Bool { self != .starting && self != .healthy && self != .ended }
}

/// A change of what is the matter with a source.
public struct SourceTransition: Sendable, Hashable {
    /// When, on the host's clock.
    public var at_ns: Int64
    /// What it was.
    public var from: SourceVerdict
    /// What it is.
    public var to: SourceVerdict
    /// What was seen: "no data for 2.4 s".
    public var reason: String

    /// A change.
    public init(at_ns: Int64, from: SourceVerdict, to: SourceVerdict, reason: String) {
        self.at_ns = at_ns
        self.from = from
        self.to = to
        self.reason = reason
    }
}
