import CSluice
import HostMemory

extension EdgeQueue {
    /// Adds an item by the edge's policy. The queue becomes a user of its frame. Never waits.
    func push(_ item: sluice_item) {
        let frame = Self.frame(item)
        if frame != 0 { store.retain(frame) }
        var released: UInt64 = 0
        lock.withLock { _ in
            counts.pushed += 1
            if items >= capacity, policy != .block {
                if policy == .dropNewest, !Self.isRecord(item) {
                    counts.dropped[DropReason.overflowNewest.rawValue] += 1
                    released = frame
                    return
                }
                released = dropOldest(policy == .dropNewest ? .overflowNewest : .overflowOldest)
            }
            append(.item, item)
            items += 1
            counts.highWater = max(counts.highWater, items)
        }
        if released != 0 { store.release(released) }
        ringConsumers()
    }

    /// Adds a stream event. Progress of one stream in a row counts once.
    func push(event kind: WorkEntry.Kind, _ item: sluice_item) {
        lock.withLock { _ in
            if kind == .progress, head != tail {
                let last = at(tail &- 1)
                if last.pointee.kind == .progress, last.pointee.item.stream == item.stream {
                    last.pointee.item.seq = item.seq
                    last.pointee.item.pts_ns = item.pts_ns
                    return
                }
            }
            append(kind, item)
        }
        ringConsumers()
    }

    private func append(_ kind: WorkEntry.Kind, _ item: sluice_item) {
        if tail &- head > mask { grow() }
        at(tail).pointee.store(kind, item)
        tail &+= 1
        waiting.store(tail &- head, ordering: .relaxed)
    }

    private func grow() {
        let size = (mask + 1) * 2
        let bigger = UnsafeMutablePointer<QueueSlot>.allocate(capacity: size)
        bigger.initialize(repeating: QueueSlot(), count: size)
        for i in head..<tail { bigger[i & (size - 1)] = slots[i & mask] }
        slots.deallocate()
        slots = bigger
        mask = size - 1
    }

    /// What a record says is said once; after a frame comes another.
    static func isRecord(_ item: borrowing sluice_item) -> Bool { item.kind == UInt32(SLUICE_ITEM_RECORD) }

    /// The oldest item that is no record; the oldest one where all are.
    private func victim() -> Int? {
        var first: Int?
        var position = head
        while position != tail {
            if at(position).pointee.kind == .item {
                if !Self.isRecord(at(position).pointee.item) { return position }
                first = first ?? position
            }
            position &+= 1
        }
        return first
    }

    /// Takes the oldest item out from behind the entries before it, which move up by one place.
    /// - Returns: The frame that lost a user, 0 for none.
    private func dropOldest(_ reason: DropReason) -> UInt64 {
        guard var position = victim() else { return 0 }
        let frame = Self.frame(at(position).pointee.item)
        while position != head {
            swap(&at(position).pointee, &at(position &- 1).pointee)
            position &-= 1
        }
        head &+= 1
        items -= 1
        counts.dropped[reason.rawValue] += 1
        mergeProgress()
        return frame
    }

    /// After a drop two progress events of one stream may stand side by side: the later one says it all.
    private func mergeProgress() {
        var position = head
        while position &+ 1 < tail, at(position).pointee.kind != .item {
            let here = at(position)
            let next = at(position &+ 1)
            if here.pointee.kind == .progress, next.pointee.kind == .progress,
                here.pointee.item.stream == next.pointee.item.stream
            {
                var i = position
                while i != head {
                    swap(&at(i).pointee, &at(i &- 1).pointee)
                    i &-= 1
                }
                head &+= 1
            }
            position &+= 1
        }
    }

    static func frame(_ item: borrowing sluice_item) -> UInt64 {
        guard item.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.payload.frame else { return 0 }
        return frame.pointee.handle
    }
}
