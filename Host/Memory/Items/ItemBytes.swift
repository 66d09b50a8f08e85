import CSluice
import Glibc

/// Copies what an item points at, other than pixels, into one piece of memory, and makes the item point there.
package enum ItemBytes {
    package static let tail_bytes = 64

    /// Bytes that ``copy(_:into:)`` needs.
    package static func size(_ item: borrowing sluice_item) -> Int {
        var total = 0
        if let regions = item.regions { total += padded(Int(regions.pointee.total_bytes)) }
        total += payloadSize(item)
        var attachment = item.attachments
        while let a = attachment {
            total += padded(MemoryLayout<sluice_attachment>.size) + padded(Int(a.pointee.bytes))
            attachment = a.pointee.next
        }
        return total
    }

    /// Copies everything behind the item to `target`, which has room for ``size(_:)``.
    package static func copy(_ item: inout sluice_item, into target: UnsafeMutableRawPointer) {
        var cursor = target
        if let regions = item.regions {
            item.regions = place(regions, Int(regions.pointee.total_bytes), &cursor)
                .assumingMemoryBound(to: sluice_region_block.self)
        }
        copyPayload(&item, &cursor)
        copyAttachments(&item, &cursor)
    }

    private static func payloadSize(_ item: borrowing sluice_item) -> Int {
        guard item.payload.any != nil else { return 0 }
        switch item.kind {
        case UInt32(SLUICE_ITEM_PACKET):
            let p = item.payload.packet.pointee
            return padded(MemoryLayout<sluice_packet>.size) + padded(Int(p.bytes) + tail_bytes)
                + padded(Int(p.config_bytes))
        case UInt32(SLUICE_ITEM_RECORD):
            return padded(MemoryLayout<sluice_record>.size) + padded(Int(item.payload.record.pointee.bytes))
        case UInt32(SLUICE_ITEM_TENSOR):
            return padded(MemoryLayout<sluice_tensor>.size) + padded(Int(item.payload.tensor.pointee.bytes))
        case UInt32(SLUICE_ITEM_AUDIO):
            let a = item.payload.audio.pointee
            return padded(MemoryLayout<sluice_audio>.size) + padded(Int(a.channels) * Int(a.sample_count) * 4)
        default: return 0
        }
    }

    private static func copyPayload(_ item: inout sluice_item, _ cursor: inout UnsafeMutableRawPointer) {
        guard item.payload.any != nil else { return }
        switch item.kind {
        case UInt32(SLUICE_ITEM_PACKET):
            var p = item.payload.packet.pointee
            p.data = bytes(p.data, Int(p.bytes), &cursor, tail: tail_bytes)
            p.config = bytes(p.config, Int(p.config_bytes), &cursor)
            item.payload.packet = value(p, &cursor)
        case UInt32(SLUICE_ITEM_RECORD):
            var r = item.payload.record.pointee
            r.json = bytes(r.json, Int(r.bytes), &cursor)
            item.payload.record = value(r, &cursor)
        case UInt32(SLUICE_ITEM_TENSOR):
            var t = item.payload.tensor.pointee
            t.data = bytes(t.data, Int(t.bytes), &cursor)
            item.payload.tensor = value(t, &cursor)
        case UInt32(SLUICE_ITEM_AUDIO):
            var a = item.payload.audio.pointee
            a.samples = bytes(a.samples, Int(a.channels) * Int(a.sample_count), &cursor)
            item.payload.audio = value(a, &cursor)
        default: break
        }
    }

    private static func copyAttachments(_ item: inout sluice_item, _ cursor: inout UnsafeMutableRawPointer) {
        var source = item.attachments
        var last: UnsafeMutablePointer<sluice_attachment>?
        item.attachments = nil
        while let a = source {
            var attachment = a.pointee
            attachment.data = bytes(attachment.data, Int(attachment.bytes), &cursor)
            attachment.next = nil
            let placed: UnsafePointer<sluice_attachment> = value(attachment, &cursor)
            if let last { last.pointee.next = placed } else { item.attachments = placed }
            last = UnsafeMutablePointer(mutating: placed)
            source = a.pointee.next
        }
    }

    private static func padded(_ bytes: Int) -> Int { (bytes + 15) & ~15 }

    private static func place(
        _ source: UnsafeRawPointer, _ count: Int, _ cursor: inout UnsafeMutableRawPointer
    ) -> UnsafeRawPointer {
        memcpy(cursor, source, count)
        defer { cursor += padded(count) }
        return UnsafeRawPointer(cursor)
    }

    private static func bytes<T>(
        _ source: UnsafePointer<T>?, _ count: Int, _ cursor: inout UnsafeMutableRawPointer, tail: Int = 0
    ) -> UnsafePointer<T>? {
        let size = count * MemoryLayout<T>.stride
        if let source { memcpy(cursor, source, size) }
        memset(cursor + size, 0, tail)
        defer { cursor += padded(size + tail) }
        return UnsafePointer(cursor.assumingMemoryBound(to: T.self))
    }

    private static func value<T>(_ value: T, _ cursor: inout UnsafeMutableRawPointer) -> UnsafePointer<T> {
        let placed = cursor.assumingMemoryBound(to: T.self)
        placed.initialize(to: value)
        cursor += padded(MemoryLayout<T>.size)
        return UnsafePointer(placed)
    }
}
