import CSluice
import HostCore

/// What an isolated stage is allowed, and what follows when it fails too often.
public struct IsolationPolicy: Sendable {
    /// What is done once a stage's worker has failed too often.
    public enum Last: Sendable {
        /// Items go on past the stage, or are dropped where its outputs carry something else.
        case skip
        /// The run ends.
        case stop
        /// Another stage takes its place, in the host.
        case replace(table: @Sendable () throws(HostError) -> StageTablePointer, configuration: JSONValue)
    }

    /// How long one call may take.
    public var deadline_ns = IsolationDefaults.deadline_ns
    /// How long it may take until the stage is ready.
    public var start_ns: Int64 = 60_000_000_000
    /// Bound of the worker's own memory; `nil` for none.
    public var memory_bytes: Int?
    /// Bound of the worker's time on processors over ten seconds, in hundredths of one; `nil` for none.
    public var cpu_percent: Int?
    /// How old a saved state may get.
    public var saveEvery_ns = IsolationDefaults.saveEvery_ns
    /// So many failures…
    public var after = IsolationDefaults.after
    /// …within this time are too many.
    public var within_ns = IsolationDefaults.within_ns
    /// What follows then.
    public var last = Last.skip

    /// The defaults.
    public init() {}

    /// Whether so many failures, at these times, are too many.
    func isExhausted(_ times_ns: [Int64], now_ns: Int64) -> Bool {
        times_ns.count { now_ns - $0 <= within_ns } >= after
    }
}

/// A table of a stage class, which lives as long as the process.
public struct StageTablePointer: @unchecked Sendable {
    // Sound: the contract makes tables constant.
    /// The table.
    public let table: UnsafePointer<sluice_stage_class>
    /// A table.
    public init(_ table: UnsafePointer<sluice_stage_class>) { self.table = table }
}
