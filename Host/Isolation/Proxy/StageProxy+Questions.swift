import CHostShim
import CSluice
import HostCore
import HostMemory

/// What a worker needs of the host within a call.
extension StageProxy {
    private static let leasesAtOnce = 4
    private static let maxFrame_bytes: UInt64 = 1 << 30
    private static let maxLeases = 1024

    func answer(_ reply: shim_reply, _ mailbox: Mailbox) throws(Lost) -> shim_request {
        var answer = shim_request()
        answer.names_at = UInt64(Mailbox.requestAt)
        answer.time_ns = 0
        switch Question(rawValue: reply.question) {
        case .now: answer.time_ns = host.pointee.now_ns(context)
        case .intern:
            let bytes = try aside(reply, mailbox, limit: 64 << 10)
            answer.handle = UInt64(
                host.pointee.intern(
                    context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count)))
        case .lease:
            guard reply.a > 0, reply.a <= Self.maxFrame_bytes else { throw broken("a frame of \(reply.a) bytes") }
            for _ in 0..<Self.leasesAtOnce where frames.leases.count < Self.maxLeases {
                if !lend(Int(reply.a), &answer) { break }
            }
        case .keep: try keep(reply, mailbox, &answer)
        case .flush: try work(reply, mailbox)
        case nil: throw broken("an unknown question")
        }
        return answer
    }

    /// What came with a question, copied.
    private func aside(
        _ reply: shim_reply, _ mailbox: Mailbox, limit: UInt64
    ) throws(Lost) -> UnsafeMutableRawBufferPointer {
        let start = UInt64(Mailbox.replyAt)
        guard reply.bytes <= limit, reply.at >= start, reply.at <= start + UInt64(Mailbox.area_bytes),
            reply.bytes <= start + UInt64(Mailbox.area_bytes) - reply.at
        else { throw broken("a question outside its area") }
        return copy.take(mailbox.base + Int(reply.at), Int(reply.bytes))
    }

    private func keep(_ reply: shim_reply, _ mailbox: Mailbox, _ answer: inout shim_request) throws(Lost) {
        let bytes = try aside(reply, mailbox, limit: UInt64(MemoryLayout<KeepRequest>.size))
        guard bytes.count == MemoryLayout<KeepRequest>.size else { throw broken("a question without its words") }
        let asked = bytes.load(as: KeepRequest.self)
        var source = reply.a
        var draft: UInt64 = 0
        if reply.b == 1 {
            guard let place = frames.lease(reply.a) else { throw broken("a frame in a slot that it was not lent") }
            store.retainSlot(place.slot.handle)
            guard
                let made = store.makeDraft(
                    FrameStore.Description(asked.view), slot: place.slot, origin: asked.view.origin)
            else {
                store.releaseSlot(place.slot.handle)
                throw broken("a frame that does not fit its slot")
            }
            (source, draft) = (made, made)
        } else if let known = frames.handle(reply.a) {
            source = known
        } else if frameThatCame(reply.a) == nil {
            throw broken("a frame kept that it was not given")
        }
        var rect = asked.rect
        var frame = sluice_frame()
        frame.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        answer.status =
            asked.hasRect == 1
            ? host.pointee.frame_keep(context, source, &rect, &frame)
            : host.pointee.frame_keep(context, source, nil, &frame)
        if draft != 0 { store.release(draft) }
        guard answer.status == SLUICE_OK else { return }
        guard let place = store.place(of: frame.handle), show(place.slab) else {
            host.pointee.frame_unref(context, frame.handle)
            answer.status = SLUICE_E_MEMORY
            return
        }
        frames.hold(frame.handle, frame.handle, isKept: true)
        answer.at = UInt64(extraAt)
        (mailbox.base + extraAt).storeBytes(of: ItemWire.relative(frame, to: place.base), as: sluice_frame.self)
    }
}
