import CRecording
import CSluice
import HostMemory

/// Reads an item out of bytes that may hold anything: what does not fit is refused, and nothing is read beyond the end.
struct ItemDecoder {
    typealias Short = FieldReader.Short

    private var reader: FieldReader
    /// The run's number of a text with the given number in the file; `nil` for one that the file has not named.
    private let name: (UInt32) -> UInt32?

    /// - Parameter bytes: Aligned to 16 bytes, and in place as long as what is read of them is used.
    init(_ bytes: UnsafeRawBufferPointer, name: @escaping (UInt32) -> UInt32?) {
        reader = FieldReader(bytes)
        self.name = name
    }

    /// The item; what it points at lies in the arena, but for pixels.
    mutating func read(_ arena: inout Arena) throws(Short) -> DecodedItem {
        var item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.kind = try reader.number()
        item.sub = try reader.number()
        item.seq = try reader.number()
        item.pts_ns = try reader.number()
        item.duration_ns = try reader.number()
        item.capture_ns = try reader.number()
        item.wall_ns = try reader.number()
        item.epoch = try reader.number()
        item.flags = try reader.number()
        var picture: RecordedPicture?
        switch item.kind {
        case UInt32(SLUICE_ITEM_FRAME): picture = try self.picture()
        case UInt32(SLUICE_ITEM_AUDIO): item.payload.audio = try audio(&arena)
        case UInt32(SLUICE_ITEM_PACKET): item.payload.packet = try packet(&arena)
        case UInt32(SLUICE_ITEM_TENSOR): item.payload.tensor = try tensor(&arena)
        case UInt32(SLUICE_ITEM_RECORD): item.payload.record = try record(&arena)
        default: throw Short()
        }
        item.regions = try regions(&arena)
        item.attachments = try attachments(&arena)
        guard reader.left == 0 else { throw Short() }
        return DecodedItem(item: item, picture: picture)
    }

    private mutating func known() throws(Short) -> UInt32 {
        let number: UInt32 = try reader.number()
        if number == 0 { return 0 }
        guard let id = name(number) else { throw Short() }
        return id
    }

    private mutating func picture() throws(Short) -> RecordedPicture {
        var frame = sluice_frame()
        frame.struct_size = UInt32(MemoryLayout<sluice_frame>.size)
        frame.pixel_format = try reader.number()
        frame.width = try reader.number()
        frame.height = try reader.number()
        frame.flags = try reader.number()
        frame.colour.matrix = try reader.number()
        frame.colour.primaries = try reader.number()
        frame.colour.transfer = try reader.number()
        frame.colour.range = try reader.number()
        frame.colour.chroma_site = try reader.number()
        _ = try reader.take(3)
        frame.rotation_degrees = try reader.number()
        frame.sample_aspect_num = try reader.number()
        frame.sample_aspect_den = try reader.number()
        frame.origin.stream = try reader.number()
        frame.origin.seq = try reader.number()
        frame.origin.region = try reader.number()
        frame.origin.affine = (
            try reader.float(), try reader.float(), try reader.float(), try reader.float(), try reader.float(),
            try reader.float()
        )
        guard frame.rotation_degrees < 360, frame.rotation_degrees % 90 == 0, let layout = FrameLayout(frame) else {
            throw Short()
        }
        var size = 0
        for i in 0..<layout.planeCount { size += layout.planes[i].row_bytes * layout.planes[i].height }
        return RecordedPicture(frame: frame, layout: layout, packed: try reader.take(size))
    }

    private mutating func audio(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_audio> {
        var audio = sluice_audio()
        audio.struct_size = UInt32(MemoryLayout<sluice_audio>.size)
        audio.sample_rate_hz = try reader.number()
        audio.channels = try reader.number()
        audio.sample_count = try reader.number()
        let (count, overflow) = UInt64(audio.channels).multipliedReportingOverflow(by: UInt64(audio.sample_count))
        guard !overflow, count <= UInt64(reader.left / 4) else { throw Short() }
        audio.samples = Self.copy(try reader.take(Int(count) * 4), &arena)
        return Self.place(audio, &arena)
    }

    private mutating func packet(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_packet> {
        var packet = sluice_packet()
        packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
        packet.codec = try known()
        packet.flags = try reader.number()
        packet.dts_ns = try reader.number()
        let data = try reader.take(try reader.size())
        packet.bytes = UInt64(data.count)
        packet.data = Self.copy(data, &arena, tail: ItemBytes.tail_bytes)
        let config = try reader.take(try reader.size())
        packet.config_bytes = UInt64(config.count)
        packet.config = config.isEmpty ? nil : Self.copy(config, &arena)
        return Self.place(packet, &arena)
    }

    private mutating func tensor(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_tensor> {
        var tensor = sluice_tensor()
        tensor.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
        tensor.element_type = try reader.number()
        tensor.rank = try reader.number()
        tensor.name = try known()
        let dimensions = try reader.take(64)
        let strides = try reader.take(64)
        withUnsafeMutableBytes(of: &tensor.dimensions) { $0.copyMemory(from: dimensions) }
        withUnsafeMutableBytes(of: &tensor.byte_strides) { $0.copyMemory(from: strides) }
        let data = try reader.take(try reader.size())
        tensor.bytes = UInt64(data.count)
        guard TensorCheck.isSound(tensor) else { throw Short() }
        tensor.data = Self.copy(data, &arena)
        return Self.place(tensor, &arena)
    }

    private mutating func record(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_record> {
        var record = sluice_record()
        record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        record.type = try known()
        let json = try reader.take(try reader.size())
        guard json.count <= 64 << 10 else { throw Short() }
        record.bytes = UInt64(json.count)
        record.json = Self.copy(json, &arena)
        return Self.place(record, &arena)
    }

    private mutating func regions(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_region_block>? {
        let count: UInt32 = try reader.number()
        guard count != .max else { return nil }
        let room = RegionRoom(regions: count, points: try reader.number(), scores: try reader.number())
        let size = 64 * Int(room.regions) + 8 * Int(room.points) + 12 * Int(room.scores)
        guard size <= reader.left, let block = RegionBlocks.make(&arena, nil, room) else { throw Short() }
        let start = UnsafeMutableRawPointer(block)
        let regions = (start + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        for i in 0..<Int(count) { (regions + i).initialize(to: try region()) }
        let points = try reader.take(8 * Int(room.points))
        (start + Int(block.pointee.points_offset)).copyBytes(points)
        let scores = (start + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        for i in 0..<Int(room.scores) {
            let score = sluice_score(name: try known(), value: try reader.float(), next: try reader.number())
            (scores + i).initialize(to: score)
        }
        block.pointee.region_count = count
        block.pointee.point_count = room.points
        block.pointee.score_count = room.scores
        guard RegionCheck.size(start, limit: Int(block.pointee.total_bytes)) != nil else { throw Short() }
        return UnsafePointer(block)
    }

    private mutating func region() throws(Short) -> sluice_region {
        var region = sluice_region()
        region.id = try reader.number()
        region.parent = try reader.number()
        region.track = try reader.number()
        region.x = try reader.float()
        region.y = try reader.float()
        region.width = try reader.float()
        region.height = try reader.float()
        region.confidence = try reader.float()
        region.label = try known()
        region.first_point = try reader.number()
        region.point_count = try reader.number()
        region.first_score = try reader.number()
        region.flags = try reader.number()
        return region
    }

    private mutating func attachments(_ arena: inout Arena) throws(Short) -> UnsafePointer<sluice_attachment>? {
        var first: UnsafeMutablePointer<sluice_attachment>?
        var last: UnsafeMutablePointer<sluice_attachment>?
        for _ in 0..<(try reader.count(12)) {
            var attachment = sluice_attachment()
            attachment.struct_size = UInt32(MemoryLayout<sluice_attachment>.size)
            attachment.type = try known()
            let data = try reader.take(try reader.size())
            attachment.bytes = UInt64(data.count)
            attachment.data = Self.copy(data, &arena)
            let placed = UnsafeMutablePointer(mutating: Self.place(attachment, &arena))
            if let last { last.pointee.next = UnsafePointer(placed) } else { first = placed }
            last = placed
        }
        return first.map { UnsafePointer($0) }
    }

    private static func copy<T>(
        _ bytes: UnsafeRawBufferPointer, _ arena: inout Arena, tail: Int = 0
    ) -> UnsafePointer<T> {
        let place = arena.take(bytes.count + tail)
        place.copyBytes(bytes)
        (place + bytes.count).initializeMemory(as: UInt8.self, repeating: 0, count: tail)
        return UnsafePointer(place.assumingMemoryBound(to: T.self))
    }

    private static func place<T>(_ value: T, _ arena: inout Arena) -> UnsafePointer<T> {
        let place = arena.take(MemoryLayout<T>.stride).assumingMemoryBound(to: T.self)
        place.initialize(to: value)
        return UnsafePointer(place)
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func copyBytes(_ source: UnsafeRawBufferPointer) {
        if let start = source.baseAddress, source.count > 0 { copyMemory(from: start, byteCount: source.count) }
    }
}
