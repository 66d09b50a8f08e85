import CHostShim
import CSluice
import HostMemory

/// Reads an item that the other side wrote: turns its pointers into this side's, and refuses whatever would lead
/// outside the bytes that came, or to the same bytes twice. The bytes must be the reader's own: memory that the other
/// side can still change is copied first.
struct ItemReader {
    /// The bytes, aligned to 16; the item is read in place.
    private let bytes: UnsafeMutableRawBufferPointer
    /// Where the writer had them.
    private let base: UInt64
    /// Up to where bytes have been given to a part of the item. Parts follow one another, as ``ItemBytes`` writes them.
    private var used = ItemWire.bytes_at

    /// The most attachments that an item may have.
    private static let maxAttachments = 1024
    /// The most bytes of a record.
    private static let maxRecord_bytes: UInt64 = 64 << 10

    init(_ bytes: UnsafeMutableRawBufferPointer, base: UInt64) {
        self.bytes = bytes
        self.base = base
    }

    /// The item, with its frame's view in place of a frame; `nil` when it is not sound.
    mutating func read() -> UnsafeMutablePointer<sluice_item>? {
        guard bytes.count >= ItemWire.bytes_at, let start = bytes.baseAddress else { return nil }
        let item = (start + ItemWire.item_at).assumingMemoryBound(to: sluice_item.self)
        item.pointee.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        guard readRegions(item), readPayload(item), readAttachments(item) else { return nil }
        return item
    }

    /// The view of the frame of an item that was read.
    static func frame(_ bytes: UnsafeMutableRawPointer) -> UnsafeMutablePointer<sluice_frame> {
        (bytes + ItemWire.frame_at).assumingMemoryBound(to: sluice_frame.self)
    }

    /// How far into the bytes a pointer of the writer leads, when so many bytes are there.
    private func offset(_ pointer: UnsafeRawPointer?, _ count: UInt64) -> Int? {
        guard let pointer else { return nil }
        let offset = UInt64(UInt(bitPattern: pointer)) &- base
        guard offset % 16 == 0, offset <= UInt64(bytes.count), count <= UInt64(bytes.count) - offset else { return nil }
        return Int(offset)
    }

    /// Gives bytes to a part of the item: this side's address of them.
    private mutating func take(_ pointer: UnsafeRawPointer?, _ count: UInt64) -> UnsafeMutableRawPointer? {
        guard let offset = offset(pointer, count), offset >= used, let start = bytes.baseAddress else { return nil }
        used = offset + Int(count)
        return start + offset
    }

    /// A structure by value, before its place is given to it.
    private func value<T>(_ pointer: UnsafeRawPointer?, _ type: T.Type) -> T? {
        guard let offset = offset(pointer, UInt64(MemoryLayout<T>.size)), let start = bytes.baseAddress else {
            return nil
        }
        return (start + offset).load(as: type)
    }

    /// Puts a structure with this side's pointers in the place of the writer's.
    private mutating func put<T>(_ value: T, at pointer: UnsafeRawPointer?) -> UnsafeMutablePointer<T>? {
        guard let place = take(pointer, UInt64(MemoryLayout<T>.size)) else { return nil }
        let typed = place.assumingMemoryBound(to: T.self)
        typed.initialize(to: value)
        return typed
    }

    private mutating func data<T>(_ pointer: UnsafePointer<T>?, _ count: UInt64) -> UnsafePointer<T>? {
        take(pointer, count).map { UnsafePointer($0.assumingMemoryBound(to: T.self)) }
    }

    private mutating func readRegions(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        guard let given = item.pointee.regions else { return true }
        guard let head = value(given, sluice_region_block.self), let place = take(given, UInt64(head.total_bytes)),
            let size = RegionCheck.size(place, limit: Int(head.total_bytes))
        else { return false }
        let block = place.assumingMemoryBound(to: sluice_region_block.self)
        block.pointee.struct_size = UInt32(MemoryLayout<sluice_region_block>.size)
        block.pointee.total_bytes = UInt32(size)
        item.pointee.regions = UnsafePointer(block)
        return true
    }

    private mutating func readPayload(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        switch item.pointee.kind {
        case UInt32(SLUICE_ITEM_FRAME): return true
        case UInt32(SLUICE_ITEM_PACKET): return readPacket(item)
        case UInt32(SLUICE_ITEM_RECORD): return readRecord(item)
        case UInt32(SLUICE_ITEM_TENSOR): return readTensor(item)
        case UInt32(SLUICE_ITEM_AUDIO): return readAudio(item)
        default: return false
        }
    }

    private mutating func readPacket(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        guard var packet = value(item.pointee.payload.any, sluice_packet.self) else { return false }
        packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
        let (needed, overflow) = packet.bytes.addingReportingOverflow(UInt64(ItemBytes.tail_bytes))
        guard !overflow, let bytes = data(packet.data, needed) else { return false }
        let tail = UnsafeMutableRawPointer(mutating: bytes) + Int(packet.bytes)
        tail.initializeMemory(as: UInt8.self, repeating: 0, count: ItemBytes.tail_bytes)
        packet.data = bytes
        if packet.config != nil || packet.config_bytes > 0 {
            guard let config = data(packet.config, packet.config_bytes) else { return false }
            packet.config = config
        }
        guard let placed = put(packet, at: item.pointee.payload.any) else { return false }
        item.pointee.payload.packet = UnsafePointer(placed)
        return true
    }

    private mutating func readRecord(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        guard var record = value(item.pointee.payload.any, sluice_record.self), record.bytes <= Self.maxRecord_bytes,
            let json = data(record.json, record.bytes)
        else { return false }
        record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
        record.json = json
        guard let placed = put(record, at: item.pointee.payload.any) else { return false }
        item.pointee.payload.record = UnsafePointer(placed)
        return true
    }

    private mutating func readTensor(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        guard var tensor = value(item.pointee.payload.any, sluice_tensor.self), TensorCheck.isSound(tensor),
            let bytes = data(tensor.data, tensor.bytes)
        else { return false }
        tensor.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
        tensor.data = bytes
        guard let placed = put(tensor, at: item.pointee.payload.any) else { return false }
        item.pointee.payload.tensor = UnsafePointer(placed)
        return true
    }

    private mutating func readAudio(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        guard var audio = value(item.pointee.payload.any, sluice_audio.self), audio.channels <= 256,
            audio.sample_count <= 1 << 24,
            let samples = data(audio.samples, UInt64(audio.channels) * UInt64(audio.sample_count) * 4)
        else { return false }
        audio.struct_size = UInt32(MemoryLayout<sluice_audio>.size)
        audio.samples = samples
        guard let placed = put(audio, at: item.pointee.payload.any) else { return false }
        item.pointee.payload.audio = UnsafePointer(placed)
        return true
    }

    private mutating func readAttachments(_ item: UnsafeMutablePointer<sluice_item>) -> Bool {
        var link = item.pointee.attachments
        var last: UnsafeMutablePointer<sluice_attachment>?
        var count = 0
        while let given = link {
            count += 1
            guard count <= Self.maxAttachments, var attachment = value(given, sluice_attachment.self),
                let bytes = data(attachment.data, attachment.bytes)
            else { return false }
            link = attachment.next
            attachment.struct_size = UInt32(MemoryLayout<sluice_attachment>.size)
            attachment.data = bytes
            attachment.next = nil
            guard let placed = put(attachment, at: given) else { return false }
            if let last {
                last.pointee.next = UnsafePointer(placed)
            } else {
                item.pointee.attachments = UnsafePointer(placed)
            }
            last = placed
        }
        return true
    }
}
