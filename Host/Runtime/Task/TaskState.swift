import CSluice
import HostMemory
import Synchronization

/// One task: nodes that run one after the other on one thread. Only that thread touches it, but for the atomics.
struct TaskState: ~Copyable {
    let index: Int
    var ring = WorkRing()
    var arena = Arena()
    /// The entry that came off the queue last; its bytes back the item being worked on.
    var input = QueueSlot()
    /// Frames that stages allocated and emitted while the current input is worked on: one user each.
    var adopted: UnsafeMutablePointer<UInt64>
    var adoptedCount = 0
    var adoptedCapacity = 64
    /// The queues it reads, and where each one leads.
    var inputs: [TaskInput] = []
    var nextInput = 0
    /// Queues that an edit has left behind: what is in them goes before everything else.
    var residual: [TaskInput] = []
    /// What is gathered for its first node, when that takes several items in one call.
    var batch: BatchState?
    /// Blocking queues that it writes to: it takes no new item while one of them is full.
    var outputs: [Unmanaged<EdgeQueue>] = []
    /// The parallel instances it is one of, the number of its current entry in their order, and what it gave for it.
    var group: InstanceGroup?
    var ticket: UInt64 = 0
    var collected: [InstanceGroup.Output] = []
    /// The node at work, for those who watch: -1 when none.
    let current = Atomic<Int32>(-1)
    /// The item at work, which a stage may pass on as it is.
    var currentItem: UnsafePointer<sluice_item>?
    /// Changes of live settings that wait for this task's thread.
    var settings = SettingsMailbox()
    /// Items finished, for those who watch.
    let progress = OneWriter()
    /// The time at which the current step began, where the next stage's time starts.
    var stamp_ns: Int64 = 0
    let store: Unmanaged<FrameStore>
    let services: Unmanaged<GraphServices>

    init(index: Int, services: GraphServices) {
        self.index = index
        adopted = .allocate(capacity: 64)
        store = .passUnretained(services.store)
        self.services = .passUnretained(services)
    }

    deinit {
        adopted.deallocate()
        input.bytes?.deallocate()
    }

    mutating func adopt(_ frame: UInt64) {
        if adoptedCount == adoptedCapacity {
            let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: adoptedCapacity * 2)
            bigger.update(from: adopted, count: adoptedCount)
            adopted.deallocate()
            adopted = bigger
            adoptedCapacity *= 2
        }
        adopted[adoptedCount] = frame
        adoptedCount += 1
    }
}

/// A queue that a task reads, and the node and port it feeds.
struct TaskInput {
    var queue: Unmanaged<EdgeQueue>
    var node: UnsafeMutablePointer<Node>
    var port: UInt32
    var lumaView: Bool
}
