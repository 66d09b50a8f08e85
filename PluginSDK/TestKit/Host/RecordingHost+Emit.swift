import CSluice
import PluginSDK

extension RecordingHost {
    private static let emittingCalls: Set<Call> = [.process, .advance, .end, .produce, .drain]

    func emit(_ port: UInt32, _ item: sluice_item) -> sluice_status {
        let status = check(port, item)
        if status == SLUICE_OK { items.append(record(port, item)) }
        if item.kind == UInt32(SLUICE_ITEM_FRAME), let handle = item.payload.frame?.pointee.handle,
            let frame = frames[handle], frame.state == .writable
        {
            if let damage = frame.damage { violate(damage) }
            frame.setFlags(item.payload.frame?.pointee.flags ?? 0)
            frame.freeze(.frozen)
            emitted.append(frame)
        }
        return status
    }

    /// Whether the stage is shown an item; the host takes others past it.
    func takes(_ item: sluice_item, port: Int) -> Bool {
        guard port < contract.inputs.count else { return true }
        return contract.inputs[port].takes(ItemKind(contractValue: item.kind))
    }

    /// Items of a kind that the stage does not list go on past it by its first output, in order.
    func passBy(_ item: sluice_item) {
        if !contract.outputs.isEmpty { items.append(record(0, item)) }
    }

    private func check(_ port: UInt32, _ item: sluice_item) -> sluice_status {
        guard RecordingHost.emittingCalls.contains(call) else {
            violate("emit was called where it is not allowed")
            return SLUICE_E_STATE
        }
        if isCancelled { return SLUICE_CANCELLED }
        outputsOfCall += 1
        guard outputsOfCall <= contract.maxOutputs else { return SLUICE_E_LIMIT }
        guard port < contract.outputs.count else {
            violate("emit to output \(port) of \(contract.outputs.count)")
            return SLUICE_E_ARGUMENT
        }
        let kind = ItemKind(contractValue: item.kind)
        var format: PixelFormat?
        if kind == .frame {
            guard let frame = item.payload.frame?.pointee, frames[frame.handle] != nil else {
                violate("emit of an unknown frame")
                return SLUICE_E_ARGUMENT
            }
            format = PixelFormat(rawValue: frame.pixel_format)
        }
        if let refusal = contract.outputs[Int(port)].refusal(kind, format) {
            violate(refusal)
            return SLUICE_E_FORMAT
        }
        return checkRecord(item)
    }

    private func checkRecord(_ item: sluice_item) -> sluice_status {
        guard item.kind == UInt32(SLUICE_ITEM_RECORD) else { return SLUICE_OK }
        guard let record = item.payload.record?.pointee, record.bytes <= 65_536 else {
            violate("a record of more than 64 KiB was emitted")
            return SLUICE_E_LIMIT
        }
        do {
            guard case .object = try ConfigValue(json: recordText(record)) else {
                violate("a record is not a JSON object: \(recordText(record))")
                return SLUICE_OK
            }
        } catch {
            violate("a record is not JSON, \(error): \(recordText(record))")
        }
        if names.string(of: record.type).isEmpty { violate("a record has no type") }
        return SLUICE_OK
    }

    private func recordText(_ record: sluice_record) -> String {
        String(decoding: UnsafeRawBufferPointer(start: record.json, count: Int(record.bytes)), as: UTF8.self)
    }

    private func record(_ port: UInt32, _ item: sluice_item) -> RecordedItem {
        let kind = ItemKind(contractValue: item.kind)
        let handle = kind == .frame ? item.payload.frame?.pointee.handle ?? 0 : 0
        var payload: RecordedRecord?
        if kind == .record, let record = item.payload.record?.pointee {
            payload = RecordedRecord(type: names.string(of: record.type), json: recordText(record))
        }
        var packet: TestPacket?
        if kind == .packet, let p = item.payload.packet?.pointee {
            packet = TestPacket(
                codec: names.string(of: p.codec), bytes: Array(UnsafeBufferPointer(start: p.data, count: Int(p.bytes))),
                configuration: Array(UnsafeBufferPointer(start: p.config, count: Int(p.config_bytes))),
                dts_ns: p.dts_ns, isKey: p.flags & UInt32(SLUICE_FLAG_KEY) != 0)
        }
        var tensor: TestTensor?
        if kind == .tensor, let t = item.payload.tensor?.pointee {
            tensor = TestTensor(t, name: names.string(of: t.name))
            if tensor == nil { violate("a tensor was emitted whose bytes do not fit its shape") }
        }
        return RecordedItem(
            port: Int(port), kind: kind, stream: item.stream, seq: item.seq, sub: item.sub, pts_ns: item.pts_ns,
            capture_ns: item.capture_ns, wall_ns: item.wall_ns, duration_ns: item.duration_ns, epoch: item.epoch,
            flags: item.flags, frame: frames[handle]?.value, frameHandle: handle, regions: regions(item.regions),
            record: payload, packet: packet, tensor: tensor)
    }

    private func regions(_ block: UnsafePointer<sluice_region_block>?) -> [TestRegion] {
        guard let block else { return [] }
        let b = block.pointee
        if !RegionCheck.isSound(b) {
            violate("a region block whose counts or offsets do not fit was emitted")
            return []
        }
        let raw = UnsafeRawPointer(block)
        let entries = (raw + Int(b.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let points = (raw + Int(b.points_offset)).assumingMemoryBound(to: sluice_point.self)
        let scores = (raw + Int(b.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        return (0..<Int(b.region_count)).map { index in
            let r = entries[index]
            var region = TestRegion(
                Box(x: r.x, y: r.y, width: r.width, height: r.height), label: names.string(of: r.label),
                confidence: r.confidence, track: r.track, id: r.id, parent: r.parent,
                isPredicted: r.flags & UInt32(SLUICE_REGION_PREDICTED) != 0)
            for n in 0..<r.point_count where r.first_point + n < b.point_count {
                let point = points[Int(r.first_point + n)]
                region.points.append(Point(x: point.x, y: point.y))
            }
            var next = r.first_score
            while next != 0, next <= b.score_count, region.scores.count <= Int(b.score_count) {
                region.scores[names.string(of: scores[Int(next) - 1].name)] = scores[Int(next) - 1].value
                next = scores[Int(next) - 1].next
            }
            return region
        }
    }
}

/// Whether the arrays of a block lie inside it.
enum RegionCheck {
    static func isSound(_ b: sluice_region_block) -> Bool {
        func fits(_ offset: UInt32, _ count: UInt32, _ capacity: UInt32, _ stride: Int) -> Bool {
            count <= capacity && Int(offset) + Int(capacity) * stride <= Int(b.total_bytes)
        }
        return fits(b.regions_offset, b.region_count, b.region_capacity, MemoryLayout<sluice_region>.stride)
            && fits(b.points_offset, b.point_count, b.point_capacity, MemoryLayout<sluice_point>.stride)
            && fits(b.scores_offset, b.score_count, b.score_capacity, MemoryLayout<sluice_score>.stride)
    }
}
