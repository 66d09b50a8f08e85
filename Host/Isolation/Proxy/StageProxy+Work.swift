import CHostShim
import CSluice
import HostCore
import HostMemory

/// What comes while the stage runs.
extension StageProxy {
    func begin(_ port: UInt32, _ stream: UnsafePointer<sluice_stream>) -> sluice_status {
        journal.streams.append((port, stream))
        if let successor { return successor.begin(port, stream) }
        // A revival begins all streams, this one too.
        let before = link?.life
        let status = working { () throws(Lost) in
            link?.life == before ? try beginInWorker(port, stream) : SLUICE_OK
        }
        return status ?? SLUICE_OK
    }

    func end(_ port: UInt32, _ stream: UInt32) -> sluice_status {
        defer {
            journal.streams.removeAll { $0.port == port && $0.stream.pointee.stream == stream }
            if !journal.streams.contains(where: { $0.stream.pointee.stream == stream }) { journal.forget(stream) }
        }
        if let successor { return successor.end(port, stream) }
        var request = shim_request()
        request.port = port
        request.stream = stream
        return working { () throws(Lost) in try exchange(.end, request, stream: stream) } ?? SLUICE_OK
    }

    func process(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        if let successor { return successor.process(port, item) }
        if hasGivenUp { return passBy(port, item) }
        items.append(item)
        defer { items.removeAll(keepingCapacity: true) }
        let status = working(items: 1) { () throws(Lost) in try processInWorker(port, item) }
        guard let status else { return SLUICE_DROPPED }
        saveIfDue()
        return status
    }

    private func processInWorker(_ port: UInt32, _ item: UnsafePointer<sluice_item>) throws(Lost) -> sluice_status {
        guard let area = requestArea else { throw .over }
        let size = ItemWire.size(item.pointee)
        let refused = write(port, item, size, to: area)
        if refused < 0 { return refused }
        var request = shim_request()
        request.port = port
        return try exchange(.process, request, bytes: size, stream: item.pointee.stream, seq: item.pointee.seq)
    }

    /// Writes an item for the worker, and has it shown the memory of its frame.
    func write(
        _ port: UInt32, _ item: UnsafePointer<sluice_item>, _ size: Int, to area: UnsafeMutableRawPointer
    ) -> sluice_status {
        guard size <= Self.largestItem_bytes else {
            report(SLUICE_E_LIMIT, "an item of \(size >> 20) MB is too large for a worker")
            return SLUICE_E_LIMIT
        }
        var head = shim_entry(.emit, port: port)
        var view: sluice_frame?
        if item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let frame = item.pointee.payload.frame {
            guard let place = store.place(of: frame.pointee.handle), show(place.slab) else {
                report(SLUICE_E_MEMORY, "the frame's memory cannot be shown to a worker")
                return SLUICE_E_MEMORY
            }
            head.a = UInt64(place.slab)
            view = ItemWire.relative(frame.pointee, to: place.base)
        }
        ItemWire.write(head, item.pointee, view, to: area)
        return SLUICE_OK
    }

    /// What one call carries in, beside pixels.
    static var largestItem_bytes: Int { Mailbox.area_bytes / 2 }

    /// The stage is out of service: what fits goes on as it is.
    func passBy(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        isolated.counts.lose(isolated.request.mayPassOn && port == 0 ? "passed-on" : "out-of-service", 1)
        guard isolated.request.mayPassOn, port == 0 else { return SLUICE_DROPPED }
        return host.pointee.emit(context, 0, item)
    }

    func advance(_ port: UInt32, _ stream: UInt32, _ seq: UInt64, _ pts_ns: Int64) -> sluice_status {
        if let successor { return successor.advance(port, stream, seq, pts_ns) }
        guard !hasGivenUp else { return SLUICE_OK }
        var request = shim_request()
        (request.port, request.stream, request.seq, request.time_ns) = (port, stream, seq, pts_ns)
        return working { () throws(Lost) in try exchange(.advance, request, stream: stream) } ?? SLUICE_OK
    }

    func produce(_ deadline_ns: Int64) -> sluice_status {
        if let successor { return successor.produce(deadline_ns) }
        guard !hasGivenUp else { return SLUICE_END }
        var request = shim_request()
        request.time_ns = deadline_ns
        let status = working(items: 1) { () throws(Lost) in try exchange(.produce, request) }
        if let status, status >= 0 { saveIfDue() }
        return status ?? SLUICE_NEED_MORE
    }

    func drain() -> sluice_status {
        if let successor { return successor.drain() }
        guard !hasGivenUp else { return SLUICE_OK }
        return working { () throws(Lost) in try exchange(.drain) } ?? SLUICE_OK
    }

    func reset(_ stream: UInt32) -> sluice_status {
        if let successor { return successor.reset(stream) }
        guard !hasGivenUp else { return SLUICE_OK }
        if stream == UInt32.max { journal.state = nil } else { journal.forget(stream) }
        var request = shim_request()
        request.stream = stream
        return working { () throws(Lost) in try exchange(.reset, request, stream: stream) } ?? SLUICE_OK
    }
}
