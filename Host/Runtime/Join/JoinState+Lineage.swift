import CSluice
import HostMemory

extension JoinState {
    /// An item has come by a branch.
    func arrive(_ branch: Int, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        guard branch < plan.branches else { return SLUICE_E_ARGUMENT }
        let i = item.pointee
        if plan.sync == .time { return arriveByTime(branch, item) }
        pass(branch, i.stream, i.seq &- 1)
        if i.seq <= fired[i.stream, default: 0] {
            node.pointee.skipped.add(1)
            return fire()
        }
        let position = entries.firstIndex { $0.stream == i.stream && $0.seq == i.seq && $0.sub == i.sub } ?? open(i)
        if entries[position].slots[branch] == nil { entries[position].slots[branch] = keep(item) }
        return fire()
    }

    /// A branch has passed a moment.
    func advance(_ branch: Int, _ stream: UInt32, _ seq: UInt64) -> sluice_status {
        pass(branch, stream, seq)
        let status = plan.sync == .time ? fireByTime() : fire()
        if plan.sync == .lineage { tellProgress(stream) }
        return status
    }

    func pass(_ branch: Int, _ stream: UInt32, _ seq: UInt64) {
        guard branch < plan.branches else { return }
        reached[stream, default: Array(repeating: 0, count: plan.branches)][branch] = max(
            reached[stream]?[branch] ?? 0, seq)
    }

    private func open(_ item: sluice_item) -> Int {
        let entry = Entry(
            stream: item.stream, seq: item.seq, sub: item.sub, arrived_ns: item.capture_ns,
            slots: Array(repeating: nil, count: plan.branches))
        let position =
            entries.firstIndex { $0.stream == item.stream && ($0.seq, $0.sub) > (item.seq, item.sub) } ?? entries.count
        entries.insert(entry, at: position)
        return position
    }

    /// Gives on, in order, every moment that is complete or has waited long enough.
    private func fire() -> sluice_status {
        var position = 0
        var status = SLUICE_OK
        var held: Set<UInt32> = []
        while position < entries.count {
            let entry = entries[position]
            guard !held.contains(entry.stream), isComplete(entry) || isOverdue(entry) else {
                held.insert(entry.stream)
                position += 1
                continue
            }
            entries.remove(at: position)
            fired[entry.stream] = max(fired[entry.stream, default: 0], entry.seq &- (isComplete(entry) ? 1 : 0))
            let result = give(entry)
            if result < 0 { status = result }
        }
        return status
    }

    private func isComplete(_ entry: Entry) -> Bool {
        for branch in 0..<plan.branches where entry.slots[branch] == nil {
            if reached[entry.stream]?[branch] ?? 0 < entry.seq { return false }
        }
        return true
    }

    private func isOverdue(_ entry: Entry) -> Bool {
        guard let wait_ns = plan.wait_ns else { return false }
        return node.pointee.task.pointee.stamp_ns &- entry.arrived_ns > wait_ns
    }

    private func tellProgress(_ stream: UInt32) {
        guard var least = reached[stream]?.min() else { return }
        for entry in entries where entry.stream == stream { least = min(least, entry.seq &- 1) }
        guard least > told[stream, default: 0] else { return }
        told[stream] = least
        if least != .max { Emit.sendEvent(node, .progress, .event(stream: stream, seq: least)) }
    }

    func keep(_ item: UnsafePointer<sluice_item>) -> QueueSlot {
        var slot = spare.popLast() ?? QueueSlot()
        slot.store(.item, item.pointee)
        let frame = EdgeQueue.frame(slot.item)
        if frame != 0 { store.retain(frame) }
        return slot
    }

    /// Gives back what a slot holds; the frame stays until the task's current input is done.
    func discard(_ slot: inout QueueSlot) {
        let frame = EdgeQueue.frame(slot.item)
        if frame != 0 { store.release(frame) }
        slot.free()
    }

    /// Emits the items of one moment: as one, or each on its own output.
    func give(_ entry: Entry) -> sluice_status {
        node.pointee.outputsLeft = node.pointee.maxOutputs
        var status = SLUICE_OK
        if plan.unites {
            status = giveUnited(entry)
        } else {
            for branch in 0..<plan.branches {
                guard var slot = entry.slots[branch] else { continue }
                let result = withUnsafePointer(to: &slot.item) { Emit.emit(node, UInt32(branch), $0) }
                if result < 0 { status = result }
            }
        }
        for case .some(var slot) in entry.slots { adopt(&slot) }
        return status
    }

    private func giveUnited(_ entry: Entry) -> sluice_status {
        guard let first = entry.slots.compactMap({ $0 }).first else { return SLUICE_OK }
        var item = first.item
        let blocks = entry.slots.compactMap { $0?.item.regions }
        if blocks.count > 1 {
            var united: UnsafePointer<sluice_region_block>?
            let failure = RegionUnion.unite(blocks, &node.pointee.task.pointee.arena, &united)
            if let failure {
                node.pointee.control.takeUnretainedValue().report(failure)
                return SLUICE_E_FAILED
            }
            item.regions = united
        } else {
            item.regions = blocks.first
        }
        return Emit.emit(node, 0, &item)
    }

    /// The bytes behind an emitted item were copied to the arena; its frame goes to the task until the input is done.
    private func adopt(_ slot: inout QueueSlot) {
        let frame = EdgeQueue.frame(slot.item)
        if frame != 0 { node.pointee.task.pointee.adopt(frame) }
        slot.item = sluice_item()
        if spare.count < 64 { spare.append(slot) } else { slot.free() }
    }
}
