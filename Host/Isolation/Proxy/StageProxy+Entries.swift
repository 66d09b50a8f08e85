import CHostShim
import CSluice
import HostCore
import HostMemory

/// What a worker's reply makes the host do. Everything here is read from the host's copy, and checked.
extension StageProxy {
    /// Copies the entries of a reply and works them off.
    func work(_ reply: shim_reply, _ mailbox: Mailbox) throws(Lost) {
        guard reply.at == UInt64(Mailbox.replyAt), reply.bytes <= UInt64(Mailbox.area_bytes) else {
            throw broken("a reply outside its area")
        }
        let bytes = copy.take(mailbox.base + Mailbox.replyAt, Int(reply.bytes))
        let head = MemoryLayout<shim_entry>.size
        var at = 0
        while at < bytes.count {
            guard bytes.count - at >= head else { throw broken("a piece of an entry") }
            let entry = bytes.load(fromByteOffset: at, as: shim_entry.self)
            guard entry.bytes >= UInt64(head), entry.bytes <= UInt64(bytes.count - at), entry.bytes % 16 == 0 else {
                throw broken("an entry of \(entry.bytes) bytes")
            }
            let part = UnsafeMutableRawBufferPointer(rebasing: bytes[at..<at + Int(entry.bytes)])
            try work(entry, part, base: reply.base &+ UInt64(at))
            at += Int(entry.bytes)
        }
    }

    private func work(
        _ entry: shim_entry, _ bytes: UnsafeMutableRawBufferPointer, base: UInt64
    ) throws(Lost) {
        switch EntryKind(rawValue: entry.kind) {
        case .pass:
            guard entry.a < UInt64(items.count) else { throw broken("an item passed on that never came in") }
            _ = host.pointee.emit(context, entry.port, items[Int(entry.a)])
        case .emit: try emit(entry, bytes, base)
        case .progress:
            guard entry.a <= UInt64(UInt32.max) else { throw broken("a stream that is none") }
            _ = host.pointee.progress(context, UInt32(entry.a), entry.b, entry.c)
        case .error: reportError(entry, bytes)
        case .hold: try hold(entry.a)
        case .release:
            guard let handle = frames.release(entry.a) else { throw broken("a frame let go that it does not hold") }
            host.pointee.frame_unref(context, handle)
        case .state:
            let head = MemoryLayout<shim_entry>.size
            guard entry.a <= UInt64(bytes.count - head) else { throw broken("a state without its bytes") }
            newState.append(contentsOf: bytes[head..<head + Int(entry.a)])
        case .failed:
            guard entry.a < UInt64(failed.count), entry.c < 0 else { throw broken("a status of no item") }
            failed[Int(entry.a)] = Int32(truncatingIfNeeded: entry.c)
        case .metric: try note(metric: entry, bytes)
        case nil: throw broken("an unknown entry")
        }
    }

    private func note(metric entry: shim_entry, _ bytes: UnsafeMutableRawBufferPointer) throws(Lost) {
        let most = UInt64(ProxyMetrics.mostText_bytes)
        let texts = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(MemoryLayout<shim_entry>.size))
        guard entry.b <= most, entry.d <= most, entry.b + entry.d <= UInt64(texts.count),
            metrics.tell(
                entry.a, kind: UInt64(entry.port), Double(bitPattern: UInt64(bitPattern: entry.c)),
                name: UnsafeRawBufferPointer(rebasing: texts[..<Int(entry.b)]),
                help: UnsafeRawBufferPointer(rebasing: texts[Int(entry.b)..<Int(entry.b + entry.d)]))
        else { throw broken("a number that is none") }
    }

    private func reportError(_ entry: shim_entry, _ bytes: UnsafeMutableRawBufferPointer) {
        let head = MemoryLayout<shim_entry>.size
        let count = min(Int(clamping: entry.a), bytes.count - head)
        let text = String(decoding: bytes[head..<head + count], as: UTF8.self)
        hasReported = true
        lastReport = [text, refusalCause].compactMap(\.self).joined(separator: "; ")
        report(Int32(truncatingIfNeeded: entry.c), lastReport)
    }

    /// What the sandbox has refused since the last error, when that may be why.
    private var refusalCause: String? {
        guard let link else { return nil }
        return refusals.cause(link.record)
    }

    /// Says why a call has failed where the stage did not and the sandbox knows.
    func explainFailure(_ status: sluice_status) {
        guard status < 0, !hasReported, let cause = refusalCause else { return }
        report(status, cause)
    }

    private func hold(_ word: UInt64) throws(Lost) {
        guard let handle = frameNamed(word) else { throw broken("a frame held that it was not given") }
        if host.pointee.frame_ref(context, handle) == SLUICE_OK { frames.hold(word, handle) }
    }

    /// The frame that a worker's word means: the one that came in, one it holds, or one it made in this call.
    private func frameNamed(_ word: UInt64) -> UInt64? {
        if let known = frames.handle(word) { return known }
        return frameThatCame(word) == nil ? nil : word
    }

    /// The view of a frame that came in with the call under way.
    func frameThatCame(_ handle: UInt64) -> UnsafePointer<sluice_frame>? {
        for item in items where item.pointee.kind == UInt32(SLUICE_ITEM_FRAME) {
            if let frame = item.pointee.payload.frame, frame.pointee.handle == handle { return frame }
        }
        return nil
    }

    private func emit(_ entry: shim_entry, _ bytes: UnsafeMutableRawBufferPointer, _ base: UInt64) throws(Lost) {
        var reader = ItemReader(bytes, base: base)
        guard let start = bytes.baseAddress, let given = reader.read() else {
            throw broken("an item that is not sound")
        }
        if given.pointee.kind == UInt32(SLUICE_ITEM_FRAME) {
            given.pointee.payload.frame =
                entry.b == 1 ? try takeFrame(entry.a, ItemReader.frame(start).pointee) : try knownFrame(entry.a)
        }
        _ = host.pointee.emit(context, entry.port, given)
    }

    private func knownFrame(_ word: UInt64) throws(Lost) -> UnsafePointer<sluice_frame> {
        guard let handle = frameNamed(word), let view = store.view(handle) else {
            throw broken("a frame that it was not given")
        }
        // The very view that came in, so that the host knows it for the frame of the item under way.
        if handle == word, let frame = frameThatCame(handle) { return frame }
        return view
    }

    /// A frame of the store over the slot that the worker has written: only what it looks like is the worker's word.
    private func takeFrame(_ word: UInt64, _ view: sluice_frame) throws(Lost) -> UnsafePointer<sluice_frame> {
        guard let place = frames.takeBack(word) else { throw broken("a frame in a slot that it was not lent") }
        guard view.rotation_degrees < 360, view.rotation_degrees % 90 == 0, isFinite(view.origin.affine),
            let handle = store.makeDraft(FrameStore.Description(view), slot: place.slot, origin: view.origin)
        else {
            store.releaseSlot(place.slot.handle)
            throw broken("a frame that does not fit its slot")
        }
        frames.noteMade(word, handle)
        guard let made = store.view(handle) else { throw broken("a frame that is gone") }
        return made
    }

    private func isFinite(_ a: (Float, Float, Float, Float, Float, Float)) -> Bool {
        a.0.isFinite && a.1.isFinite && a.2.isFinite && a.3.isFinite && a.4.isFinite && a.5.isFinite
    }
}
