import CSluice
import Glibc
import HostCore
import Synchronization

/// All frame memory of a run: slots of pixels, and the frames that show them.
///
/// Concurrency model: one lock guards the free lists and the list of slabs and is held for a few instructions; counts
/// are atomic; records and slots are found by index without a lock. A handle is `generation << 32 | index + 1`, so
/// that one that was given back is known as such.
public final class FrameStore: @unchecked Sendable {
    // Sound: see the concurrency model above.
    struct State {
        /// By the upper half of slot handles; `nil` where one is gone.
        var slabs: [Slab?] = []
        var slabCount = 0
        var nextSerial: UInt32 = 1
        var freeRecords: [UInt32] = []
        var recordCount: UInt32 = 0
        var kept_bytes = 0
    }

    static let recordsPerChunk = 1024
    static let maxChunks = 64
    static let maxOverflow = 4096
    static let overflowSlots = 16
    static let overflow_bytes = 32 << 20
    /// A slab of at most this size may stay without users until it is wanted again.
    static let idle_bytes = 1 << 20

    let state: Mutex<State>
    let chunks: UnsafeMutablePointer<UnsafeMutablePointer<FrameRecord>?>
    let slabTable: UnsafeMutablePointer<Unmanaged<Slab>?>
    let slotsPerSlab: Int
    let keep_limit_bytes: Int
    /// Slabs that were let go: whoever tells workers of slabs looks whether it has risen.
    package let slabsDropped = Atomic<UInt64>(0)
    /// Counts, to be read at any time.
    public let counters = FrameCounters()

    /// An empty store.
    /// - Parameters:
    ///   - slotsPerSlab: Slots made for each size of frame; more frames at once than that use overflow memory.
    ///   - keep_limit_bytes: Size of the keep store.
    public init(slotsPerSlab: Int = 64, keep_limit_bytes: Int = 256 << 20) {
        self.slotsPerSlab = max(1, slotsPerSlab)
        self.keep_limit_bytes = keep_limit_bytes
        chunks = .allocate(capacity: Self.maxChunks)
        chunks.initialize(repeating: nil, count: Self.maxChunks)
        slabTable = .allocate(capacity: Self.maxSlabs)
        slabTable.initialize(repeating: nil, count: Self.maxSlabs)
        var initial = State()
        initial.freeRecords.reserveCapacity(Self.recordsPerChunk)
        initial.slabs.reserveCapacity(64)
        state = Mutex(initial)
    }

    static let maxSlabs = 4096

    deinit {
        for chunk in 0..<Self.maxChunks {
            guard let records = chunks[chunk] else { continue }
            records.deinitialize(count: Self.recordsPerChunk)
            records.deallocate()
        }
        chunks.deallocate()
        for slab in 0..<Self.maxSlabs { slabTable[slab]?.release() }
        slabTable.deallocate()
    }

    func record(_ handle: UInt64) -> UnsafeMutablePointer<FrameRecord>? {
        let index = UInt32(truncatingIfNeeded: handle) &- 1
        let chunk = Int(index) / Self.recordsPerChunk
        guard index != UInt32.max, chunk < Self.maxChunks, let records = chunks[chunk] else { return nil }
        let record = records + Int(index) % Self.recordsPerChunk
        return record.pointee.generation == UInt32(truncatingIfNeeded: handle >> 32) ? record : nil
    }

    /// A free record with one user, or `nil` when 65,536 frames are alive.
    func takeRecord() -> (UnsafeMutablePointer<FrameRecord>, UInt64)? {
        let index: UInt32? = state.withLock { state in
            if let free = state.freeRecords.popLast() { return free }
            guard state.recordCount < UInt32(Self.maxChunks * Self.recordsPerChunk) else { return nil }
            let chunk = Int(state.recordCount) / Self.recordsPerChunk
            if chunks[chunk] == nil { chunks[chunk] = Self.newChunk() }
            state.recordCount += 1
            state.freeRecords.reserveCapacity(Int(state.recordCount))
            return state.recordCount - 1
        }
        guard let index, let records = chunks[Int(index) / Self.recordsPerChunk] else { return nil }
        let record = records + Int(index) % Self.recordsPerChunk
        record.pointee.users.store(1, ordering: .relaxed)
        let handle = UInt64(record.pointee.generation) << 32 | UInt64(index + 1)
        record.pointee.view.handle = handle
        counters.framesLive.add(1, ordering: .relaxed)
        return (record, handle)
    }

    private static func newChunk() -> UnsafeMutablePointer<FrameRecord> {
        let records = UnsafeMutablePointer<FrameRecord>.allocate(capacity: recordsPerChunk)
        for i in 0..<recordsPerChunk { (records + i).initialize(to: FrameRecord()) }
        return records
    }

    /// One more user of a frame. `false` for an unknown handle.
    @discardableResult
    public func retain(_ handle: UInt64) -> Bool {
        guard let record = record(handle) else { return false }
        record.pointee.users.add(1, ordering: .relaxed)
        return true
    }

    /// One more user of a finished frame, for a stage that keeps it. `false` for an unknown handle or a draft.
    public func hold(_ handle: UInt64) -> Bool { !isDraft(handle) && retain(handle) }

    /// Whether a user of this frame may be a stage that keeps it in place, rather than as a copy.
    public func isHeld(_ handle: UInt64) -> Bool {
        guard let record = record(handle), !record.pointee.isDraft else { return false }
        if case .kept = record.pointee.backing { return false }
        return true
    }

    /// One user less; the last one gives the memory back. `false` for an unknown handle.
    @discardableResult
    public func release(_ handle: UInt64) -> Bool {
        guard let record = record(handle) else { return false }
        let left = record.pointee.users.subtract(1, ordering: .acquiringAndReleasing).newValue
        if left == 0 { recycle(record, handle) }
        return true
    }

    private func recycle(_ record: UnsafeMutablePointer<FrameRecord>, _ handle: UInt64) {
        let backing = record.pointee.backing
        record.pointee.backing = .none
        record.pointee.isDraft = false
        record.pointee.generation &+= 1
        counters.framesLive.subtract(1, ordering: .relaxed)
        var kept = 0
        if case .kept(_, let bytes) = backing { kept = bytes }
        state.withLock {
            $0.kept_bytes -= kept
            $0.freeRecords.append(UInt32(truncatingIfNeeded: handle) - 1)
        }
        switch backing {
        case .slot(let slot), .kept(let slot, _): releaseSlot(slot)
        case .alias(let parent): release(parent)
        case .none: break
        }
    }

    /// The view of a frame; valid while the caller is a user of it.
    public func view(_ handle: UInt64) -> UnsafePointer<sluice_frame>? {
        guard let record = record(handle) else { return nil }
        return withUnsafePointer(to: &record.pointee.view) { $0 }
    }

    /// Users of a frame; 0 for an unknown handle.
    public func users(_ handle: UInt64) -> Int {
        record(handle).map { Int($0.pointee.users.load(ordering: .relaxed)) } ?? 0
    }
}
