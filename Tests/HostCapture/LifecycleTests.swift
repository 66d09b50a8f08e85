import Foundation
import HostCore
import HostMemory
import Synchronization
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Sources stop cleanly from any state and leave nothing behind", .serialized)
    struct LifecycleTests {
        /// Takes frames only when let, as a sink behind a full queue does, and lets go when told to stop.
        private final class BlockingSink: CaptureSink {
            let store: FrameStore
            let isOpen = Atomic<Bool>(false)
            let frames = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)

            init(_ store: FrameStore) { self.store = store }

            func begin(_ descriptor: StreamDescriptor) {}
            func discontinuity(_ found: TimeBreak) {}
            func changed(_ state: CaptureState) {}
            func end() { isOver.store(true, ordering: .releasing) }
            func failed(_ error: HostError) { isOver.store(true, ordering: .releasing) }

            func frame(_ frame: borrowing CapturedFrame) -> CaptureAnswer {
                frames.add(1, ordering: .relaxed)
                while !isOpen.load(ordering: .acquiring) { usleep(500) }
                store.releaseSlot(frame.slot)
                return .more
            }
        }

        private static func count(_ folder: String) -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
        }

        private func open(_ request: CaptureRequest, _ store: FrameStore, _ sink: any CaptureSink) throws
            -> any CaptureSource
        {
            let source = try CaptureFactory.make(request, memory: store, clock: RealClock(), sink: sink)
            try source.start()
            return source
        }

        /// Opens and closes a source at varying moments, and leaves the process with what has grown.
        private static func grow(_ request: CaptureRequest, times: Int, longest_us: UInt64, seed: UInt64) throws {
            let store = FrameStore()
            var random = SplitMix64(seed: seed)
            func once() throws {
                let sink = RecordingSink(store)
                let source = try CaptureFactory.make(request, memory: store, clock: RealClock(), sink: sink)
                try source.start()
                usleep(UInt32(random.next() % longest_us))
                source.stop()
                sink.drain()
            }
            for _ in 0..<(times / 10) { try once() }
            let threads = count("/proc/self/task")
            let descriptors = count("/proc/self/fd")
            for _ in 0..<times { try once() }
            let grown = (count("/proc/self/task") - threads, count("/proc/self/fd") - descriptors, store.slotsInUse)
            // GStreamer keeps a few threads of its pools for a while.
            let isFlat = grown.0 <= 2 && grown.1 <= 2 && grown.2 == 0
            if !isFlat { print("seed \(seed): threads, descriptors, slots grew by \(grown)") }
            exit(isFlat ? 0 : 1)
        }

        @Test("200 times opened and closed at varying moments: threads, descriptors and slots stay flat")
        func openAndClose() async {
            await #expect(processExitsWith: .success) {
                let request = TestMaterial.description(
                    "videotestsrc is-live=true ! video/x-raw,format=I420,width=64,height=48,framerate=200/1")
                try CaptureSuites.LifecycleTests.grow(request, times: 200, longest_us: 12_000, seed: 11)
            }
        }

        @Test(
            "files opened and closed 50 times stay flat", .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func files() async {
            await #expect(processExitsWith: .success) {
                let request = TestMaterial.file(TestMaterial.clip(TestMaterial.walking))
                try CaptureSuites.LifecycleTests.grow(request, times: 50, longest_us: 40_000, seed: 12)
            }
        }

        @Test("a stop returns while the sink is blocked, once the sink lets go")
        func blocked() throws {
            let store = FrameStore()
            let sink = BlockingSink(store)
            let source = try open(TestMaterial.description("videotestsrc"), store, sink)
            while sink.frames.load(ordering: .relaxed) == 0 { usleep(500) }
            let stopper = DispatchSemaphore(value: 0)
            Thread {
                source.stop()
                stopper.signal()
            }.start()
            sink.isOpen.store(true, ordering: .releasing)
            #expect(stopper.wait(timeout: .now() + 30) == .success)
            let isOver = sink.isOver.load(ordering: .acquiring)
            #expect(!isOver)
            #expect(store.slotsInUse == 0)
        }

        @Test("a stop before the start, twice, and after the end is harmless")
        func idle() throws {
            let store = FrameStore()
            let sink = RecordingSink(store)
            let source = try CaptureFactory.make(
                TestMaterial.description("videotestsrc num-buffers=3"), memory: store, clock: RealClock(), sink: sink)
            try source.start()
            #expect(sink.wait())
            #expect(sink.hasEnded)
            source.stop()
            source.stop()
            #expect(sink.state.withLock { $0.calls } == 1)
            let unused = try CaptureFactory.make(
                TestMaterial.description("videotestsrc"), memory: store, clock: RealClock(), sink: sink)
            unused.stop()
        }

        @Test("a sink that has enough ends the source")
        func enough() throws {
            let (sink, statistics) = try TestMaterial.capture(TestMaterial.description("videotestsrc"), limit: 5)
            #expect(sink.hasEnded)
            #expect(statistics.frames == 5)
            #expect(sink.state.withLock { $0.calls } == 1)
        }

        @Test("frames that are kept outlive their source")
        func outlive() throws {
            let store = FrameStore()
            let sink = RecordingSink(store, holding: 100)
            let source = try open(
                TestMaterial.description("videotestsrc num-buffers=6 pattern=snow ! video/x-raw,format=GRAY8"), store,
                sink)
            while !sink.hasEnded && sink.error == nil { usleep(1000) }
            source.stop()
            let held = sink.state.withLock { $0.held.count }
            #expect(held == 6)
            sink.drain()
            #expect(Set(sink.frames.map(\.pixels)).count == 6)
            #expect(store.slotsInUse == 0)
        }
    }
}
