import CRecording
import CSluice
import HostMemory

/// Writes an item as bytes that hold no pointer and no padding.
enum ItemEncoder {
    /// Adds an item.
    /// - Parameter name: The number in the file of a text that the run knows by the given one.
    static func write(
        _ item: UnsafePointer<sluice_item>, to buffer: inout ByteBuffer, name: (UInt32) -> UInt32
    ) {
        head(item.pointee, &buffer)
        payload(item.pointee, &buffer, name)
        regions(item.pointee.regions, &buffer, name)
        attachments(item.pointee.attachments, &buffer, name)
    }

    private static func head(_ item: sluice_item, _ buffer: inout ByteBuffer) {
        buffer.put(item.kind)
        buffer.put(item.sub)
        buffer.put(item.seq)
        buffer.put(item.pts_ns)
        buffer.put(item.duration_ns)
        buffer.put(item.capture_ns)
        buffer.put(item.wall_ns)
        buffer.put(item.epoch)
        buffer.put(item.flags)
    }

    private static func payload(_ item: sluice_item, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32) {
        switch item.kind {
        case UInt32(SLUICE_ITEM_FRAME): if let frame = item.payload.frame { write(frame.pointee, &buffer) }
        case UInt32(SLUICE_ITEM_AUDIO): if let audio = item.payload.audio { write(audio.pointee, &buffer) }
        case UInt32(SLUICE_ITEM_PACKET): if let packet = item.payload.packet { write(packet.pointee, &buffer, name) }
        case UInt32(SLUICE_ITEM_TENSOR): if let tensor = item.payload.tensor { write(tensor.pointee, &buffer, name) }
        case UInt32(SLUICE_ITEM_RECORD): if let record = item.payload.record { write(record.pointee, &buffer, name) }
        default: break
        }
    }

    private static func write(_ frame: sluice_frame, _ buffer: inout ByteBuffer) {
        for word in [frame.pixel_format, frame.width, frame.height, frame.flags] { buffer.put(word) }
        let colour = frame.colour
        for code in [colour.matrix, colour.primaries, colour.transfer, colour.range, colour.chroma_site, 0, 0, 0] {
            buffer.put(code)
        }
        for word in [frame.rotation_degrees, frame.sample_aspect_num, frame.sample_aspect_den, frame.origin.stream] {
            buffer.put(word)
        }
        buffer.put(frame.origin.seq)
        buffer.put(frame.origin.region)
        let a = frame.origin.affine
        for number in [a.0, a.1, a.2, a.3, a.4, a.5] { buffer.put(number) }
        guard let layout = FrameLayout(frame) else { return }
        let planes = [frame.planes.0, frame.planes.1, frame.planes.2, frame.planes.3]
        for i in 0..<layout.planeCount {
            let row_bytes = layout.planes[i].row_bytes
            let target = buffer.extend(row_bytes * layout.planes[i].height)
            shim_rows_pack(
                planes[i].data, UInt64(planes[i].row_stride_bytes), UInt64(row_bytes), UInt64(layout.planes[i].height),
                target.assumingMemoryBound(to: UInt8.self))
        }
    }

    private static func write(_ audio: sluice_audio, _ buffer: inout ByteBuffer) {
        for word in [audio.sample_rate_hz, audio.channels, audio.sample_count] { buffer.put(word) }
        buffer.put(audio.samples, Int(audio.channels) * Int(audio.sample_count) * MemoryLayout<Float>.size)
    }

    private static func write(_ packet: sluice_packet, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32) {
        buffer.put(name(packet.codec))
        buffer.put(packet.flags)
        buffer.put(packet.dts_ns)
        buffer.put(packet.bytes)
        buffer.put(packet.data, Int(packet.bytes))
        buffer.put(packet.config_bytes)
        buffer.put(packet.config, Int(packet.config_bytes))
    }

    private static func write(_ tensor: sluice_tensor, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32) {
        for word in [tensor.element_type, tensor.rank, name(tensor.name)] { buffer.put(word) }
        withUnsafeBytes(of: tensor.dimensions) { buffer.put($0.baseAddress, $0.count) }
        withUnsafeBytes(of: tensor.byte_strides) { buffer.put($0.baseAddress, $0.count) }
        buffer.put(tensor.bytes)
        buffer.put(tensor.data, Int(tensor.bytes))
    }

    private static func write(_ record: sluice_record, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32) {
        buffer.put(name(record.type))
        buffer.put(record.bytes)
        buffer.put(record.json, Int(record.bytes))
    }

    /// `UInt32.max` regions stand for no block at all, which is something else than an empty one.
    private static func regions(
        _ block: UnsafePointer<sluice_region_block>?, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32
    ) {
        guard let block else { return buffer.put(UInt32.max) }
        let head = block.pointee
        for count in [head.region_count, head.point_count, head.score_count] { buffer.put(count) }
        let start = UnsafeRawPointer(block)
        let regions = (start + Int(head.regions_offset)).assumingMemoryBound(to: sluice_region.self)
        for i in 0..<Int(head.region_count) { write(regions[i], &buffer, name) }
        buffer.put(start + Int(head.points_offset), Int(head.point_count) * MemoryLayout<sluice_point>.stride)
        let scores = (start + Int(head.scores_offset)).assumingMemoryBound(to: sluice_score.self)
        for i in 0..<Int(head.score_count) {
            buffer.put(name(scores[i].name))
            buffer.put(scores[i].value)
            buffer.put(scores[i].next)
        }
    }

    private static func write(_ region: sluice_region, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32) {
        for word in [region.id, region.parent, region.track] { buffer.put(word) }
        for number in [region.x, region.y, region.width, region.height, region.confidence] { buffer.put(number) }
        buffer.put(name(region.label))
        for word in [region.first_point, region.point_count, region.first_score, region.flags] { buffer.put(word) }
    }

    private static func attachments(
        _ first: UnsafePointer<sluice_attachment>?, _ buffer: inout ByteBuffer, _ name: (UInt32) -> UInt32
    ) {
        var count: UInt32 = 0
        var next = first
        while let attachment = next {
            count += 1
            next = attachment.pointee.next
        }
        buffer.put(count)
        next = first
        while let attachment = next {
            buffer.put(name(attachment.pointee.type))
            buffer.put(attachment.pointee.bytes)
            buffer.put(attachment.pointee.data, Int(attachment.pointee.bytes))
            next = attachment.pointee.next
        }
    }
}

extension FrameLayout {
    /// The layout of a frame's size and format; `nil` for one that no frame has.
    init?(_ frame: sluice_frame) {
        self.init(format: frame.pixel_format, width: Int(frame.width), height: Int(frame.height))
    }
}

extension FrameLayout.Plane {
    /// Bytes of a row without what fills it up.
    var row_bytes: Int { width * sample_bytes }
}
