import Glibc
import Synchronization

/// Raw slots of pixels with a count of their own, so that a decoder can keep one that a frame shows too.
extension FrameStore {
    /// Writable memory for one frame, with one user.
    public struct Slot: Sendable {
        /// Where it starts, aligned to 64 bytes.
        public let address: UInt
        /// At least as many bytes as were asked for.
        public let size_bytes: Int
        /// For ``FrameStore/retainSlot(_:)`` and ``FrameStore/releaseSlot(_:)``.
        public let handle: UInt64

        /// Where it starts.
        public var pointer: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: address) }
    }

    /// Takes a slot: from a slab of fitting size, else counted overflow memory. `nil` when the system has none left.
    public func takeSlot(bytes: Int) -> Slot? {
        let size = Self.slotSize(bytes)
        let found: (Slab, Int, Int)? = state.withLock { state in
            for (index, slab) in state.slabs.enumerated() where slab.slot_bytes == size {
                return slab.take().map { (slab, index, $0) }
            }
            guard state.slabs.count < Self.maxSlabs, let slab = Slab(slot_bytes: size, slotCount: slotsPerSlab) else {
                return nil
            }
            slabTable[state.slabs.count] = .passRetained(slab)
            state.slabs.append(slab)
            counters.slabs.add(1, ordering: .relaxed)
            counters.slab_bytes.add(size * slotsPerSlab, ordering: .relaxed)
            return slab.take().map { (slab, state.slabs.count - 1, $0) }
        }
        guard let (slab, index, slot) = found else { return takeOverflow(size) }
        slab.counts[slot].users.store(1, ordering: .relaxed)
        return Slot(
            address: UInt(bitPattern: slab.base + slot * size), size_bytes: size,
            handle: UInt64(index) << 32 | UInt64(slot))
    }

    private func takeOverflow(_ size: Int) -> Slot? {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, size) == 0, let memory else { return nil }
        let index: UInt32? = state.withLock { state in
            if let free = state.freeOverflow.popLast() { return free }
            guard state.overflowCount < UInt32(Self.maxOverflow) else { return nil }
            state.overflowCount += 1
            return state.overflowCount - 1
        }
        guard let index else {
            free(memory)
            return nil
        }
        overflow[Int(index)] = OverflowSlot(memory: memory, bytes: size, users: 1)
        counters.overflowTaken.add(1, ordering: .relaxed)
        return Slot(
            address: UInt(bitPattern: memory), size_bytes: size, handle: Self.overflowTag << 32 | UInt64(index))
    }

    /// One more user of a slot.
    public func retainSlot(_ handle: UInt64) {
        let slot = Int(UInt32(truncatingIfNeeded: handle))
        if handle >> 32 == Self.overflowTag {
            state.withLock { _ in overflow[slot].users += 1 }
        } else {
            slabTable[Int(handle >> 32)]?._withUnsafeGuaranteedRef {
                _ = $0.counts[slot].users.add(1, ordering: .relaxed)
            }
        }
    }

    /// One user less; the last one makes the slot free.
    public func releaseSlot(_ handle: UInt64) {
        let slot = Int(UInt32(truncatingIfNeeded: handle))
        if handle >> 32 == Self.overflowTag { return releaseOverflow(slot) }
        slabTable[Int(handle >> 32)]?._withUnsafeGuaranteedRef { slab in
            guard slab.counts[slot].users.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
            state.withLock { _ in slab.give(slot) }
        }
    }

    private func releaseOverflow(_ slot: Int) {
        let memory: UnsafeMutableRawPointer? = state.withLock { state in
            overflow[slot].users -= 1
            guard overflow[slot].users == 0 else { return nil }
            state.freeOverflow.append(UInt32(slot))
            defer { overflow[slot] = OverflowSlot() }
            return overflow[slot].memory
        }
        free(memory)
    }

    /// The size class of a slot: a power of two or the quarters between, so that at most a fifth is unused.
    static func slotSize(_ bytes: Int) -> Int {
        let least = max(bytes, 16384)
        let power = 1 << (Int.bitWidth - 1 - (least - 1).leadingZeroBitCount)
        let quarter = power / 4
        return (least + quarter - 1) / quarter * quarter
    }

    /// Slots in use and in all, in slabs.
    public var slotUse: (used: Int, all: Int) {
        state.withLock { state in state.slabs.reduce((0, 0)) { ($0.0 + $1.inUse, $0.1 + $1.slotCount) } }
    }
}
