import CHostShim
import Glibc
import Synchronization

/// A memory file cut into slots of one size. Workers in other processes map the same pages.
///
/// Who may write is settled when it is made: after the one writable mapping, of the host or of one worker, the file is
/// sealed against every later one (`F_SEAL_FUTURE_WRITE`), so that a descriptor that was passed on, or opened again
/// through `/proc`, gives a view for reading and nothing else. Its size is sealed at once: nobody can cut it off under
/// a reader. Pages cost nothing until they are written, so a slab may have more slots than are ever used; the free list
/// is last in, first out, which keeps those in use few and warm.
final class Slab: @unchecked Sendable {
    // Sound: `free`, `isRetired` and `isSealed` are guarded by the store's lock, everything else is constant or atomic.

    /// What its slots are for.
    enum Purpose: Equatable {
        /// Frames of sources and stages, as planned.
        case pool
        /// More of them at once than planned.
        case overflow
        /// Copies that stages keep.
        case kept
        /// Frames that a worker writes; the host only reads.
        case worker(UInt32)
    }

    /// Never used again in a run, so that workers can know it by this.
    let serial: UInt32
    let purpose: Purpose
    let slot_bytes: Int
    let slotCount: Int
    let base: UnsafeMutableRawPointer
    /// The memory file; -1 where the system gives none, and the memory is the host's alone.
    let descriptor: Int32
    let counts: UnsafeMutablePointer<SlotCount>
    /// Takes no more frames, and goes with its last one.
    var isRetired = false
    /// Whether nobody can map it for writing any more.
    var isSealed = false
    private var free: [UInt32]

    /// `nil` when the system gives no memory.
    init?(serial: UInt32, purpose: Purpose, slot_bytes: Int, slotCount: Int) {
        let bytes = slot_bytes * slotCount
        var isForeign = false
        if case .worker = purpose { isForeign = true }
        let file = shim_memory_file("sluice-frames", UInt64(bytes))
        // A limit on the size of files (ulimit -f) holds for memory files too. The host does without one; a worker cannot
        // be shown what lies there, and says so.
        guard file >= 0 || !isForeign else { return nil }
        let fd = max(file, -1)
        let flags = fd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
        let mapped = mmap(nil, bytes, isForeign ? PROT_READ : PROT_READ | PROT_WRITE, flags, fd, 0)
        guard let mapped, mapped != MAP_FAILED else {
            if fd >= 0 { close(fd) }
            return nil
        }
        self.serial = serial
        self.purpose = purpose
        self.slot_bytes = slot_bytes
        self.slotCount = slotCount
        base = mapped
        descriptor = fd
        counts = .allocate(capacity: slotCount)
        for i in 0..<slotCount { (counts + i).initialize(to: SlotCount()) }
        free = (0..<UInt32(slotCount)).reversed()
        if isForeign { shim_seal_size(fd) } else { isSealed = fd >= 0 && Self.seal(fd) }
    }

    deinit {
        munmap(base, slot_bytes * slotCount)
        if descriptor >= 0 { close(descriptor) }
        counts.deinitialize(count: slotCount)
        counts.deallocate()
    }

    /// Whether nobody can map the file for writing from here on, nor change its size.
    static func seal(_ descriptor: Int32) -> Bool { shim_seal_writes(descriptor) == 0 }

    func take() -> Int? { free.popLast().map(Int.init) }
    func give(_ slot: Int) { free.append(UInt32(slot)) }
    var hasFree: Bool { !free.isEmpty }
    var inUse: Int { slotCount - free.count }
    var size_bytes: Int { slot_bytes * slotCount }
}

/// Users of one slot.
struct SlotCount: ~Copyable {
    let users = Atomic<Int32>(0)
}
