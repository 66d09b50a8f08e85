import CHostShim
import CSluice
import Glibc
import HostCore
import HostMemory

/// Requests and replies.
extension StageProxy {
    private static let look_ns: Int64 = 50_000_000

    /// Where what comes with a request goes.
    var requestArea: UnsafeMutableRawPointer? { mailbox.map { $0.base + Mailbox.requestAt } }

    /// Sends a request and works off what comes back, up to the end of the call.
    /// - Parameter bytes: What was written to ``requestArea``.
    /// - Returns: The call's status.
    func exchange(
        _ call: Call, _ request: shim_request = shim_request(), bytes: Int = 0, stream: UInt32 = 0, seq: UInt64 = 0
    ) throws(Lost) -> sluice_status {
        guard let link, let mailbox else { throw .over }
        var request = request
        request.call = call.rawValue
        request.at = UInt64(Mailbox.requestAt)
        request.bytes = UInt64(bytes)
        request.base = UInt64(UInt(bitPattern: mailbox.base + Mailbox.requestAt))
        extraAt = Mailbox.requestAt + ItemWire.padded(bytes)
        forgetDropped(link)
        addNames(&request)
        payLeases(&request)
        hasReported = false
        let count = call == .processBatch ? items.count : 1
        current.enter(call, stream, seq, UInt32(clamping: count))
        request.processor = pair(call)
        defer {
            pairing.end(at_ns: now_ns)
            current.leave()
            frames.endCall()
        }
        let limit_ns = call.isSlow ? policy.start_ns : policy.deadline_ns &* Int64(count)
        let deadline_ns = now_ns &+ limit_ns
        post(&request, mailbox, link)
        while true {
            let reply = try receive(mailbox, link, deadline_ns: deadline_ns, limit_ns: limit_ns)
            guard link.seal(postedSlabs, store) else { throw broken("its memory cannot be sealed") }
            guard reply.kind == ReplyKind.question.rawValue else {
                guard reply.kind == ReplyKind.done.rawValue else { throw broken("an unknown reply") }
                if call == .create || call == .configure { learn(reply) }
                try work(reply, mailbox)
                explainFailure(reply.status)
                return reply.status
            }
            var answer = try self.answer(reply, mailbox)
            answer.call = Call.answer.rawValue
            post(&answer, mailbox, link)
        }
    }

    /// Keeps this thread where it is, when the worker's shall meet it there.
    /// - Returns: The processor, or -1 for none.
    private func pair(_ call: Call) -> Int32 {
        guard ProcessorStay.isOffered, let here = ProcessorStay.here else { return -1 }
        guard let processor = pairing.begin(at_ns: now_ns, on: here), !call.isSlow else {
            ProcessorStay.leave()
            return -1
        }
        if ProcessorStay.stay(on: processor) { return processor }
        // Where it may not be, as with one processor only, not each call shall ask for it.
        pairing = Pairing()
        return -1
    }

    /// Takes note of which extensions the stage has.
    private func learn(_ reply: shim_reply) {
        flags = reply.flags
        state.table.pointee.version = reply.question
        if flags & InstanceFlags.hasBatch != 0 { batch.set(maxItems: reply.a, maxWait_ns: reply.b) }
    }

    private func post(_ request: inout shim_request, _ mailbox: Mailbox, _ link: WorkerLink) {
        let count = min(pendingSlabs.count, Int(SHIM_SLABS))
        withUnsafeMutableBytes(of: &request.slabs) { bytes in
            for i in 0..<count { bytes.storeBytes(of: pendingSlabs[i], toByteOffset: i * 4, as: UInt32.self) }
        }
        request.slab_count = UInt32(count)
        swap(&pendingSlabs, &postedSlabs)
        pendingSlabs.removeAll(keepingCapacity: true)
        mailbox.now_ns = now_ns
        mailbox.head.pointee.request = request
        seenReplies = shim_bell_count(mailbox.replyBell)
        shim_bell_ring(mailbox.requestBell)
    }

    /// The next reply, copied out of shared memory.
    private func receive(
        _ mailbox: Mailbox, _ link: WorkerLink, deadline_ns: Int64, limit_ns: Int64
    ) throws(Lost) -> shim_reply {
        let bell = mailbox.replyBell
        let seen = seenReplies
        if ProcessorStay.kept != nil || !spin.spin(until: { shim_bell_count(bell) != seen }) {
            while shim_bell_wait(bell, seen, Self.look_ns) == seen {
                if unit.hasEnded(link.life) { break }
                if isCancelled { mailbox.isCancelled = true }
                if now_ns > deadline_ns {
                    unit.end(link.life, .hung(limit_ns: limit_ns))
                    break
                }
            }
        }
        if unit.hasEnded(link.life) { throw .worker(lastReason(link)) }
        return mailbox.head.pointee.reply
    }

    private func lastReason(_ link: WorkerLink) -> FailureReason {
        unit.failure(of: link.process)?.reason ?? .exit(0)
    }

    /// Ends a worker that says what cannot be.
    func broken(_ what: String) -> Lost {
        guard let link else { return .over }
        unit.end(link.life, .protocolBroken(what))
        return .worker(lastReason(link))
    }

    /// Slabs that are gone are told of, once.
    private func forgetDropped(_ link: WorkerLink) {
        let now = store.slabsDropped.load(ordering: .acquiring)
        guard now != shownAtDrop else { return }
        shownAtDrop = now
        shown.removeAll(keepingCapacity: true)
        link.forgetDropped(store)
    }

    /// Makes sure that the worker has mapped a slab when it works on the next request.
    func show(_ slab: UInt32, toWrite: Bool = false) -> Bool {
        if !shown.contains(slab) {
            guard let link, link.show(slab, of: store, toWrite: toWrite) else { return false }
            shown.append(slab)
        }
        if !pendingSlabs.contains(slab) { pendingSlabs.append(slab) }
        return true
    }

    /// Tells of names that are new since the last request. Numbers are dense, so one look says whether there are any.
    private func addNames(_ request: inout shim_request) {
        guard let mailbox else { return }
        var used = 0
        while used < 1 << 20 {
            var bytes: UInt64 = 0
            guard let text = host.pointee.text_of(context, namesTold + 1, &bytes), bytes <= 64 << 10 else { break }
            namesTold += 1
            let place = mailbox.base + extraAt + used
            place.storeBytes(of: namesTold, as: UInt32.self)
            (place + 4).storeBytes(of: UInt32(bytes), as: UInt32.self)
            memcpy(place + 8, text, Int(bytes))
            used += ItemWire.padded(8 + Int(bytes))
        }
        request.names_at = UInt64(extraAt)
        request.names_bytes = UInt64(used)
        extraAt += used
    }

    /// Replaces the slots that the last call has used.
    private func payLeases(_ request: inout shim_request) {
        let count = min(frames.owed.count, Int(SHIM_LEASES))
        for _ in 0..<count {
            guard let size = frames.owed.popLast() else { break }
            if !lend(size, &request) { break }
        }
    }

    /// Lends the worker one more slot.
    func lend(_ bytes: Int, _ request: inout shim_request) -> Bool {
        guard let link, request.lease_count < UInt32(SHIM_LEASES),
            let place = store.takeWorkerSlot(bytes, for: link.slabOwner, slots: Self.slotsPerSlab)
        else { return false }
        guard pendingSlabs.count < Int(SHIM_SLABS), show(place.slab, toWrite: true) else {
            store.releaseSlot(place.slot.handle)
            return false
        }
        let lease = shim_lease(
            slab: place.slab, index: place.index, bytes: UInt64(place.size_bytes), handle: frames.lend(place))
        withUnsafeMutableBytes(of: &request.leases) {
            $0.storeBytes(
                of: lease, toByteOffset: Int(request.lease_count) * MemoryLayout<shim_lease>.stride,
                as: shim_lease.self)
        }
        request.lease_count += 1
        return true
    }

    static var slotsPerSlab: Int { 32 }
}

extension Call {
    /// Whether it may take as long as a start.
    var isSlow: Bool {
        switch self {
        case .create, .configure, .negotiate, .start, .stop, .destroy, .restore, .drain: true
        default: false
        }
    }
}
