import CSluice
import HostMemory

/// Items of all kinds, made by number: the same number gives the same item.
public struct SampleItems: ~Copyable {
    private let store = FrameStore(slotsPerSlab: 4)
    private var arena = Arena()

    /// No item yet.
    public init() {}

    /// Texts that the items name by number.
    public static func text(_ number: UInt32) -> String { number == 0 ? "" : "text-\(number)" }

    /// Runs `body` with an item: by its number a frame with regions, a record, a packet, a tensor, or audio.
    public mutating func with<R>(_ number: Int, _ body: (UnsafePointer<sluice_item>) -> R) -> R {
        arena.reset()
        var item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        (item.seq, item.pts_ns) = (UInt64(number + 1), Int64(number) * 40_000_000)
        (item.capture_ns, item.wall_ns) = (1_000_000_000 + Int64(number) * 40_000_100, 1_700_000_000_000_000_000)
        (item.duration_ns, item.flags, item.sub) = (40_000_000, UInt32(SLUICE_FLAG_KEY), UInt32(number % 2))
        switch number % 5 {
        case 0: return withFrame(number, item, body)
        case 1: return withRecord(number, item, body)
        case 2: return withPacket(number, item, body)
        case 3: return withTensor(number, item, body)
        default: return withAudio(number, item, body)
        }
    }

    /// Runs `body` with a frame that has regions.
    public mutating func withFrame<R>(
        _ number: Int, _ item: sluice_item, _ body: (UnsafePointer<sluice_item>) -> R
    ) -> R {
        var item = item
        item.kind = UInt32(SLUICE_ITEM_FRAME)
        let format = [SLUICE_PIXEL_I420, SLUICE_PIXEL_NV12, SLUICE_PIXEL_GRAY8, SLUICE_PIXEL_RGB][number / 5 % 4]
        guard let handle = store.allocate(.init(format: UInt32(format), width: 33, height: 17)) else {
            fatalError("no memory for a frame of 33x17")
        }
        defer { store.release(handle) }
        paint(handle, number)
        item.payload.frame = store.view(handle)
        item.regions = regions(number)
        return withUnsafePointer(to: item) { body($0) }
    }

    private func paint(_ handle: UInt64, _ number: Int) {
        guard let view = store.view(handle)?.pointee else { return }
        let planes = [view.planes.0, view.planes.1, view.planes.2, view.planes.3]
        for i in 0..<Int(view.plane_count) {
            guard let plane = store.writablePlane(i, of: handle) else { continue }
            for at in 0..<Int(planes[i].size_bytes) {
                plane[at] = UInt8(truncatingIfNeeded: at &* 3 &+ number &* 7 &+ i)
            }
        }
    }

    private mutating func regions(_ number: Int) -> UnsafePointer<sluice_region_block>? {
        let room = RegionRoom(regions: 2, points: 1, scores: 2)
        guard number % 3 != 2, let block = RegionBlocks.make(&arena, nil, room) else { return nil }
        (block.pointee.region_count, block.pointee.point_count, block.pointee.score_count) = (2, 1, 2)
        let start = UnsafeMutableRawPointer(block)
        let regions = (start + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let points = (start + Int(block.pointee.points_offset)).assumingMemoryBound(to: sluice_point.self)
        let scores = (start + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        for i in 0..<2 {
            regions[i] = sluice_region()
            (regions[i].id, regions[i].track, regions[i].label) = (UInt64(i + 1), UInt64(number), 4)
            (regions[i].x, regions[i].width, regions[i].confidence) = (Float(number), 8, 0.5)
            scores[i] = sluice_score(name: UInt32(5 + i), value: Float(number) / 3, next: 0)
        }
        (regions[0].point_count, regions[0].first_score, scores[0].next) = (1, 1, 2)
        points[0] = sluice_point(x: 1.5, y: Float(number))
        return UnsafePointer(block)
    }

    private mutating func withRecord<R>(
        _ number: Int, _ item: sluice_item, _ body: (UnsafePointer<sluice_item>) -> R
    ) -> R {
        var item = item
        item.kind = UInt32(SLUICE_ITEM_RECORD)
        let json = "{\"number\":\(number)}"
        return json.withCString { text in
            var record = sluice_record()
            record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
            (record.type, record.json, record.bytes) = (1, text, UInt64(json.utf8.count))
            var attachment = sluice_attachment()
            attachment.struct_size = UInt32(MemoryLayout<sluice_attachment>.size)
            (attachment.type, attachment.bytes) = (2, 3)
            attachment.data = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
            return withUnsafePointer(to: record) { record in
                withUnsafePointer(to: attachment) { attachment in
                    item.payload.record = record
                    item.attachments = attachment
                    return withUnsafePointer(to: item) { body($0) }
                }
            }
        }
    }

    private func withPacket<R>(_ number: Int, _ item: sluice_item, _ body: (UnsafePointer<sluice_item>) -> R) -> R {
        var item = item
        item.kind = UInt32(SLUICE_ITEM_PACKET)
        let bytes = (0..<300 + number).map { UInt8(truncatingIfNeeded: $0 &* number) }
        return bytes.withUnsafeBufferPointer { data in
            var packet = sluice_packet()
            packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
            (packet.codec, packet.data, packet.bytes) = (3, data.baseAddress, UInt64(data.count))
            (packet.config, packet.config_bytes, packet.dts_ns) = (data.baseAddress, 20, -5)
            return withUnsafePointer(to: packet) { packet in
                item.payload.packet = packet
                return withUnsafePointer(to: item) { body($0) }
            }
        }
    }

    private func withTensor<R>(_ number: Int, _ item: sluice_item, _ body: (UnsafePointer<sluice_item>) -> R) -> R {
        var item = item
        item.kind = UInt32(SLUICE_ITEM_TENSOR)
        let values = (0..<24).map { Float($0 * number) }
        return values.withUnsafeBytes { data in
            var tensor = sluice_tensor()
            tensor.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
            (tensor.element_type, tensor.rank, tensor.name) = (UInt32(SLUICE_TENSOR_F32), 2, 6)
            tensor.data = data.baseAddress?.assumingMemoryBound(to: UInt8.self)
            tensor.bytes = UInt64(data.count)
            (tensor.dimensions.0, tensor.dimensions.1) = (4, 6)
            (tensor.byte_strides.0, tensor.byte_strides.1) = (24, 4)
            return withUnsafePointer(to: tensor) { tensor in
                item.payload.tensor = tensor
                return withUnsafePointer(to: item) { body($0) }
            }
        }
    }

    private func withAudio<R>(_ number: Int, _ item: sluice_item, _ body: (UnsafePointer<sluice_item>) -> R) -> R {
        var item = item
        item.kind = UInt32(SLUICE_ITEM_AUDIO)
        let samples = (0..<64).map { Float($0) / 64 }
        return samples.withUnsafeBufferPointer { data in
            var audio = sluice_audio()
            audio.struct_size = UInt32(MemoryLayout<sluice_audio>.size)
            (audio.sample_rate_hz, audio.channels, audio.sample_count) = (48_000, 2, 32)
            audio.samples = data.baseAddress
            return withUnsafePointer(to: audio) { audio in
                item.payload.audio = audio
                return withUnsafePointer(to: item) { body($0) }
            }
        }
    }
}
