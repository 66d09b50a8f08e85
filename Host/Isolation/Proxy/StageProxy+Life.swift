import CHostShim
import CSluice
import HostCore
import HostMemory

/// From create to destroy, in one worker after the other.
extension StageProxy {
    // MARK: What the runtime calls

    func create() -> sluice_status {
        join()
        let status = answered("could not be made") { () throws(Lost) in
            try attach()
            return try makeInWorker()
        }
        if status < 0 { leaveUnit() }
        return status
    }

    func configure(_ config: UnsafePointer<sluice_config>) -> sluice_status {
        guard let copy = ConfigCopy(config) else {
            report(SLUICE_E_LIMIT, "its configuration is too large for a worker")
            return SLUICE_E_LIMIT
        }
        let status = answered("could not be configured") { () throws(Lost) in try configureInWorker(copy) }
        if status >= 0 { journal.config = copy }
        return status
    }

    func negotiate(_ direction: UInt32, _ port: UInt32, _ format: sluice_format) -> sluice_status {
        let status = answered("could not agree on a format") { () throws(Lost) in
            try negotiateInWorker(direction, port, format)
        }
        if status >= 0 { journal.formats.append((direction, port, format)) }
        return status
    }

    func start() -> sluice_status {
        let status = answered("could not start") { () throws(Lost) in try exchange(.start) }
        journal.isStarted = status >= 0
        journal.saved_ns = now_ns
        return status
    }

    func stop() -> sluice_status {
        journal.isStarted = false
        if let successor { return successor.stop() }
        // A worker that is gone has nothing to stop.
        guard let link, !unit.hasEnded(link.life) else { return SLUICE_OK }
        return answered("could not stop") { () throws(Lost) in try exchange(.stop) }
    }

    func destroy() {
        successor?.destroy()
        successor = nil
        if let link, !unit.hasEnded(link.life) {
            do throws(Lost) { _ = try exchange(.destroy) } catch {}
        }
        leaveUnit()
    }

    private func leaveUnit() {
        forgetWorker()
        unit.remove(id)
    }

    // MARK: A worker and no other

    /// Makes a call that no second worker takes over: a start that fails is the start's failure.
    private func answered(_ what: String, _ body: () throws(Lost) -> sluice_status) -> sluice_status {
        do throws(Lost) {
            return try body()
        } catch {
            switch error {
            case .worker(let reason): report(SLUICE_E_FAILED, "\(what): its worker \(reason.text)")
            case .over: report(SLUICE_E_FAILED, "\(what): it has no worker")
            }
            return SLUICE_E_FAILED
        }
    }

    /// Gets a worker and a mailbox into it.
    func attach() throws(Lost) {
        guard let link = unit.awaitLink({ isCancelled }), let mailbox = Mailbox() else { throw .over }
        self.link = link
        setMailbox(mailbox)
        namesTold = 0
        refusals = RefusalWatch()
        seenReplies = 0
        shown.removeAll(keepingCapacity: true)
        shownAtDrop = 0
        pendingSlabs.removeAll(keepingCapacity: true)
        let facts = Array(self.facts.json.text.utf8)
        guard link.socket.send(.instance, number: id, facts, descriptor: mailbox.descriptor) else {
            throw .worker(.cannotStart("its socket is closed"))
        }
    }

    private var facts: InstanceFacts {
        let request = isolated.request
        var facts = InstanceFacts()
        facts.id = id
        facts.library = request.entry.library
        facts.buildID = request.buildID
        facts.sha256 = request.sha256
        facts.stage = request.entry.manifest.id
        facts.outputKinds = PortKinds.outputs(request.entry.manifest).bytes(request.entry.manifest.outputs.count)
        facts.outputFormats = request.outputFormats.map(Int64.init)
        facts.maxOutputs = Int64(request.entry.manifest.maxOutputs)
        facts.holdLimit = Int64(request.holdLimit)
        facts.holdsPerStream = Int64(request.entry.manifest.holdsFrames)
        facts.holdsItems = request.entry.manifest.holds
        facts.models = isolated.models
        facts.asksTime = !isolated.setup.isSystemClock
        return facts
    }

    /// The worker is gone, or no longer wanted: what it had of the host's comes back.
    func forgetWorker() {
        frames.releaseAll(store) { host.pointee.frame_unref(context, $0) }
        metrics.endLife()
        setMailbox(nil)
        link = nil
    }

    func makeInWorker() throws(Lost) -> sluice_status {
        guard let area = requestArea, let bytes = TreeWire.write(info, to: area, capacity: Mailbox.area_bytes / 2)
        else {
            throw .over
        }
        return try exchange(.create, bytes: bytes)
    }

    func configureInWorker(_ copy: ConfigCopy, as call: Call = .configure) throws(Lost) -> sluice_status {
        guard let area = requestArea,
            let bytes = TreeWire.write(copy.config.pointee, to: area, capacity: Mailbox.area_bytes / 2)
        else { throw .over }
        return try exchange(call, bytes: bytes)
    }

    func negotiateInWorker(_ direction: UInt32, _ port: UInt32, _ format: sluice_format) throws(Lost) -> sluice_status {
        guard let area = requestArea else { throw .over }
        area.storeBytes(of: format, as: sluice_format.self)
        var request = shim_request()
        request.port = port
        request.stream = direction
        return try exchange(.negotiate, request, bytes: MemoryLayout<sluice_format>.size)
    }

    func beginInWorker(_ port: UInt32, _ stream: UnsafePointer<sluice_stream>) throws(Lost) -> sluice_status {
        guard let area = requestArea,
            let bytes = TreeWire.write(stream.pointee, to: area, capacity: Mailbox.area_bytes / 2)
        else { throw .over }
        var request = shim_request()
        request.port = port
        return try exchange(.begin, request, bytes: bytes, stream: stream.pointee.stream)
    }
}
