import CHostShim
import CSluice
import Glibc
import HostMemory

/// Writes what a worker says into the reply area of a mailbox.
struct ReplyWriter {
    let mailbox: Mailbox
    private(set) var used = 0

    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    private var start: UnsafeMutableRawPointer { mailbox.base + Mailbox.replyAt }
    var room: Int { Mailbox.area_bytes - used }

    mutating func reset() { used = 0 }

    /// Adds an entry with some bytes behind its head. `false` when there is no room.
    mutating func add(_ head: shim_entry, _ text: UnsafeRawBufferPointer = .init(start: nil, count: 0)) -> Bool {
        let size = MemoryLayout<shim_entry>.size + ItemWire.padded(text.count)
        guard size <= room else { return false }
        var head = head
        head.bytes = UInt64(size)
        let place = start + used
        place.storeBytes(of: head, as: shim_entry.self)
        if let from = text.baseAddress { memcpy(place + MemoryLayout<shim_entry>.size, from, text.count) }
        used += size
        return true
    }

    /// Adds an item. `false` when there is no room.
    mutating func add(_ head: shim_entry, _ item: borrowing sluice_item, _ frame: sluice_frame?) -> Bool {
        let size = ItemWire.size(item)
        guard size <= room else { return false }
        ItemWire.write(head, item, frame, to: start + used)
        used += size
        return true
    }

    /// Writes bytes behind the entries, which stay as they are; where they lie in the mailbox. `nil` without room.
    func aside(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count <= room else { return nil }
        if let from = bytes.baseAddress { memcpy(start + used, from, bytes.count) }
        return Mailbox.replyAt + used
    }
}

extension shim_entry {
    init(_ kind: EntryKind, port: UInt32 = 0, a: UInt64 = 0, b: UInt64 = 0, c: Int64 = 0, d: UInt64 = 0) {
        self.init(kind: kind.rawValue, port: port, bytes: 0, a: a, b: b, c: c, d: d)
    }
}
