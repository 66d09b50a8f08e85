import CSluice
import HostMemory

/// What a task has gathered for its first node, which takes several items in one call (`sluice.batch/1`).
///
/// Only the task's thread touches it. An entry that cannot join, such as the end of a stream or an item of another port,
/// stays in the task's own slot until the batch before it is done, so that order is kept.
final class BatchState {
    let limit: Int
    private let slots: UnsafeMutablePointer<QueueSlot>
    /// The items as the stage gets them: pointers into the slots, or to luma views.
    let items: UnsafeMutablePointer<UnsafePointer<sluice_item>?>
    let failed: UnsafeMutablePointer<Int32>
    private(set) var count = 0
    /// The queue that the items came by, by its position among the task's inputs; queues of one port count as one.
    private(set) var input = 0
    /// When the first of them was taken.
    private(set) var since_ns: Int64 = 0
    /// How far the streams have come by events that arrived among the items: told once the batch is done, the last of
    /// each stream and queue.
    private(set) var progress: [(event: sluice_item, input: Int)] = []
    /// The entry in the task's slot that waits for the batch, by the position of its queue.
    var waiting: Int?

    init(limit: Int) {
        self.limit = limit
        slots = .allocate(capacity: limit)
        slots.initialize(repeating: QueueSlot(), count: limit)
        items = .allocate(capacity: limit)
        items.initialize(repeating: nil, count: limit)
        failed = .allocate(capacity: limit)
        failed.initialize(repeating: 0, count: limit)
    }

    deinit {
        for index in 0..<limit { slots[index].free() }
        slots.deallocate()
        items.deallocate()
        failed.deallocate()
    }

    /// Takes the item in the task's slot, which gets an empty one in exchange.
    func add(_ slot: inout QueueSlot, input: Int, now_ns: Int64) {
        if count == 0 {
            since_ns = now_ns
            self.input = input
        }
        swap(&slot, &slots[count])
        items[count] = UnsafePointer(withUnsafeMutablePointer(to: &slots[count].item) { $0 })
        count += 1
    }

    /// Keeps an event of progress until the batch is done.
    func add(progress event: sluice_item, input: Int) {
        if let known = progress.firstIndex(where: { $0.event.stream == event.stream && $0.input == input }) {
            progress[known].event = event
        } else {
            progress.append((event, input))
        }
    }

    /// Whether a later item of the stream is in the batch, so that its own progress says more.
    func outruns(_ event: sluice_item) -> Bool {
        (0..<count).contains { slots[$0].item.stream == event.stream && slots[$0].item.seq > event.seq }
    }

    /// The user of an item's frame that came with it from the queue; 0 for none.
    func frame(_ index: Int) -> UInt64 { EdgeQueue.frame(slots[index].item) }

    /// Forgets the items; their frames lose a user.
    func clear(_ store: FrameStore) {
        for index in 0..<count {
            let frame = frame(index)
            if frame != 0 { store.release(frame) }
        }
        count = 0
        progress.removeAll(keepingCapacity: true)
    }
}
