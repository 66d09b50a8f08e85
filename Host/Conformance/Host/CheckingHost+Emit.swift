import CSluice
import HostCore

extension CheckingHost {
    func emit(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        lock.withLock { _ in
            adopt(item)
            let isAllowed = isOnCallThread() && call.emits
            if !isAllowed { expectEmit() }
            let status = isAllowed ? verdict(port, item) : SLUICE_E_STATE
            if status == SLUICE_OK { record(port, item) }
            consume(item)
            return status
        }
    }

    /// A frame that comes out of a worker is the host's from here on.
    private func adopt(_ item: UnsafePointer<sluice_item>) {
        guard let mirror, item.pointee.kind == UInt32(SLUICE_ITEM_FRAME),
            let handle = item.pointee.payload.frame?.pointee.handle, frames[handle] == nil
        else { return }
        frames[handle] = mirror.adopt(handle)
    }

    private func expectEmit() {
        if !isOnCallThread() { return expect("emit", work: true) }
        tell(.callbackThread, "emit was called in \(call.rawValue), where it is not allowed")
    }

    private func verdict(_ port: UInt32, _ item: UnsafePointer<sluice_item>) -> sluice_status {
        if behaviour.isCancelled { return SLUICE_CANCELLED }
        if let status = behaviour.emitStatus { return status }
        outputsOfCall += 1
        guard outputsOfCall <= manifest.maxOutputs else {
            tell(.outputAsNegotiated, "emitted more than the \(manifest.maxOutputs) items of max_outputs in one call")
            return SLUICE_E_LIMIT
        }
        guard port < UInt32(manifest.outputs.count) else {
            tell(.outputAsNegotiated, "emitted to output \(port) of \(manifest.outputs.count)")
            return SLUICE_E_ARGUMENT
        }
        if item == currentItem { return passOn(port, item.pointee) }
        guard item.pointee.struct_size >= UInt32(MemoryLayout<sluice_item>.size) else {
            tell(.outputAsNegotiated, "emitted an item with struct_size \(item.pointee.struct_size)")
            return SLUICE_E_ARGUMENT
        }
        if item.pointee.reserved != 0 { tell(.reservedZero, "emitted an item whose reserved field is not 0") }
        checkTime(item.pointee)
        return passOn(port, item.pointee)
    }

    private func passOn(_ port: UInt32, _ item: sluice_item) -> sluice_status {
        if let what = EmittedItem.misfit(item, manifest.outputs[Int(port)], self) {
            tell(.outputAsNegotiated, "emitted \(what) on output '\(manifest.outputs[Int(port)].name)'")
            return SLUICE_E_FORMAT
        }
        if let block = item.regions, block != currentItem?.pointee.regions {
            guard let view = RegionView(block) else {
                tell(.outputAsNegotiated, "emitted a region block whose counts or offsets do not fit")
                return SLUICE_E_ARGUMENT
            }
            if block.pointee.reserved != 0 {
                tell(.reservedZero, "emitted a region block whose reserved field is not 0")
            }
            let breach = view.breach(names)
            if !breach.isEmpty { tell(.outputAsNegotiated, "emitted regions of which \(breach)") }
        }
        return SLUICE_OK
    }

    private func checkTime(_ item: sluice_item) {
        if manifest.inputs.isEmpty { return }
        guard let range = times[item.stream] else {
            return tell(.range, "emitted an item of the stream \(item.stream), of which nothing has come in")
        }
        if !range.contains(item.pts_ns) {
            tell(
                .range,
                "emitted pts_ns \(item.pts_ns), outside of what has come in: \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }

    private func record(_ port: UInt32, _ item: UnsafePointer<sluice_item>) {
        emissionCount += 1
        guard !behaviour.forgetsItems else { return }
        var digest = ItemDigest(names, frames, tracks)
        let content = digest.content(item.pointee)
        tracks = digest.tracks
        let view = item.pointee.regions.flatMap { RegionView($0) }
        let isFrame = item.pointee.kind == UInt32(SLUICE_ITEM_FRAME)
        emissions.append(
            Emission(
                port: Int(port), kind: item.pointee.kind, stream: item.pointee.stream, seq: item.pointee.seq,
                sub: item.pointee.sub, pts_ns: item.pointee.pts_ns, epoch: item.pointee.epoch,
                capture_ns: item.pointee.capture_ns,
                handle: isFrame ? item.pointee.payload.frame?.pointee.handle ?? 0 : 0, digest: content,
                attachments: ItemDigest.attachments(item.pointee.attachments, names), notFinite: view?.notFinite ?? ""))
    }

    /// A frame that was allocated is consumed, also by an emit that fails.
    private func consume(_ item: UnsafePointer<sluice_item>) {
        guard item.pointee.kind == UInt32(SLUICE_ITEM_FRAME), let facts = item.pointee.payload.frame,
            let frame = frames[facts.pointee.handle], frame.state == .writable
        else { return }
        frame.freeze()
        frame.refs -= 1
        if frame.refs == 0 { retire(frame) }
    }
}
