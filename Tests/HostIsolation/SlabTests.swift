import CSluice
import Glibc
import HostMemory
import Testing

/// Memory that other processes see.
@Suite("Slabs that workers map")
struct SlabTests {
    private static func mapsForWriting(_ path: String) -> Bool {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let mapped = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard mapped != MAP_FAILED else { return false }
        munmap(mapped, 4096)
        return true
    }

    @Test("a frame's memory cannot be mapped for writing, not even by opening it again")
    func sealed() throws {
        let store = FrameStore()
        let handle = try #require(store.allocate(.init(format: UInt32(SLUICE_PIXEL_GRAY8), width: 64, height: 64)))
        let place = try #require(store.place(of: handle))
        let slab = try #require(store.sharedSlab(place.slab))
        #expect(slab.isSealed)
        #expect(!Self.mapsForWriting("/proc/self/fd/\(slab.descriptor)"))
        #expect(ftruncate(slab.descriptor, 0) != 0)
        var byte: UInt8 = 1
        #expect(pwrite(slab.descriptor, &byte, 1, 0) != 1)
        store.release(handle)
    }

    @Test("a worker's slab can be mapped for writing until it is sealed, and goes with its last frame")
    func workerSlab() throws {
        let store = FrameStore()
        let place = try #require(store.takeWorkerSlot(100_000, for: 1, slots: 4))
        let slab = try #require(store.sharedSlab(place.slab))
        #expect(Self.mapsForWriting("/proc/self/fd/\(slab.descriptor)"))
        #expect(ftruncate(slab.descriptor, 0) != 0)
        #expect(store.sealWorkerSlab(place.slab))
        #expect(!Self.mapsForWriting("/proc/self/fd/\(slab.descriptor)"))
        let frame = try #require(
            store.makeDraft(
                .init(format: UInt32(SLUICE_PIXEL_GRAY8), width: 64, height: 64), slot: place.slot, origin: .init()))
        store.retireWorker(1)
        #expect(store.sharedSlab(place.slab) != nil)
        store.release(frame)
        #expect(store.sharedSlab(place.slab) == nil)
    }

    @Test("a frame that does not fit the slot is no frame")
    func tooLarge() throws {
        let store = FrameStore()
        let place = try #require(store.takeWorkerSlot(16384, for: 1, slots: 4))
        #expect(
            store.makeDraft(
                .init(format: UInt32(SLUICE_PIXEL_RGBA), width: 640, height: 480), slot: place.slot, origin: .init())
                == nil)
        store.releaseSlot(place.slot.handle)
    }

    @Test("kept copies and frames beyond the plan lie in memory that workers can see, and it is given back")
    func everywhere() throws {
        let store = FrameStore(slotsPerSlab: 2)
        let shape = FrameStore.Description(format: UInt32(SLUICE_PIXEL_I420), width: 1920, height: 1080)
        let frames = (0..<5).compactMap { _ in store.allocate(shape) }
        #expect(frames.count == 5 && store.counters.overflowTaken.load(ordering: .relaxed) == 3)
        let kept = try store.keep(frames[4], rect: nil)
        for handle in frames + [kept] { #expect(store.place(of: handle) != nil) }
        let most = store.counters.slab_bytes.load(ordering: .relaxed)
        for handle in frames + [kept] { store.release(handle) }
        #expect(store.counters.framesLive.load(ordering: .relaxed) == 0)
        #expect(store.counters.slab_bytes.load(ordering: .relaxed) < most)
    }
}
