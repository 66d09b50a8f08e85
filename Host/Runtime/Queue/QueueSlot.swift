import CSluice
import HostMemory

/// One place in a queue: an item or event, and the bytes behind the item. The bytes' memory moves with the item from
/// slot to reader and back, and grows to the largest item seen, so that a steady load allocates nothing.
struct QueueSlot {
    var kind = WorkEntry.Kind.item
    var item = sluice_item()
    var bytes: UnsafeMutableRawPointer?
    var capacity_bytes = 0

    mutating func store(_ kind: WorkEntry.Kind, _ source: borrowing sluice_item) {
        self.kind = kind
        item = copy source
        guard kind == .item else { return }
        let size = ItemBytes.size(item)
        guard size > 0 else { return }
        if size > capacity_bytes {
            bytes?.deallocate()
            capacity_bytes = max(4096, size * 3 / 2)
            bytes = .allocate(byteCount: capacity_bytes, alignment: 64)
        }
        if let bytes { ItemBytes.copy(&item, into: bytes) }
    }

    mutating func free() {
        bytes?.deallocate()
        bytes = nil
        capacity_bytes = 0
    }
}
