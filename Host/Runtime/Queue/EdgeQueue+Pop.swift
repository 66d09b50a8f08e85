import CSluice
import HostGraph
import HostMemory

extension EdgeQueue {
    /// Moves the next entry into `slot`, whose bytes the queue takes in exchange. The reader takes over the queue's user
    /// of the frame. `false` when there is none.
    func pop(into slot: inout QueueSlot, now_ns: () -> Int64) -> Bool {
        while true {
            var expired: UInt64 = 0
            var wake = false
            let found = lock.withLock { _ in take(&slot, &expired, &wake, now_ns) }
            if wake { ringProducers() }
            if expired == 0 { return found }
            store.release(expired)
        }
    }

    private func take(
        _ slot: inout QueueSlot, _ expired: inout UInt64, _ wake: inout Bool, _ now_ns: () -> Int64
    ) -> Bool {
        guard head != tail else { return false }
        swap(&slot, &at(head).pointee)
        head &+= 1
        waiting.store(tail &- head, ordering: .relaxed)
        guard slot.kind == .item else { return true }
        items -= 1
        if items <= capacity / 2, producerWaits.load(ordering: .relaxed) {
            producerWaits.store(false, ordering: .relaxed)
            wake = true
        }
        if case .deadline(let limit_ms) = policy, !Self.isRecord(slot.item),
            now_ns() &- slot.item.capture_ns > limit_ms &* 1_000_000
        {
            counts.dropped[DropReason.deadline.rawValue] += 1
            expired = Self.frame(slot.item)
            return expired == 0 ? take(&slot, &expired, &wake, now_ns) : false
        }
        counts.popped += 1
        return true
    }

    /// Drops all items; events stay.
    func cancelItems() {
        var kept: [QueueSlot] = []
        var frames: [UInt64] = []
        lock.withLock { _ in
            while head != tail {
                let slot = at(head).pointee
                at(head).pointee = QueueSlot()
                head &+= 1
                if slot.kind == .item {
                    items -= 1
                    counts.dropped[DropReason.cancelled.rawValue] += 1
                    frames.append(Self.frame(slot.item))
                    slot.bytes?.deallocate()
                } else {
                    kept.append(slot)
                }
            }
            for slot in kept {
                at(tail).pointee = slot
                tail &+= 1
            }
            waiting.store(tail &- head, ordering: .relaxed)
            producerWaits.store(false, ordering: .relaxed)
        }
        for frame in frames where frame != 0 { store.release(frame) }
        ringProducers()
    }
}
