/// A run's counts at one moment: plain values, taken without stopping anything. What `--stats`, the progress line, the
/// report and the metrics are made of.
public struct RunStatistics: Sendable {
    /// Name of the graph.
    public var graph = ""
    /// Nanoseconds since the run started, on the host's monotonic clock.
    public var elapsed_ns: Int64 = 0
    /// Nanoseconds from process start to the first frame that entered the graph; `nil` before that.
    public var firstFrame_ns: Int64?
    /// Streams, in order of their numbers.
    public var streams: [StreamStatistics] = []
    /// Stages and joins, in order of their numbers.
    public var stages: [StageStatistics] = []
    /// Sinks that an edit took out of the graph and that could not write all that they should have; the first 64.
    public var formerSinks: [StageStatistics] = []
    /// Edges, in order of their numbers.
    public var edges: [EdgeStatistics] = []
    /// Frame memory.
    public var memory = MemoryStatistics()
    /// Worker processes, in the order in which the graph names them.
    public var workers: [WorkerStatistics] = []

    /// An empty snapshot.
    public init() {}
}

/// Counts of one stream.
public struct StreamStatistics: Sendable {
    /// Name in the graph.
    public var name = ""
    /// What it is doing: `starting`, `playing`, `waiting`, `ended`, `failed`.
    public var state = "starting"
    /// Frames that entered the graph.
    public var frames: UInt64 = 0
    /// Stream time of the last one.
    public var pts_ns: Int64 = 0
    /// Times the source was lost and tried again.
    public var reconnects = 0
    /// Frames that were copied on the way in, because their memory was not the host's.
    public var copies: UInt64 = 0
    /// Bytes of those copies.
    public var copied_bytes: UInt64 = 0
    /// Why the last of them was copied, as a clause; empty when none was.
    public var copyReason = ""
    /// Frames whose format or size the capture had to convert.
    public var conversions: UInt64 = 0
    /// Frames that were damaged at the source or in decoding.
    public var corrupt: UInt64 = 0
    /// The element that decodes; empty when nothing does.
    public var decoder = ""
    /// Why it failed; empty when it did not.
    public var failure = ""
    /// What is the matter with it.
    public var health = SourceVerdict.starting
    /// How often each kind of event came, by its name: verdicts, and what else happened to the source.
    public var healthCounts: [String: Int] = [:]
    /// The last events, oldest first.
    public var healthEvents: [SourceEvent] = []

    /// Nothing counted.
    public init() {}
}

/// Counts of one node.
public struct StageStatistics: Sendable {
    /// Name in the graph.
    public var name = ""
    /// Id of the stage; `join` for a join.
    public var stage = ""
    /// Number of the task it runs in.
    public var task = 0
    /// Whether it has no input: what it emits comes into the graph there.
    public var isSource = false
    /// Items handed to it.
    public var itemsIn: UInt64 = 0
    /// Items it emitted, each counted once, however many edges it went to.
    public var itemsOut: UInt64 = 0
    /// Items it failed on.
    public var errors: UInt64 = 0
    /// Errors among them that were about reading or writing.
    public var ioErrors: UInt64 = 0
    /// Items passed by because the stage is out of service.
    public var skipped: UInt64 = 0
    /// Items lost with its worker, by reason.
    public var lost: [(reason: String, count: UInt64)] = []
    /// How long it took from the end of its worker until it was ready in another one, each time; the last 1000 in
    /// nanoseconds.
    public var revivals_ns: [Int64] = []
    /// Times it was made anew.
    public var restarts: UInt64 = 0
    /// Numbers of its own, over all instances.
    public var metrics: [StageMetric] = []
    /// The last error's text; empty for none.
    public var lastError = ""
    /// Whether it is inside an item just now.
    public var isAtWork = false
    /// Time spent inside it.
    public var busy_ns: UInt64 = 0
    /// Time inside it for one item.
    public var time = Percentiles()
    /// Time from capture until it was done with an item.
    public var latency = Percentiles()

    /// Nothing counted.
    public init() {}
}

/// Three points of a distribution and its largest value, in nanoseconds, from a histogram whose buckets are at most a
/// quarter wide.
public struct Percentiles: Sendable {
    /// Half of all values are at most this.
    public var p50_ns: UInt64 = 0
    /// 95 of 100 are at most this.
    public var p95_ns: UInt64 = 0
    /// 99 of 100 are at most this.
    public var p99_ns: UInt64 = 0
    /// The largest.
    public var max_ns: UInt64 = 0

    /// All zero.
    public init() {}
}

/// Counts of one edge: `pushed = popped + dropped + left`, exactly.
public struct EdgeStatistics: Sendable {
    /// `door` or `faces.rejected`.
    public var from = ""
    /// `tracks` or `scores.regions`.
    public var to = ""
    /// Whether it has no queue.
    public var fused = false
    /// Most items that may wait.
    public var capacity = 0
    /// `block`, `drop-oldest`, `drop-newest`, `deadline`.
    public var policy = ""
    /// Items offered.
    public var pushed: UInt64 = 0
    /// Items taken.
    public var popped: UInt64 = 0
    /// Items waiting.
    public var left: UInt64 = 0
    /// Most items that ever waited.
    public var highWater = 0
    /// Items dropped, by reason.
    public var dropped: [(reason: String, count: UInt64)] = []

    /// Nothing counted.
    public init() {}
}

/// Frame memory of a run.
public struct MemoryStatistics: Sendable {
    /// Frames that somebody uses.
    public var framesLive = 0
    /// Slots in use, and in all slabs.
    public var slotsUsed = 0, slots = 0
    /// Bytes of all slabs, touched or not.
    public var slab_bytes = 0
    /// Frames that went to memory beside the slabs.
    public var overflow = 0
    /// Copies of pixels that the host made for stages.
    public var copies = 0
    /// Bytes of those copies.
    public var copied_bytes = 0
    /// Largest resident size of the process so far.
    public var maxResident_bytes = 0
    /// Processor time of the process so far.
    public var cpu_ns: Int64 = 0

    /// Nothing counted.
    public init() {}
}
