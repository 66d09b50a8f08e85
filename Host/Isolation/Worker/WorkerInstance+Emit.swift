import CHostShim
import CSluice
import HostCore
import HostMemory

/// What `emit` does in a worker: the checks that the host would make, then an entry in the reply. The host makes its
/// own checks on what it reads there.
extension WorkerInstance {
    func emit(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> Int32 {
        guard Int(port) < facts.outputKinds.count else { return refuse(item, SLUICE_E_ARGUMENT) }
        guard outputsLeft > 0 else { return refuse(item, SLUICE_E_LIMIT) }
        if let index = currentItems.firstIndex(of: item) {
            outputsLeft -= 1
            return write { $0.add(shim_entry(.pass, port: port, a: UInt64(index))) }
        }
        // Less than contract 1.0 has: not even the frame in it can be believed.
        guard SizedStruct.bytes(item) >= ContractSize.item else { return SLUICE_E_ARGUMENT }
        guard facts.outputKinds[Int(port)] >> Int64(item.pointee.kind & 7) & 1 != 0, isOfFormat(port, item) else {
            return refuse(item, SLUICE_E_FORMAT)
        }
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME) else {
            guard (1...5).contains(item.pointee.kind), item.pointee.payload.any != nil else { return SLUICE_E_FORMAT }
            outputsLeft -= 1
            let copy = SizedStruct.read(item)
            return write { $0.add(shim_entry(.emit, port: port), copy, nil) }
        }
        return emitFrame(port, item)
    }

    private func emitFrame(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> Int32 {
        guard let handle = item.pointee.payload.frame?.pointee.handle else { return SLUICE_E_ARGUMENT }
        let copy = SizedStruct.read(item)
        if let index = draft(handle) {
            let view = giveAway(index)
            outputsLeft -= 1
            // What the stage sees of it until the call returns, and beyond if it holds it.
            emitted.append(handle)
            _ = views.add(view)
            return write { $0.add(shim_entry(.emit, port: port, a: handle, b: 1), copy, view) }
        }
        guard views.has(handle) else { return SLUICE_E_ARGUMENT }
        outputsLeft -= 1
        return write { $0.add(shim_entry(.emit, port: port, a: handle), copy, nil) }
    }

    private func isOfFormat(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> Bool {
        let agreed = Int(port) < facts.outputFormats.count ? facts.outputFormats[Int(port)] : 0
        guard agreed != 0, item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else {
            return true
        }
        return Int64(frame.pointee.pixel_format) == agreed
    }

    /// A draft is consumed by every emit, also by one that fails.
    private func refuse(_ item: UnsafePointer<sluice_item>, _ status: Int32) -> Int32 {
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame else {
            return status
        }
        if let index = draft(frame.pointee.handle) { dropDraft(index) }
        return status
    }

    /// Writes an entry; when there is no room, has the host take those before it first.
    func write(_ add: (inout ReplyWriter) -> Bool) -> Int32 {
        if add(&reply) { return SLUICE_OK }
        guard ask(.flush) != nil else { return SLUICE_E_MEMORY }
        reply.reset()
        if add(&reply) { return SLUICE_OK }
        report(SLUICE_E_LIMIT, "an item of more than \(Mailbox.area_bytes >> 20) MiB does not leave a worker")
        return SLUICE_E_LIMIT
    }

    func progress(_ stream: UInt32, _ seq: UInt64, _ pts_ns: Int64) -> Int32 {
        guard facts.holdsItems else { return SLUICE_E_STATE }
        return write { $0.add(shim_entry(.progress, a: UInt64(stream), b: seq, c: pts_ns)) }
    }

    /// Frames that the stage made and gave away in this call are the host's alone from here on.
    func forgetEmitted() {
        for handle in emitted { views.release(handle) }
        emitted.removeAll(keepingCapacity: true)
    }
}
