import CHostShim
import CSluice
import HostCore

/// An item in memory that ends at fences. It may be touched until the call that hands it over returns.
final class InputItem {
    private(set) var item: FencedValue<sluice_item>
    /// The frame, when it carries one.
    let frame: FencedFrame?
    /// All memory but the frame's.
    private var blocks: [FencedBlock] = []

    init(_ spec: ItemSpec, _ host: CheckingHost) throws(CheckEnd) {
        var c = sluice_item()
        c.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        c.stream = spec.stream
        c.seq = spec.seq
        c.sub = spec.sub
        c.pts_ns = spec.pts_ns
        c.duration_ns = 40_000_000
        c.capture_ns = spec.pts_ns &+ 1_000_000_000
        c.wall_ns = spec.pts_ns &+ 1_700_000_000_000_000_000
        c.epoch = spec.epoch
        c.flags = spec.flags
        var maker = PayloadMaker(host)
        frame = try maker.make(spec, &c)
        if let frame, let mirror = host.mirror { c.payload.frame = mirror.publish(frame) }
        if !spec.regions.isEmpty { c.regions = try maker.regions(spec.regions) }
        if spec.hasAttachment { c.attachments = try maker.attachment() }
        guard let value = FencedValue(c, .init(what: "a sluice_item", outside: .olderHost)) else {
            throw .setup("no memory for an item")
        }
        value.freeze()
        item = value
        blocks = maker.blocks + [value.block]
        for block in maker.blocks { block.allow(.read) }
    }

    var pointer: UnsafePointer<sluice_item> { UnsafePointer(item.pointer) }

    /// The call is over: what has no users any more is closed.
    func retire(in host: CheckingHost) {
        host.lock.withLock { _ in
            for block in blocks { host.quarantine.take(block, "after the call that it was handed to") }
            if let frame, frame.refs == 0, host.frames[frame.handle] != nil { host.retire(frame) }
        }
    }
}

/// Makes the memory behind an item.
private struct PayloadMaker {
    let host: CheckingHost
    var blocks: [FencedBlock] = []

    init(_ host: CheckingHost) { self.host = host }

    mutating func make(_ spec: ItemSpec, _ c: inout sluice_item) throws(CheckEnd) -> FencedFrame? {
        switch spec.payload {
        case .frame(let shape, let content):
            c.kind = UInt32(SLUICE_ITEM_FRAME)
            let frame = try frame(shape, content, spec)
            c.payload.frame = UnsafePointer(frame.facts.pointer)
            return frame
        case .packet(let codec, let bytes, let isKey):
            c.kind = UInt32(SLUICE_ITEM_PACKET)
            c.payload.packet = try packet(codec, bytes, isKey, spec.pts_ns)
        case .tensor(let dimensions, let seed):
            c.kind = UInt32(SLUICE_ITEM_TENSOR)
            c.payload.tensor = try tensor(dimensions, seed)
        case .record(let type, let json):
            c.kind = UInt32(SLUICE_ITEM_RECORD)
            c.payload.record = try record(type, json)
        case .audio(let count, let seed):
            c.kind = UInt32(SLUICE_ITEM_AUDIO)
            c.payload.audio = try audio(count, seed)
        }
        return nil
    }

    private func frame(_ shape: FrameShape, _ content: PictureContent, _ spec: ItemSpec) throws(CheckEnd) -> FencedFrame
    {
        let made = host.lock.withLock { _ in host.newFrame(shape, .input).map { Box($0) } }
        guard let frame = made?.value else { throw .setup("no frame of \(shape.width)x\(shape.height) can be made") }
        frame.paint(content)
        frame.facts.pointer.pointee.flags = spec.flags
        frame.facts.pointer.pointee.origin.seq = spec.seq
        frame.facts.pointer.pointee.origin.stream = spec.stream
        frame.freeze()
        return frame
    }

    private mutating func bytes(_ bytes: [UInt8], slack_bytes: Int = 0, _ what: StaticString) throws(CheckEnd)
        -> FencedBlock
    {
        guard let block = FencedBlock(max(1, bytes.count), slack_bytes: slack_bytes, alignment: 1, .init(what: what))
        else { throw .setup("no memory for a payload") }
        block.data.copyMemory(from: bytes, byteCount: bytes.count)
        blocks.append(block)
        return block
    }

    private mutating func value<T>(_ value: T, _ what: StaticString) throws(CheckEnd) -> UnsafePointer<T> {
        guard let made = FencedValue(value, .init(what: what, outside: .olderHost)) else {
            throw .setup("no memory for a payload")
        }
        blocks.append(made.block)
        return UnsafePointer(made.pointer)
    }

    private func name(_ text: String) -> UInt32 { host.lock.withLock { _ in host.names.id(of: text) } }

    private mutating func packet(
        _ codec: String, _ content: [UInt8], _ isKey: Bool, _ dts_ns: Int64
    ) throws(CheckEnd) -> UnsafePointer<sluice_packet> {
        let block = try bytes(content, slack_bytes: 64, "a packet's bytes")
        var c = sluice_packet()
        c.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
        c.codec = name(codec)
        c.data = UnsafePointer(block.data.assumingMemoryBound(to: UInt8.self))
        c.bytes = UInt64(content.count)
        c.dts_ns = dts_ns
        c.flags = isKey ? UInt32(SLUICE_FLAG_KEY) : 0
        return try value(c, "a sluice_packet")
    }

    private mutating func tensor(_ dimensions: [Int64], _ seed: UInt64) throws(CheckEnd) -> UnsafePointer<sluice_tensor>
    {
        let count = dimensions.reduce(1, *)
        var content: [UInt8] = []
        var random = SplitMix64(seed: seed)
        for _ in 0..<count {
            withUnsafeBytes(of: Float.random(in: -1...1, using: &random)) { content += Array($0) }
        }
        let block = try bytes(content, "a tensor's bytes")
        var c = sluice_tensor()
        c.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
        c.element_type = UInt32(SLUICE_TENSOR_F32)
        c.rank = UInt32(dimensions.count)
        c.name = name("input")
        c.data = UnsafePointer(block.data.assumingMemoryBound(to: UInt8.self))
        c.bytes = UInt64(content.count)
        var stride: Int64 = 4
        withUnsafeMutableBytes(of: &c.dimensions) { all in
            for (index, size) in dimensions.enumerated() {
                all.storeBytes(of: size, toByteOffset: index * 8, as: Int64.self)
            }
        }
        withUnsafeMutableBytes(of: &c.byte_strides) { all in
            for (index, size) in dimensions.enumerated().reversed() {
                all.storeBytes(of: stride, toByteOffset: index * 8, as: Int64.self)
                stride *= size
            }
        }
        return try value(c, "a sluice_tensor")
    }

    private mutating func record(_ type: String, _ json: String) throws(CheckEnd) -> UnsafePointer<sluice_record> {
        let content = Array(json.utf8)
        let block = try bytes(content, "a record's text")
        var c = sluice_record()
        c.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        c.type = name(type)
        c.json = UnsafePointer(block.data.assumingMemoryBound(to: CChar.self))
        c.bytes = UInt64(content.count)
        return try value(c, "a sluice_record")
    }

    private mutating func audio(_ count: Int, _ seed: UInt64) throws(CheckEnd) -> UnsafePointer<sluice_audio> {
        var content: [UInt8] = []
        var random = SplitMix64(seed: seed)
        for _ in 0..<(count * 2) {
            withUnsafeBytes(of: Float.random(in: -1...1, using: &random)) { content += Array($0) }
        }
        let block = try bytes(content, "a block of sound")
        var c = sluice_audio()
        c.struct_size = UInt32(MemoryLayout<sluice_audio>.size)
        c.sample_rate_hz = 48_000
        c.channels = 2
        c.sample_count = UInt32(count)
        c.samples = UnsafePointer(block.data.assumingMemoryBound(to: Float.self))
        return try value(c, "a sluice_audio")
    }

    mutating func attachment() throws(CheckEnd) -> UnsafePointer<sluice_attachment> {
        let block = try bytes([0xC0, 0x4F, 0x02, 0x33], "an attachment's bytes")
        var c = sluice_attachment()
        c.struct_size = UInt32(MemoryLayout<sluice_attachment>.size)
        c.type = name("org.example.unknown")
        c.data = UnsafePointer(block.data.assumingMemoryBound(to: UInt8.self))
        c.bytes = 4
        return try value(c, "a sluice_attachment")
    }

    mutating func regions(_ regions: [ItemSpec.Region]) throws(CheckEnd) -> UnsafePointer<sluice_region_block> {
        let points = regions.flatMap(\.points)
        let scores = regions.reduce(0) { $0 + $1.scores.count }
        guard
            let block = RegionMemory.make(
                regions: regions.count, points: points.count, scores: scores, what: "an item's regions")
        else { throw .setup("no memory for regions") }
        blocks.append(block)
        let head = block.data.assumingMemoryBound(to: sluice_region_block.self)
        head.pointee.region_count = UInt32(regions.count)
        head.pointee.point_count = UInt32(points.count)
        head.pointee.score_count = UInt32(scores)
        write(regions, head.pointee, block.data)
        return UnsafePointer(head)
    }

    private func write(_ regions: [ItemSpec.Region], _ head: sluice_region_block, _ raw: UnsafeMutableRawPointer) {
        let entries = (raw + Int(head.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        let points = (raw + Int(head.points_offset)).assumingMemoryBound(to: sluice_point.self)
        let scores = (raw + Int(head.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        var (nextPoint, nextScore) = (0, 0)
        for (index, region) in regions.enumerated() {
            var c = sluice_region(
                id: region.id, parent: 0, track: region.track, x: region.box.x, y: region.box.y,
                width: region.box.width, height: region.box.height, confidence: region.confidence,
                label: name(region.label), first_point: UInt32(nextPoint), point_count: UInt32(region.points.count),
                first_score: region.scores.isEmpty ? 0 : UInt32(nextScore + 1), flags: 0)
            if region.points.isEmpty { c.first_point = 0 }
            entries[index] = c
            for (x, y) in region.points {
                points[nextPoint] = sluice_point(x: x, y: y)
                nextPoint += 1
            }
            for (offset, score) in region.scores.enumerated() {
                nextScore += 1
                let next = offset + 1 < region.scores.count ? UInt32(nextScore + 1) : 0
                scores[nextScore - 1] = sluice_score(name: name(score.0), value: score.1, next: next)
            }
        }
    }
}

/// A reference on its way out of a lock.
struct Box<Value>: @unchecked Sendable {
    // Sound: used by the thread that took the lock, at once.
    let value: Value
    init(_ value: Value) { self.value = value }
}
