import CHostShim
import CSluice
import HostMemory

@testable import HostIsolation

/// Sound replies of a worker, to begin with.
enum WorkerSeeds {
    private static let area_bytes = 1 << 16

    /// A head and what `write` puts behind it, with addresses as they were where it was written.
    private static func reply(
        _ kind: UInt8 = 0, question: UInt32 = 0, a: UInt64 = 0, b: UInt64 = 0,
        _ write: (UnsafeMutableRawPointer) -> Int
    ) -> [UInt8] {
        let area = UnsafeMutableRawPointer.allocate(byteCount: area_bytes, alignment: 64)
        defer { area.deallocate() }
        area.initializeMemory(as: UInt8.self, repeating: 0, count: area_bytes)
        let count = write(area)
        var head = [UInt8](repeating: 0, count: WorkerInput.head_bytes)
        head[0] = kind
        head.withUnsafeMutableBytes {
            $0.storeBytes(of: UInt64(UInt(bitPattern: area)), toByteOffset: 8, as: UInt64.self)
            $0.storeBytes(of: question, toByteOffset: 16, as: UInt32.self)
            $0.storeBytes(of: a, toByteOffset: 24, as: UInt64.self)
            $0.storeBytes(of: b, toByteOffset: 32, as: UInt64.self)
        }
        return head + UnsafeRawBufferPointer(start: area, count: count)
    }

    private static func entry(_ kind: EntryKind, a: UInt64 = 0, b: UInt64 = 0) -> shim_entry {
        var entry = shim_entry()
        (entry.kind, entry.a, entry.b) = (kind.rawValue, a, b)
        entry.bytes = UInt64(MemoryLayout<shim_entry>.size)
        return entry
    }

    /// A record with regions and an attachment.
    static var record: [UInt8] {
        reply { area in
            var arena = Arena()
            let room = RegionRoom(regions: 2, points: 2, scores: 2)
            guard let block = RegionBlocks.make(&arena, nil, room) else { return 0 }
            (block.pointee.region_count, block.pointee.point_count, block.pointee.score_count) = (2, 2, 2)
            let start = UnsafeMutableRawPointer(block)
            let regions = (start + Int(block.pointee.regions_offset)).assumingMemoryBound(to: sluice_region.self)
            let scores = (start + Int(block.pointee.scores_offset)).assumingMemoryBound(to: sluice_score.self)
            for i in 0..<2 {
                regions[i] = sluice_region()
                (regions[i].point_count, regions[i].first_point) = (1, UInt32(i))
                scores[i] = sluice_score(name: 1, value: 0.5, next: 0)
            }
            regions[0].first_score = 1
            scores[0].next = 2
            return "{\"n\":1}".withCString { text in
                var record = sluice_record()
                (record.json, record.bytes, record.type) = (text, 7, 3)
                return withUnsafePointer(to: &record) { record in
                    var attachment = sluice_attachment()
                    (attachment.type, attachment.bytes) = (2, 5)
                    attachment.data = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
                    return withUnsafePointer(to: &attachment) { attachment in
                        var item = sluice_item()
                        item.kind = UInt32(SLUICE_ITEM_RECORD)
                        item.payload.record = record
                        item.regions = UnsafePointer(block)
                        item.attachments = attachment
                        ItemWire.write(entry(.emit), item, nil, to: area)
                        return ItemWire.size(item)
                    }
                }
            }
        }
    }

    /// A new frame, the frame that came in passed on, held and let go.
    static var frames: [UInt8] {
        reply { area in
            var view = sluice_frame()
            (view.pixel_format, view.width, view.height) = (UInt32(SLUICE_PIXEL_I420), 64, 48)
            var item = sluice_item()
            item.kind = UInt32(SLUICE_ITEM_FRAME)
            ItemWire.write(entry(.emit, a: 1 << 63 + 1, b: 1), item, view, to: area)
            var at = ItemWire.size(item)
            for entry in [
                entry(.hold, a: 1 << 63 + 1), entry(.release, a: 1 << 63 + 1), entry(.pass), entry(.progress),
            ] {
                area.storeBytes(of: entry, toByteOffset: at, as: shim_entry.self)
                at += MemoryLayout<shim_entry>.size
            }
            return at
        }
    }

    /// A packet with its codec's configuration.
    static var packet: [UInt8] {
        reply { area in
            [UInt8](repeating: 7, count: 200).withUnsafeBufferPointer { bytes in
                var packet = sluice_packet()
                (packet.data, packet.bytes, packet.config, packet.config_bytes) = (
                    bytes.baseAddress, 100, bytes.baseAddress, 20
                )
                return withUnsafePointer(to: &packet) { packet in
                    var item = sluice_item()
                    item.kind = UInt32(SLUICE_ITEM_PACKET)
                    item.payload.packet = packet
                    ItemWire.write(entry(.emit), item, nil, to: area)
                    return ItemWire.size(item)
                }
            }
        }
    }

    /// An error and a state.
    static var words: [UInt8] {
        reply { area in
            var first = entry(.error, a: 12)
            first.bytes += 16
            first.c = -2
            var second = entry(.state, a: 30)
            second.bytes += 32
            area.storeBytes(of: first, as: shim_entry.self)
            area.storeBytes(of: second, toByteOffset: Int(first.bytes), as: shim_entry.self)
            return Int(first.bytes + second.bytes)
        }
    }

    /// A question for a kept copy of a part of a slot.
    static var keep: [UInt8] {
        reply(1, question: Question.keep.rawValue, a: 1 << 63 + 1, b: 1) { area in
            var view = sluice_frame()
            (view.pixel_format, view.width, view.height) = (UInt32(SLUICE_PIXEL_I420), 64, 48)
            let asked = KeepRequest(hasRect: 1, rect: sluice_rect(x: 2, y: 2, width: 16, height: 16), view: view)
            area.storeBytes(of: asked, as: KeepRequest.self)
            return MemoryLayout<KeepRequest>.size
        }
    }

    /// A crash, with an image that was mapped.
    static var crash: [UInt8] {
        let record = UnsafeMutablePointer<shim_record>.allocate(capacity: 1)
        defer { record.deallocate() }
        record.initialize(to: shim_record())
        record.pointee.magic = UInt32(SHIM_RECORD_MAGIC)
        record.pointee.version = UInt32(SHIM_RECORD_VERSION)
        (record.pointee.image_state, record.pointee.image_count) = (UInt32(SHIM_RECORD_READY), 1)
        record.pointee.crash.state = UInt32(SHIM_RECORD_READY)
        (record.pointee.crash.signal, record.pointee.crash.frame_count) = (11, 3)
        (record.pointee.refusal_slots, record.pointee.refusal_total) = (1, 1)
        record.pointee.refusals.0.state = UInt32(SHIM_RECORD_READY)
        record.pointee.images.0 = shim_record_image(bias: 0, start: 4096, end: 8192, path: 0, path_bytes: 5)
        // Paths come last and are mostly empty: what is left out is zero.
        let count = MemoryLayout<shim_record>.size - Int(SHIM_RECORD_PATH_BYTES)
        return [2] + UnsafeRawBufferPointer(start: record, count: count)
    }
}
