import HostCore

/// What a run is told beside its graph.
public struct RunOptions: Sendable {
    /// The clock of the run.
    public var clock: any HostClock
    /// Takes log lines, from any thread.
    public var log: LogSink
    /// Frames after which every stream ends.
    public var frameLimit: UInt64 = .max
    /// Records a span for each stage call.
    public var trace: TraceRecorder?
    /// Sees what some nodes emit.
    public var observer: ItemObserver?
    /// Keeps what passes some points.
    public var recording: RecordRequest?
    /// Stages that ask for the time are told that of the items they have been given, as when those were recorded.
    public var repeatsTime = false
    /// Finds the files of models; `nil`: what a graph names is taken for a path.
    public var models: (any ModelLocator)?
    /// Bound of the keep store.
    public var keep_limit_bytes = 256 << 20

    /// Options with nothing special.
    public init(clock: any HostClock, log: @escaping LogSink) {
        self.clock = clock
        self.log = log
    }
}
