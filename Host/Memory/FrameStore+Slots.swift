import CSluice
import Glibc
import Synchronization

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

    /// Takes a slot: as planned, else from counted overflow memory. `nil` when the system has none left.
    public func takeSlot(bytes: Int) -> Slot? {
        let size = Self.slotSize(bytes)
        if let slot = takeSlot(size, .pool, slots: slotsPerSlab, slabs: 1) { return slot }
        let slots = min(Self.overflowSlots, max(1, Self.overflow_bytes / size))
        guard let slot = takeSlot(size, .overflow, slots: slots, slabs: Self.maxOverflow / slots) else { return nil }
        counters.overflowTaken.add(1, ordering: .relaxed)
        return slot
    }

    /// Takes a slot of exactly this size from the slabs of one purpose.
    /// - Parameters:
    ///   - slots: How many slots a new slab gets.
    ///   - slabs: How many slabs of this size there may be.
    func takeSlot(_ size: Int, _ purpose: Slab.Purpose, slots: Int, slabs: Int) -> Slot? {
        let found: (Slab, Int, Int)? = state.withLock { state in
            var count = 0
            for index in 0..<state.slabCount {
                guard let slab = state.slabs[index], slab.slot_bytes == size, slab.purpose == purpose else { continue }
                count += 1
                if !slab.isRetired, let slot = slab.take() { return (slab, index, slot) }
            }
            guard count < slabs, let (slab, index) = addSlab(&state, size, purpose, slots) else { return nil }
            return slab.take().map { (slab, index, $0) }
        }
        guard let (slab, index, slot) = found else { return nil }
        slab.counts[slot].users.store(1, ordering: .relaxed)
        return Slot(
            address: UInt(bitPattern: slab.base + slot * size), size_bytes: size,
            handle: UInt64(index) << 32 | UInt64(slot))
    }

    private func addSlab(
        _ state: inout State, _ size: Int, _ purpose: Slab.Purpose, _ slots: Int
    ) -> (Slab, Int)? {
        let free = (0..<state.slabCount).first { state.slabs[$0] == nil }
        let index = free ?? state.slabCount
        guard index < Self.maxSlabs,
            let slab = Slab(serial: state.nextSerial, purpose: purpose, slot_bytes: size, slotCount: slots)
        else { return nil }
        state.nextSerial += 1
        if free == nil {
            state.slabCount += 1
            state.slabs.append(slab)
        } else {
            state.slabs[index] = slab
        }
        slabTable[index] = .passRetained(slab)
        counters.slabs.add(1, ordering: .relaxed)
        counters.slab_bytes.add(slab.size_bytes, ordering: .relaxed)
        return (slab, index)
    }

    /// One more user of a slot.
    public func retainSlot(_ handle: UInt64) {
        slabTable[Int(handle >> 32)]?._withUnsafeGuaranteedRef {
            _ = $0.counts[Int(UInt32(truncatingIfNeeded: handle))].users.add(1, ordering: .relaxed)
        }
    }

    /// One user less; the last one makes the slot free.
    public func releaseSlot(_ handle: UInt64) {
        let index = Int(handle >> 32)
        let slot = Int(UInt32(truncatingIfNeeded: handle))
        let isIdle = slabTable[index]?._withUnsafeGuaranteedRef { slab in
            guard slab.counts[slot].users.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
                return false
            }
            let isPool = slab.purpose == .pool
            return state.withLock { _ in
                slab.give(slot)
                return !isPool && slab.inUse == 0
            }
        }
        if isIdle == true { dropIdleSlab(index) }
    }

    /// Lets go of a slab without users, when it is retired or another one of its kind has room.
    func dropIdleSlab(_ index: Int) {
        let dropped: Unmanaged<Slab>? = state.withLock { state in
            guard index < state.slabCount, let slab = state.slabs[index], slab.inUse == 0,
                slab.isRetired || isSpare(slab, state)
            else { return nil }
            state.slabs[index] = nil
            defer { slabTable[index] = nil }
            return slabTable[index]
        }
        guard let dropped else { return }
        let slab = dropped.takeRetainedValue()
        counters.slab_bytes.subtract(slab.size_bytes, ordering: .relaxed)
        slabsDropped.add(1, ordering: .releasing)
    }

    private func isSpare(_ slab: Slab, _ state: State) -> Bool {
        if case .worker = slab.purpose { return false }
        if slab.size_bytes > Self.idle_bytes { return true }
        return state.slabs.contains {
            guard let other = $0, other !== slab else { return false }
            return other.slot_bytes == slab.slot_bytes && other.purpose == slab.purpose && other.hasFree
        }
    }

    /// The size class of a slot: a power of two or the quarters between, so that at most a fifth is unused.
    package static func slotSize(_ bytes: Int) -> Int {
        let least = max(bytes, 16384)
        let power = 1 << (Int.bitWidth - 1 - (least - 1).leadingZeroBitCount)
        let quarter = power / 4
        return (least + quarter - 1) / quarter * quarter
    }

    /// Slots in use and in all, in the slabs that are planned.
    public var slotUse: (used: Int, all: Int) {
        state.withLock { state in
            var sum = (0, 0)
            for case let slab? in state.slabs where slab.purpose == .pool {
                sum.0 += slab.inUse
                sum.1 += slab.slotCount
            }
            return sum
        }
    }
}
