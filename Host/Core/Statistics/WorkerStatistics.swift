/// Counts of one worker process over its lives.
public struct WorkerStatistics: Sendable {
    /// Name of the stage or group it is for.
    public var name = ""
    /// `starting`, `up`, `waiting` (for its next start), `ended`.
    public var state = "starting"
    /// The process; 0 when there is none.
    public var process: Int32 = 0
    /// Times it ended before its time.
    public var failures: UInt64 = 0
    /// Resident memory of its own, without frames and files.
    public var own_bytes = 0
    /// Calls that its sandbox refused, each with what would allow it.
    public var refusals: [String] = []
    /// Things that came over the socket between host and worker and are no messages: something in the worker writes to a
    /// descriptor that is not its own.
    public var strayMessages: UInt64 = 0
    /// The last of its failures, oldest first.
    public var lastFailures: [WorkerFailureStatistics] = []

    /// Nothing counted.
    public init() {}
}

/// One end of a worker before its time.
public struct WorkerFailureStatistics: Sendable {
    /// `crashed`, `exited`, `hung`, `memory`, `broken`, `start`.
    public var kind = ""
    /// What happened, to which stage and item, in one line.
    public var text = ""
    /// When, on the host's monotonic clock.
    public var time_ns: Int64 = 0
    /// The process that it was.
    public var process: Int32 = 0
    /// Frames of the stack at the crash, innermost first.
    public var backtrace: [String] = []
    /// The last lines it printed.
    public var output: [String] = []

    /// Nothing known.
    public init() {}
}
