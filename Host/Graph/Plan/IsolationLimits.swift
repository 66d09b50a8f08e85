import HostCore

/// What a stage in a worker is allowed, and what follows when its worker fails. What is `nil` is the host's default.
public struct IsolationLimits: Sendable, Hashable {
    /// What follows when the worker has failed too often.
    public enum Last: Sendable, Hashable {
        /// Items go on past the stage where its output carries what its input takes, and are dropped elsewhere.
        case skip
        /// The run ends.
        case stop
        /// Another stage takes its place, in the host, with these settings.
        case replace(StageCatalogue.Entry, JSONValue)
    }

    /// How long one call may take.
    public var deadline_ns: Int64?
    /// Bound of the worker's own memory.
    public var memory_bytes: Int?
    /// Bound of the worker's time on processors over ten seconds, in hundredths of one.
    public var cpu_percent: Int?
    /// How old a saved state may get.
    public var saveEvery_ns: Int64?
    /// What the worker may do that others may not, by name.
    public var grants: [String] = []
    /// So many failures…
    public var after: Int?
    /// …within this time are too many.
    public var within_ns: Int64?
    /// What follows then.
    public var last = Last.skip

    /// The defaults.
    public init() {}
}
