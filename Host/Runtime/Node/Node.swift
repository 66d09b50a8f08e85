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
    let errors = OneWriter()
    let skipped = OneWriter()
    let restarts = OneWriter()
    let holdsItems: Bool
    let holdLimit: Int32
    var framesHeld: Int32 = 0
    /// End events still to come before the node is drained.
    var endsExpected = 0
    /// End events that wait for the drain, because the stage may mix streams.
    var endsWaiting: [sluice_item] = []
    let mixesStreams: Bool
    /// Streams that have begun here, and how often each one ended, of as many ports as it comes in by.
    var begun: Set<UInt32> = []
    var endsSeen: [UInt32: Int] = [:]
    var portsOfStream: [UInt32: Int] = [:]
    var isStarted = false
    var instanceIndex: UInt32 = 0
    /// The stream that a stage without inputs makes; -1 for all others.
    var sourceStream: Int32 = -1
    /// What is behind `stage` when the node is a join.
    var join: JoinState?
    /// What is behind `stage` when the node stands for the edge behind a parallel instance.
    var collector: Collector?
    /// The parallel instances that it is one of.
    var group: InstanceGroup?
    let services: Unmanaged<GraphServices>
    var control: Unmanaged<NodeControl>
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
    /// Of several instances that share the streams out, this edge feeds number `share` of `shares`.
    var share: UInt32 = 0
    var shares: UInt32 = 1
}
