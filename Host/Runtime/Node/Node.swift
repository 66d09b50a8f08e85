import CSluice
import HostCore
import HostMemory
import Synchronization

/// One instance of a stage in a running graph. The stage's `sluice_context *` points here, so that the host's functions
/// need no look-up; a node never moves while the graph lives.
struct Node: ~Copyable {
    typealias Process = @convention(c) (OpaquePointer?, UInt32, UnsafePointer<sluice_item>?) -> sluice_status
    typealias Advance = @convention(c) (OpaquePointer?, UInt32, UInt32, UInt64, Int64) -> sluice_status

    // Read for each item, so kept together.
    var process: Process
    var stage: OpaquePointer?
    var isOutOfService = false
    var isTimed = true
    var outputsLeft: UInt32 = 0
    let inputKinds: PortKinds
    let outputKinds: PortKinds
    let maxOutputs: UInt32
    let index: Int32
    var task: UnsafeMutablePointer<TaskState>
    var outputs: UnsafeMutablePointer<OutputPort>
    let outputCount: UInt32
    let itemsIn = OneWriter()
    let itemsOut = OneWriter()
    let busy_ns = OneWriter()
    let time = Histogram()
    let latency = Histogram()

    // Read for events and errors.
    var advance: Advance?
    var stageClass: UnsafePointer<sluice_stage_class>?
    /// Where the plan lets the stage take several items in one call.
    var batch: UnsafePointer<sluice_batch>?
    let errors = OneWriter()
    let skipped = OneWriter()
    let restarts = OneWriter()
    /// What the nodes have counted whose place it took, one after the other.
    var before = NodeCounts()
    let holdsItems: Bool
    var holdLimit: Int32
    var framesHeld: Int32 = 0
    var drafts = DraftCount()
    /// End events still to come before the node is drained.
    var endsExpected = 0
    /// End events that wait for the drain, because the stage may mix streams.
    var endsWaiting: [sluice_item] = []
    var mixesStreams: Bool
    /// Streams that have begun here, and how often each one ended, of as many ports as it comes in by.
    var begun: Set<UInt32> = []
    var endsSeen: [UInt32: Int] = [:]
    var portsOfStream: [UInt32: Int] = [:]
    /// Pairs of port and stream that have begun, and that have ended: after an edit of the graph a beginning may come twice.
    var begunPairs: Set<PortStream> = []
    var endedPairs: Set<PortStream> = []
    /// It has seen the end of all its streams and was drained. Written by its thread, read by the control thread too.
    private let finished = Atomic<Bool>(false)
    var isFinished: Bool {
        get { finished.load(ordering: .acquiring) }
        set { finished.store(newValue, ordering: .releasing) }
    }
    /// An edit has taken it out of the graph; it works off what it has and is waited for by nobody.
    var isLeaving = false
    var isStarted = false
    var instanceIndex: UInt32 = 0
    /// The stream that a stage without inputs makes; -1 for all others.
    var sourceStream: Int32 = -1
    /// Number and time of the last item of that stream.
    var sourceTime: (seq: UInt64, pts_ns: Int64) = (0, 0)
    /// What a stage of a replay was told last when it asked for the time.
    var repeatedTime_ns: Int64 = 0
    /// What is behind `stage` when the node is a join.
    var join: JoinState?
    /// What is behind `stage` when the node stands for the edge behind a parallel instance.
    var collector: Collector?
    /// The parallel instances that it is one of.
    var group: InstanceGroup?
    let services: Unmanaged<GraphServices>
    var control: Unmanaged<NodeControl>
}

/// A stream at an input port.
struct PortStream: Hashable {
    var port: UInt32
    var stream: UInt32
}

/// One output port of a node: the edges it feeds.
struct OutputPort {
    var edges: UnsafeMutablePointer<EdgeTarget>
    var count: Int
    /// Frames: the format that was agreed on; 0 for any.
    var pixelFormat: UInt32 = 0
    /// Where the port leads when it has one plain edge within the task: the case that has to be fast.
    var next: UnsafeMutablePointer<Node>?
    var nextPort: UInt32 = 0
}

/// Where an edge leads: to a node of the same task, or into a queue.
struct EdgeTarget {
    var node: UnsafeMutablePointer<Node>?
    var port: UInt32
    var queue: Unmanaged<EdgeQueue>?
    var lumaView: Bool
    var needsProgress: Bool
    /// Carries no events: the node behind has them from elsewhere, this edge only brings what was under way.
    var itemsOnly = false
    /// Of several instances that share the streams out, this edge feeds number `share` of `shares`.
    var share: UInt32 = 0
    var shares: UInt32 = 1
}
