import CSluice

/// Pairing by capture time: the first branch leads, and each of its items takes the nearest item of every other branch
/// within a bound. Items of other branches may serve more than once.
extension JoinState {
    private static let depth = 32

    func arriveByTime(_ branch: Int, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        if branch == 0 {
            var slots: [QueueSlot?] = Array(repeating: nil, count: plan.branches)
            slots[0] = keep(item)
            let i = item.pointee
            entries.append(Entry(stream: i.stream, seq: i.seq, sub: i.sub, arrived_ns: i.capture_ns, slots: slots))
        } else {
            recent[branch].append(keep(item))
            if recent[branch].count > Self.depth {
                var oldest = recent[branch].removeFirst()
                discard(&oldest)
            }
        }
        return fireByTime()
    }

    func fireByTime() -> sluice_status {
        var status = SLUICE_OK
        while let entry = entries.first, isSettled(entry) {
            entries.removeFirst()
            var matched = entry
            for branch in 1..<plan.branches { matched.slots[branch] = nearest(branch, entry.arrived_ns) }
            let result = give(matched)
            if result < 0 { status = result }
        }
        return status
    }

    /// Whether nothing nearer can come: each branch has an item from later on, or has ended, or the wait is over.
    private func isSettled(_ entry: Entry) -> Bool {
        if let wait_ns = plan.wait_ns, node.pointee.task.pointee.stamp_ns &- entry.arrived_ns > wait_ns { return true }
        for branch in 1..<plan.branches {
            let isPast = recent[branch].last.map { $0.item.capture_ns >= entry.arrived_ns } ?? false
            if !isPast, streamsLeft[branch] > 0 { return false }
        }
        return true
    }

    private func nearest(_ branch: Int, _ time_ns: Int64) -> QueueSlot? {
        var best: QueueSlot?
        var distance = Int64.max
        for slot in recent[branch] {
            let apart = abs(slot.item.capture_ns &- time_ns)
            if apart <= plan.within_ns, apart < distance {
                best = slot
                distance = apart
            }
        }
        guard let best else { return nil }
        return withUnsafePointer(to: best.item) { keep($0) }
    }

    /// A branch has seen the last of a stream.
    func end(_ branch: Int, _ stream: UInt32) {
        if branch < streamsLeft.count { streamsLeft[branch] -= 1 }
        let status = advance(branch, stream, .max)
        if status < 0 { node.pointee.errors.add(1) }
    }
}
