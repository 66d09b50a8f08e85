import CHostShim
import CSluice
import HostCore
import HostLoading
import HostMemory
import HostSandbox

/// The calls themselves.
extension WorkerInstance {
    /// Makes the call of a request; its status.
    func make(_ request: shim_request) -> Int32 {
        guard let call = Call(rawValue: request.call) else { return SLUICE_E_ARGUMENT }
        if call == .create { return create(request) }
        guard let stage, let table = stageClass?.pointee else { return SLUICE_E_STATE }
        switch call {
        case .configure: return table.configure(stage, TreeWire.config(reader(request)))
        case .negotiate: return negotiate(request, stage, table)
        case .start:
            // Stages load what they need late: names of addresses are for what is mapped once they have.
            defer { worker.marks.noteImages() }
            return table.start(stage)
        case .stop: return table.stop(stage)
        case .destroy:
            table.destroy(stage)
            self.stage = nil
            end()
            return SLUICE_OK
        case .begin: return table.begin?(stage, request.port, keepStream(request)) ?? SLUICE_OK
        case .end:
            defer { forgetStream(request.port, request.stream) }
            return table.end?(stage, request.port, request.stream) ?? SLUICE_OK
        case .process: return process(request, stage, table)
        case .processBatch: return processBatch(request, stage)
        case .advance: return table.advance?(stage, request.port, request.stream, request.seq, request.time_ns) ?? 0
        case .produce: return table.produce?(stage, request.time_ns) ?? SLUICE_END
        case .drain: return table.drain?(stage) ?? SLUICE_OK
        case .reset: return table.reset?(stage, request.stream) ?? SLUICE_OK
        case .save: return save(stage)
        case .restore: return restore(request, stage)
        case .set: return params(stage)?.pointee.set(stage, TreeWire.config(reader(request))) ?? SLUICE_E_UNSUPPORTED
        case .create, .answer: return SLUICE_E_STATE
        }
    }

    private func create(_ request: shim_request) -> Int32 {
        do throws(HostError) {
            let expected = facts.buildID.isEmpty ? nil : facts.buildID
            let approved = facts.sha256.isEmpty ? nil : facts.sha256
            let library = try PluginLoader().open(facts.library, expecting: expected, sha256: approved)
            guard let table = library.stageClass(facts.stage) else {
                report(SLUICE_E_MISSING, "\(facts.library) has no stage \(facts.stage)")
                return SLUICE_E_MISSING
            }
            stageClass = table
            worker.marks.noteImages()
            defer { worker.marks.noteImages() }
            let context = OpaquePointer(Unmanaged.passUnretained(self).toOpaque())
            return table.pointee.create(table, WorkerHostTable.shared, context, keepInfo(request), &stage)
        } catch {
            report(SLUICE_E_MISSING, error.message)
            return SLUICE_E_MISSING
        }
    }

    private func negotiate(_ request: shim_request, _ stage: OpaquePointer, _ table: sluice_stage_class) -> Int32 {
        guard let call = table.negotiate else { return SLUICE_OK }
        var format = (mailbox.base + Int(request.at)).load(as: sluice_format.self)
        return call(stage, request.stream, request.port, &format)
    }

    private func process(_ request: shim_request, _ stage: OpaquePointer, _ table: sluice_stage_class) -> Int32 {
        guard let call = table.process else { return SLUICE_E_STATE }
        return withItems(request, count: 1) { call(stage, request.port, $0[0]) }
    }

    private func processBatch(_ request: shim_request, _ stage: OpaquePointer) -> Int32 {
        guard let call = batch(stage)?.pointee.process else { return SLUICE_E_UNSUPPORTED }
        let count = Int(clamping: request.seq)
        outputsLeft = facts.maxOutputs * Int64(count)
        return withItems(request, count: count) { items in
            var failed = [Int32](repeating: 0, count: items.count)
            let status = items.withUnsafeBufferPointer { items in
                items.withMemoryRebound(to: UnsafePointer<sluice_item>?.self) {
                    call(stage, request.port, $0.baseAddress, UInt32($0.count), &failed)
                }
            }
            for (index, own) in failed.enumerated() where own < 0 && status >= 0 {
                _ = write { $0.add(shim_entry(.failed, a: UInt64(index), c: Int64(own))) }
            }
            return status
        }
    }

    /// Reads the items of a request, and makes a call with them.
    private func withItems(
        _ request: shim_request, count: Int, _ call: ([UnsafePointer<sluice_item>]) -> Int32
    ) -> Int32 {
        defer {
            for frame in currentFrames { views.release(frame) }
            currentFrames.removeAll(keepingCapacity: true)
            currentItems.removeAll(keepingCapacity: true)
        }
        var at = 0
        for _ in 0..<count {
            let rest = Int(request.bytes) - at
            let start = mailbox.base + Int(request.at) + at
            let bytes = rest < ItemWire.bytes_at ? 0 : min(rest, Int(clamping: start.load(as: shim_entry.self).bytes))
            var reader = ItemReader(
                UnsafeMutableRawBufferPointer(start: start, count: bytes), base: request.base &+ UInt64(at))
            guard let item = reader.read() else {
                report(SLUICE_E_ARGUMENT, "the host's item cannot be read; this is a fault of Sluice, worth a report")
                return SLUICE_E_ARGUMENT
            }
            if item.pointee.kind == UInt32(SLUICE_ITEM_FRAME) {
                guard let frame = view(start) else { return SLUICE_E_MEMORY }
                item.pointee.payload.frame = UnsafePointer(frame)
                currentFrames.append(frame.pointee.handle)
            }
            currentItems.append(UnsafePointer(item))
            at += bytes
        }
        guard let first = currentItems.first?.pointee else { return SLUICE_E_ARGUMENT }
        mark?.enter(
            ItemMark(
                stage: facts.id, port: request.port, stream: first.stream, sub: first.sub, seq: first.seq,
                pts_ns: first.pts_ns))
        defer { mark?.leave() }
        return call(currentItems)
    }

    /// The view of the frame of an item in a request; `nil` when its memory is not mapped.
    private func view(_ start: UnsafeMutableRawPointer) -> UnsafeMutablePointer<sluice_frame>? {
        let head = start.load(as: shim_entry.self)
        guard let base = slabs.base(UInt32(truncatingIfNeeded: head.a)) else { return nil }
        return views.add(ItemWire.absolute(ItemReader.frame(start).pointee, at: base))
    }

    func batch(_ stage: OpaquePointer) -> UnsafePointer<sluice_batch>? {
        let found = stageClass?.pointee.get_extension?(stage, SLUICE_EXT_BATCH)
        return SizedStruct.table(found, as: sluice_batch.self, least_bytes: ContractSize.batch)
    }

    func state(_ stage: OpaquePointer) -> UnsafePointer<sluice_state>? {
        let found = stageClass?.pointee.get_extension?(stage, SLUICE_EXT_STATE)
        return SizedStruct.table(found, as: sluice_state.self, least_bytes: ContractSize.state)
    }

    func params(_ stage: OpaquePointer) -> UnsafePointer<sluice_params>? {
        let found = stageClass?.pointee.get_extension?(stage, SLUICE_EXT_PARAMS)
        return SizedStruct.table(found, as: sluice_params.self, least_bytes: ContractSize.params)
    }

    private func save(_ stage: OpaquePointer) -> Int32 {
        guard let state = state(stage) else { return SLUICE_E_UNSUPPORTED }
        var sink = sluice_text_sink()
        sink.struct_size = UInt32(MemoryLayout<sluice_text_sink>.size)
        sink.context = Unmanaged.passUnretained(self).toOpaque()
        sink.write = { context, text, bytes in
            guard let context, let text, bytes > 0 else { return }
            let instance = Unmanaged<WorkerInstance>.fromOpaque(context).takeUnretainedValue()
            let piece = UnsafeRawBufferPointer(start: text, count: Int(bytes))
            if !instance.reply.add(shim_entry(.state, a: bytes), piece) { instance.isStateTooLarge = true }
        }
        isStateTooLarge = false
        let status = state.pointee.save(stage, &sink)
        if isStateTooLarge {
            reply.reset()
            report(SLUICE_E_LIMIT, "the state is larger than \(Mailbox.area_bytes >> 20) MiB and cannot be saved")
            return SLUICE_E_LIMIT
        }
        return status < 0 ? status : Int32(bitPattern: state.pointee.version & 0x7FFF_FFFF)
    }

    private func restore(_ request: shim_request, _ stage: OpaquePointer) -> Int32 {
        guard let state = state(stage) else { return SLUICE_E_UNSUPPORTED }
        let bytes = (mailbox.base + Int(request.at)).assumingMemoryBound(to: UInt8.self)
        return state.pointee.restore(stage, request.port, bytes, request.bytes)
    }
}
