import Foundation
import HostCore
import HostMemory
import Synchronization
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("The host's own test picture")
    struct SyntheticTests {
        @Test("gives exactly its frames, the same each time", arguments: ["bars", "gradient", "noise", "solid"])
        func repeats(pattern: String) throws {
            let request = TestMaterial.request("test:?pattern=\(pattern)&width=33&height=17&fps=25&frames=12&seed=5")
            let (first, statistics) = try TestMaterial.capture(request, holding: 4)
            let (second, _) = try TestMaterial.capture(request)
            #expect(first.hasEnded)
            #expect(statistics.frames == 12)
            #expect(first.frames.map(\.pixels) == second.frames.map(\.pixels))
            #expect(first.frames.map(\.pts_ns) == (0..<12).map { Int64($0) * 40_000_000 })
            #expect(first.frames.allSatisfy { $0.isAligned && $0.size == [33, 17] })
            let distinct = Set(first.frames.map(\.pixels)).count
            #expect(pattern == "solid" ? distinct == 1 : distinct > 5)
        }

        @Test("every format and odd size", arguments: PixelFormat.all)
        func formats(format: PixelFormat) throws {
            for size in [[1, 1], [3, 2], [65, 7]] {
                let uri = "test:?width=\(size[0])&height=\(size[1])&frames=2&format=\(format)"
                let (sink, _) = try TestMaterial.capture(TestMaterial.request(uri, formats: PixelFormat.all))
                #expect(sink.frames.count == 2)
                #expect(sink.descriptors.first?.pixelFormat == format)
            }
        }

        @Test("static frames are one slot")
        func isStatic() throws {
            let (sink, _) = try TestMaterial.capture(TestMaterial.request("test:?static=1&frames=50"), holding: 10)
            #expect(sink.frames.count == 50)
            #expect(Set(sink.frames.map(\.slot)).count == 1)
        }

        @Test("pace goes by the host's clock")
        func paced() throws {
            let clock = VirtualClock()
            var request = TestMaterial.request("test:?width=8&height=8&fps=30&frames=30")
            request.pace = .realtime
            let start_ns = clock.now_ns
            let (sink, _) = try TestMaterial.capture(request, clock: clock)
            #expect(clock.deadlines == sink.frames.map { start_ns + $0.pts_ns })
        }

        @Test("an endless source ends when the sink has enough, or is stopped")
        func ends() throws {
            let (sink, statistics) = try TestMaterial.capture(TestMaterial.request("test:?width=8&height=8"), limit: 7)
            #expect(sink.hasEnded)
            #expect(statistics.frames == 7)
            let store = FrameStore()
            let endless = RecordingSink(store)
            let source = try CaptureFactory.make(
                TestMaterial.request("test:?width=8&height=8"), memory: store, clock: RealClock(), sink: endless)
            try source.start()
            source.stop()
            let count = endless.frames.count
            usleep(20_000)
            #expect(endless.frames.count == count)
            #expect(!endless.hasEnded && endless.error == nil)
        }

        @Test("all slots come back")
        func slots() throws {
            let store = FrameStore(slotsPerSlab: 8)
            for _ in 0..<5 {
                let sink = RecordingSink(store, holding: 3)
                let source = try CaptureFactory.make(
                    TestMaterial.request("test:?width=16&height=16&frames=100"), memory: store, clock: RealClock(),
                    sink: sink)
                try source.start()
                #expect(sink.wait())
                source.stop()
                sink.drain()
            }
            #expect(store.counters.overflowTaken.load(ordering: .relaxed) == 0)
        }
    }
}
