import CSluice
import HostCore
import HostMemory

/// What `emit` does: takes over what the item needs, and puts it on the task's list or into queues.
enum Emit {
    static func emit(
        _ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ item: UnsafePointer<sluice_item>
    ) -> sluice_status {
        guard port < node.pointee.outputCount else {
            dropDraft(node, item)
            return SLUICE_E_ARGUMENT
        }
        guard node.pointee.outputsLeft > 0 else {
            dropDraft(node, item)
            return SLUICE_E_LIMIT
        }
        let task = node.pointee.task
        // The common case: the very item that came in goes on. All it points at is in place already.
        if item == task.pointee.currentItem {
            node.pointee.outputsLeft &-= 1
            node.pointee.itemsOut.add(1)
            let output = node.pointee.outputs + Int(port)
            if let next = output.pointee.next {
                task.pointee.ring.push(
                    WorkEntry(node: next, item: item, port: output.pointee.nextPort, kind: .item))
            } else {
                send(node, port, item)
            }
            return SLUICE_OK
        }
        return emitCopy(node, port, item)
    }

    @inline(never)
    private static func emitCopy(
        _ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ item: UnsafePointer<sluice_item>
    ) -> sluice_status {
        let task = node.pointee.task
        // Less than contract 1.0 has: not even the frame in it can be believed.
        guard SizedStruct.bytes(item) >= ContractSize.item else { return SLUICE_E_ARGUMENT }
        guard node.pointee.outputKinds.has(item.pointee.kind, port: port), isOfFormat(node, port, item) else {
            dropDraft(node, item)
            return SLUICE_E_FORMAT
        }
        var copy = SizedStruct.read(item)
        copy.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        if node.pointee.sourceStream >= 0 {
            copy.stream = UInt32(node.pointee.sourceStream)
            node.pointee.sourceTime = (copy.seq, copy.pts_ns)
        }
        let status = takeFrame(node, &copy)
        if status < 0 { return status }
        place(task, &copy)
        node.pointee.outputsLeft &-= 1
        node.pointee.itemsOut.add(1)
        send(node, port, task.pointee.arena.place(copy))
        return SLUICE_OK
    }

    /// Whether a frame is of the format that was agreed on for the port.
    private static func isOfFormat(
        _ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ item: UnsafePointer<sluice_item>
    ) -> Bool {
        let agreed = node.pointee.outputs[Int(port)].pixelFormat
        guard agreed != 0, item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else {
            return true
        }
        return frame.pointee.pixel_format == agreed
    }

    /// Makes the item point at the store's own view of its frame; a draft becomes read-only and the task's.
    private static func takeFrame(_ node: UnsafeMutablePointer<Node>, _ item: inout sluice_item) -> sluice_status {
        guard item.kind == UInt32(SLUICE_ITEM_FRAME) else {
            return (1...5).contains(item.kind) && item.payload.any != nil ? SLUICE_OK : SLUICE_E_FORMAT
        }
        guard let frame = item.payload.frame else { return SLUICE_E_ARGUMENT }
        let handle = frame.pointee.handle
        return node.pointee.task.pointee.store._withUnsafeGuaranteedRef { store in
            guard let view = store.view(handle) else { return SLUICE_E_ARGUMENT }
            if store.freeze(handle) {
                node.pointee.drafts.remove()
                store.setFlags(frame.pointee.flags, of: handle)
                node.pointee.task.pointee.adopt(handle)
            } else if view != frame {
                // A kept frame: the stage may give it back before this item has been worked on.
                store.retain(handle)
                node.pointee.task.pointee.adopt(handle)
            }
            if view.pointee.origin.seq == 0, view.pointee.origin.region == 0, view.pointee.origin.stream == 0 {
                var origin = view.pointee.origin
                origin.seq = item.seq
                origin.stream = item.stream
                store.setOrigin(origin, of: handle)
            }
            item.payload.frame = view
            return SLUICE_OK
        }
    }

    /// Copies what lies in the stage's own memory into the task's.
    private static func place(_ task: UnsafeMutablePointer<TaskState>, _ item: inout sluice_item) {
        let current = task.pointee.currentItem?.pointee
        var regions: UnsafePointer<sluice_region_block>?
        if let block = item.regions, block == current?.regions || task.pointee.arena.contains(block) {
            regions = block
            item.regions = nil
        }
        var attachments: UnsafePointer<sluice_attachment>?
        if let list = item.attachments, list == current?.attachments {
            attachments = list
            item.attachments = nil
        }
        let size = ItemBytes.size(item)
        if size > 0 { ItemBytes.copy(&item, into: task.pointee.arena.take(size)) }
        if let regions { item.regions = regions }
        if let attachments { item.attachments = attachments }
    }

    /// A draft is consumed by every emit, also by one that fails.
    @inline(never)
    private static func dropDraft(_ node: UnsafeMutablePointer<Node>, _ item: UnsafePointer<sluice_item>) {
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else { return }
        node.pointee.task.pointee.store._withUnsafeGuaranteedRef { store in
            guard store.freeze(frame.pointee.handle) else { return }
            node.pointee.drafts.remove()
            store.release(frame.pointee.handle)
        }
    }

    /// Hands an item to every edge of a port.
    @inline(never)
    static func send(_ node: UnsafeMutablePointer<Node>, _ port: UInt32, _ item: UnsafePointer<sluice_item>) {
        let output = node.pointee.outputs + Int(port)
        let task = node.pointee.task
        for i in 0..<output.pointee.count {
            let edge = output.pointee.edges + i
            if edge.pointee.shares > 1, item.pointee.stream % edge.pointee.shares != edge.pointee.share { continue }
            if let queue = edge.pointee.queue {
                queue._withUnsafeGuaranteedRef { $0.push(item.pointee) }
            } else if let next = edge.pointee.node {
                let isView = edge.pointee.lumaView && EdgeQueue.frame(item.pointee) != 0
                let sent = isView ? TaskRun.lumaView(task, item) : item
                task.pointee.ring.push(WorkEntry(node: next, item: sent, port: edge.pointee.port, kind: .item))
            }
        }
    }

    /// Hands an event to every edge of every port, or to those that want progress.
    static func sendEvent(
        _ node: UnsafeMutablePointer<Node>, _ kind: WorkEntry.Kind, _ event: sluice_item
    ) {
        let task = node.pointee.task
        var placed: UnsafePointer<sluice_item>?
        for port in 0..<Int(node.pointee.outputCount) {
            let output = node.pointee.outputs[port]
            for i in 0..<output.count {
                let edge = output.edges[i]
                if edge.itemsOnly || kind == .progress && !edge.needsProgress { continue }
                if edge.shares > 1, event.stream % edge.shares != edge.share { continue }
                if let queue = edge.queue {
                    queue._withUnsafeGuaranteedRef { $0.push(event: kind, event) }
                } else if let next = edge.node {
                    let item = placed ?? task.pointee.arena.place(event)
                    placed = item
                    task.pointee.ring.push(WorkEntry(node: next, item: item, port: edge.port, kind: kind))
                }
            }
        }
    }
}
