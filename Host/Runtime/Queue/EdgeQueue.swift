import CSluice
import HostGraph
import HostMemory
import Synchronization

/// The queue of one edge: one producer, one consumer task, bounded.
///
/// Concurrency model: a lock guards the ring for a few tens of nanoseconds; `waiting` is the number of entries, read
/// without the lock as a hint. Frames in the queue have one user each, the queue. Events are never dropped and do not
/// count against the capacity. With `block` the capacity is where the producer stops, not where memory does: a stage
/// that was running when the queue filled up may still add what its current item gives.
final class EdgeQueue: @unchecked Sendable {
    // Sound: see the concurrency model above.
    let capacity: Int
    let policy: QueuePlan.Policy
    let store: FrameStore
    let lock = Mutex<Void>(())
    let waiting = Atomic<Int>(0)
    let producerWaits = Atomic<Bool>(false)
    /// Rung when an entry arrives.
    nonisolated(unsafe) var consumerBell: Doorbell?
    /// Rung when a waiting producer may go on.
    nonisolated(unsafe) var producerBell: Doorbell?
    /// Further threads that fill or empty it: those of parallel instances.
    nonisolated(unsafe) var moreProducerBells: [Doorbell] = []
    nonisolated(unsafe) var moreConsumerBells: [Doorbell] = []

    var slots: UnsafeMutablePointer<QueueSlot>
    var mask: Int
    var head = 0
    var tail = 0
    var items = 0
    var counts = EdgeCounts()

    init(capacity: Int, policy: QueuePlan.Policy, store: FrameStore) {
        self.capacity = max(1, capacity)
        self.policy = policy
        self.store = store
        var size = 8
        while size < self.capacity * 2 + 4 { size *= 2 }
        slots = .allocate(capacity: size)
        slots.initialize(repeating: QueueSlot(), count: size)
        mask = size - 1
    }

    deinit {
        for i in 0...mask { slots[i].free() }
        slots.deallocate()
    }

    /// Items pushed, popped, dropped and left: `pushed = popped + dropped + left`, exactly.
    var snapshot: EdgeCounts {
        lock.withLock { _ in
            var copy = counts
            copy.left = UInt64(items)
            return copy
        }
    }

    /// Whether a producer that waits for room should wait.
    var isFull: Bool { policy == .block && lock.withLock { _ in items >= capacity } }

    /// Says that the producer will sleep until there is room. `false` when there is room already.
    func waitForRoom() -> Bool {
        producerWaits.store(true, ordering: .sequentiallyConsistent)
        if isFull { return true }
        producerWaits.store(false, ordering: .relaxed)
        return false
    }

    @inline(__always)
    func ringConsumers() {
        consumerBell?.ring()
        if !moreConsumerBells.isEmpty { for bell in moreConsumerBells { bell.ring() } }
    }

    func ringProducers() {
        producerBell?.ring()
        for bell in moreProducerBells { bell.ring() }
    }

    func isHeard(by bell: Doorbell) -> Bool {
        consumerBell === bell || moreConsumerBells.contains { $0 === bell }
    }

    func addConsumer(_ bell: Doorbell) {
        if consumerBell == nil { consumerBell = bell }
        guard consumerBell !== bell, !moreConsumerBells.contains(where: { $0 === bell }) else { return }
        moreConsumerBells.append(bell)
    }

    func addProducer(_ bell: Doorbell) {
        if producerBell == nil { producerBell = bell }
        guard producerBell !== bell, !moreProducerBells.contains(where: { $0 === bell }) else { return }
        moreProducerBells.append(bell)
    }

    func at(_ position: Int) -> UnsafeMutablePointer<QueueSlot> { slots + (position & mask) }
}

/// What passed over an edge.
public struct EdgeCounts: Sendable {
    /// Items that the producer offered.
    public var pushed: UInt64 = 0
    /// Items that the consumer took.
    public var popped: UInt64 = 0
    /// Items in the queue now.
    public var left: UInt64 = 0
    /// Most items that ever waited.
    public var highWater = 0
    /// Items dropped, by ``DropReason``.
    public var dropped = InlineArray<4, UInt64>(repeating: 0)

    /// All dropped items.
    public var allDropped: UInt64 {
        var sum: UInt64 = 0
        for i in 0..<4 { sum += dropped[i] }
        return sum
    }
}
