import CHostShim
import Glibc
import Synchronization

/// A memory file cut into slots of one size. Workers in other processes can map the same pages.
///
/// Pages cost nothing until they are written, so a slab may have more slots than are ever used; the free list is last
/// in, first out, which keeps those in use few and warm.
final class Slab: @unchecked Sendable {
    // Sound: `free` is guarded by the store's lock, everything else is constant or atomic.
    let slot_bytes: Int
    let slotCount: Int
    let base: UnsafeMutableRawPointer
    let descriptor: Int32
    let counts: UnsafeMutablePointer<SlotCount>
    private var free: [UInt32]

    /// `nil` when the system gives no memory.
    init?(slot_bytes: Int, slotCount: Int) {
        let bytes = slot_bytes * slotCount
        let fd = shim_memory_file("sluice-frames", UInt64(bytes))
        guard fd >= 0 else { return nil }
        let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
        guard let mapped, mapped != MAP_FAILED else {
            close(fd)
            return nil
        }
        self.slot_bytes = slot_bytes
        self.slotCount = slotCount
        base = mapped
        descriptor = fd
        counts = .allocate(capacity: slotCount)
        for i in 0..<slotCount { (counts + i).initialize(to: SlotCount()) }
        free = (0..<UInt32(slotCount)).reversed()
    }

    deinit {
        munmap(base, slot_bytes * slotCount)
        close(descriptor)
        counts.deinitialize(count: slotCount)
        counts.deallocate()
    }

    func take() -> Int? { free.popLast().map(Int.init) }
    func give(_ slot: Int) { free.append(UInt32(slot)) }
    var inUse: Int { slotCount - free.count }
}

/// Users of one slot.
struct SlotCount: ~Copyable {
    let users = Atomic<Int32>(0)
}
