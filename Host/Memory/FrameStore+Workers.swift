import CSluice
import Synchronization

/// What worker processes need: the files behind frames, and slabs that they alone write to.
extension FrameStore {
    /// A slab as another process may map it.
    package struct SharedSlab: Sendable {
        /// Its name among the slabs of a run.
        package let serial: UInt32
        /// The memory file; the store keeps owning it, and it stays open while one of its slots has a user.
        package let descriptor: Int32
        /// Size of the file.
        package let size_bytes: Int
        /// Whether nobody can map it for writing any more.
        package let isSealed: Bool
    }

    /// The memory behind a frame.
    package struct FramePlace: Sendable {
        /// The slab it lies in.
        package let slab: UInt32
        /// Where the slab begins in this process.
        package let base: UInt
    }

    /// A slot that a worker may write to.
    package struct WorkerSlot: Sendable {
        /// The slab it lies in.
        package let slab: UInt32
        /// Its number in the slab.
        package let index: UInt32
        /// Its size; it begins `index` times as far into the slab.
        package let size_bytes: Int
        /// The slot itself, with one user.
        package let slot: Slot
    }

    /// Where the memory of a frame is; `nil` for an unknown handle.
    package func place(of handle: UInt64) -> FramePlace? {
        var handle = handle
        while let record = record(handle) {
            switch record.pointee.backing {
            case .alias(let parent): handle = parent
            case .slot(let slot), .kept(let slot, _):
                return slabTable[Int(slot >> 32)]?._withUnsafeGuaranteedRef {
                    FramePlace(slab: $0.serial, base: UInt(bitPattern: $0.base))
                }
            case .none: return nil
            }
        }
        return nil
    }

    /// The slab of the given name, while it is there. One with a user stays there.
    package func sharedSlab(_ serial: UInt32) -> SharedSlab? {
        state.withLock { state in
            for case let slab? in state.slabs where slab.serial == serial {
                return SharedSlab(
                    serial: serial, descriptor: slab.descriptor, size_bytes: slab.size_bytes, isSealed: slab.isSealed)
            }
            return nil
        }
    }

    /// Takes a slot that a worker may write to. Its user is the caller, on the worker's behalf.
    package func takeWorkerSlot(_ bytes: Int, for worker: UInt32, slots: Int) -> WorkerSlot? {
        let size = Self.slotSize(bytes)
        let most = max(1, Self.maxOverflow / slots)
        guard let slot = takeSlot(size, .worker(worker), slots: slots, slabs: most) else { return nil }
        return slabTable[Int(slot.handle >> 32)]?._withUnsafeGuaranteedRef {
            WorkerSlot(
                slab: $0.serial, index: UInt32(truncatingIfNeeded: slot.handle), size_bytes: size, slot: slot)
        }
    }

    /// Seals a worker's slab, once the worker has mapped it: from here on everybody else can only read it.
    /// - Returns: Whether it is sealed now.
    package func sealWorkerSlab(_ serial: UInt32) -> Bool {
        state.withLock { state in
            for case let slab? in state.slabs where slab.serial == serial {
                if !slab.isSealed { slab.isSealed = Slab.seal(slab.descriptor) }
                return slab.isSealed
            }
            return false
        }
    }

    /// A worker is gone: its slabs take no more frames, and each is unmapped with the last frame in it.
    package func retireWorker(_ worker: UInt32) {
        let indices: [Int] = state.withLock { state in
            var found: [Int] = []
            for index in 0..<state.slabCount {
                guard let slab = state.slabs[index], slab.purpose == .worker(worker) else { continue }
                slab.isRetired = true
                found.append(index)
            }
            return found
        }
        for index in indices { dropIdleSlab(index) }
    }

    /// A frame over a slot that a worker has written, as a draft with one user; takes over the slot's user. Planes
    /// follow from format and size alone.
    /// - Returns: `nil` for an impossible size, a slot too small for it, or too many frames; the slot's user is then
    ///   still the caller's.
    package func makeDraft(_ description: Description, slot: Slot, origin: sluice_origin) -> UInt64? {
        guard
            let layout = FrameLayout(
                format: description.format, width: description.width, height: description.height),
            layout.total_bytes <= slot.size_bytes,
            let handle = makeFrame(description, layout: layout, slot: slot)
        else { return nil }
        setOrigin(origin, of: handle)
        record(handle)?.pointee.isDraft = true
        return handle
    }
}
