import CHostShim
import CSluice
import HostCore
import HostMemory

/// What the stage asks about frames. Answers are those that a host in the same process would give.
extension WorkerInstance {
    func addLeases(_ request: shim_request) {
        withUnsafeBytes(of: request.leases) { bytes in
            let given = bytes.bindMemory(to: shim_lease.self)
            for i in 0..<min(Int(request.lease_count), given.count) { leases.append(Lease(slot: given[i])) }
        }
    }

    func allocate(
        _ spec: UnsafePointer<sluice_frame_spec>, _ frame: UnsafeMutablePointer<sluice_frame>,
        _ planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
    ) -> Int32 {
        guard SizedStruct.bytes(spec) >= ContractSize.frameSpec, SizedStruct.bytes(frame) >= ContractSize.frame else {
            return SLUICE_E_ARGUMENT
        }
        let spec = SizedStruct.read(spec)
        let description = FrameStore.Description(spec)
        guard
            let layout = FrameLayout(
                format: description.format, width: description.width, height: description.height)
        else { return SLUICE_E_ARGUMENT }
        guard isWithinHolds() else { return SLUICE_E_LIMIT }
        let size = UInt64(FrameStore.slotSize(layout.total_bytes))
        var index = freeLease(size)
        if index == nil {
            guard ask(.lease, a: UInt64(layout.total_bytes)) != nil else { return SLUICE_E_MEMORY }
            index = freeLease(size)
        }
        guard let index, let base = slabs.base(leases[index].slot.slab),
            let start = UnsafeMutableRawPointer(
                bitPattern: base + UInt(leases[index].slot.index) * UInt(leases[index].slot.bytes))
        else { return SLUICE_E_MEMORY }
        var view = FrameStore.view(description, layout: layout, at: start)
        view.handle = leases[index].slot.handle
        view.origin = FrameOrigin.derived(spec)
        leases[index].isDraft = true
        leases[index].view = view
        drafts.add()
        SizedStruct.write(view, to: frame)
        for i in 0..<4 {
            planes[i] =
                i < layout.planeCount
                ? (start + layout.planes[i].offset_bytes).assumingMemoryBound(to: UInt8.self) : nil
        }
        return SLUICE_OK
    }

    /// Whether the stage keeps no more frames than its manifest says, those that it has not emitted yet included.
    private func isWithinHolds() -> Bool {
        let verdict = drafts.judge(work: call, held: Int(framesHeld), limit: Int(holdLimit), id: facts.stage)
        guard case .refused(let text) = verdict else { return true }
        if var text { text.withUTF8 { log(3, UnsafeRawBufferPointer($0)) } }
        return false
    }

    /// Frames that may outlive a call: streams that were added while the graph runs count as well.
    private var holdLimit: Int64 { max(facts.holdLimit, facts.holdsPerStream * streamCount) }

    private func freeLease(_ bytes: UInt64) -> Int? { leases.firstIndex { !$0.isDraft && $0.slot.bytes == bytes } }

    func draft(_ handle: UInt64) -> Int? { leases.firstIndex { $0.isDraft && $0.slot.handle == handle } }

    /// The frame in a lease goes to the host: what it looks like from now on, for as long as the call lasts.
    func giveAway(_ index: Int) -> sluice_frame {
        let view = leases[index].view
        leases.remove(at: index)
        drafts.remove()
        return view
    }

    /// A frame that the stage was making is not needed: its slot is free for the next one.
    func dropDraft(_ index: Int) {
        leases[index].isDraft = false
        drafts.remove()
    }

    func hold(_ handle: UInt64) -> Int32 {
        guard framesHeld < holdLimit else { return SLUICE_E_LIMIT }
        guard draft(handle) == nil, views.retain(handle) else { return SLUICE_E_ARGUMENT }
        _ = reply.add(shim_entry(.hold, a: handle))
        framesHeld += 1
        return SLUICE_OK
    }

    func release(_ handle: UInt64) {
        if let index = draft(handle) { return dropDraft(index) }
        let isKept = views.isKept(handle)
        guard views.release(handle) else { return }
        if !isKept { framesHeld = max(0, framesHeld - 1) }
        _ = reply.add(shim_entry(.release, a: handle))
    }

    func keep(_ handle: UInt64, _ rect: sluice_rect?, _ frame: UnsafeMutablePointer<sluice_frame>) -> Int32 {
        guard SizedStruct.bytes(frame) >= ContractSize.frame else { return SLUICE_E_ARGUMENT }
        var part = KeepRequest(hasRect: rect == nil ? 0 : 1, rect: rect ?? sluice_rect(), view: sluice_frame())
        let index = draft(handle)
        if let index {
            part.view = leases[index].view
        } else if !views.has(handle) {
            return SLUICE_E_ARGUMENT
        }
        let answer = withUnsafeBytes(of: part) { ask(.keep, a: handle, b: index == nil ? 0 : 1, $0) }
        guard let answer else { return SLUICE_E_MEMORY }
        guard answer.status == SLUICE_OK, let base = slabs.base(answer.slabs.0) else { return answer.status }
        let given = (mailbox.base + Int(answer.at)).load(as: sluice_frame.self)
        SizedStruct.write(views.add(ItemWire.absolute(given, at: base), isKept: true).pointee, to: frame)
        return SLUICE_OK
    }
}

/// What comes with the question for a kept copy.
struct KeepRequest {
    var hasRect: UInt32
    var reserved: UInt32 = 0
    var rect: sluice_rect
    /// Of a frame that the worker is still making: what it looks like.
    var view: sluice_frame
}
