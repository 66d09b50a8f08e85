import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Live sources come back", .serialized)
    struct LiveTests {
        @Test("a source that ends is opened again: new epoch, discontinuity, virtual waits")
        func comesBack() throws {
            let clock = VirtualClock()
            var request = TestMaterial.description(
                "videotestsrc num-buffers=4 ! video/x-raw,framerate=25/1,width=32,height=16")
            request.isLive = true
            let (sink, statistics) = try TestMaterial.capture(request, limit: 10, clock: clock)
            let frames = sink.frames
            #expect(frames.map(\.epoch) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
            #expect(
                frames.map { $0.flags.contains(.discontinuity) }.enumerated().filter(\.element).map(\.offset) == [4, 8])
            #expect(frames.map(\.pts_ns).prefix(6) == [0, 40, 80, 120, 0, 40].map { $0 * 1_000_000 }[...])
            #expect(statistics.reconnects == 2)
            #expect(sink.state.withLock { $0.epochs } == [1, 2])
            #expect(clock.deadlines.count == 2)
            #expect(sink.hasEnded)
        }

        @Test("a device that is not there is tried again until given up, and the error says why")
        func noDevice() throws {
            var request = TestMaterial.request("v4l2:/dev/video97?width=640&height=480&fps=30")
            request.giveUp_ns = 20_000_000_000
            let (sink, statistics) = try TestMaterial.capture(request, clock: VirtualClock())
            #expect(sink.error?.code == .source)
            #expect(sink.error?.message.contains("/dev/video97") == true)
            #expect(sink.error?.message.contains("given up after 20.00 s") == true)
            #expect(statistics.reconnects >= 5)
            #expect(sink.states.contains(.gaveUp))
            #expect(CaptureFactory.model(ofDevice: "/dev/null") == nil)
        }

        @Test("a server that is not there is tried again until given up")
        func noServer() throws {
            var request = TestMaterial.request("rtsp://user:secret@127.0.0.1:9/none")
            request.giveUp_ns = 3_000_000_000
            request.transport = .tcp
            let (sink, _) = try TestMaterial.capture(request, clock: VirtualClock())
            #expect(sink.error?.message.contains("given up") == true)
            #expect(sink.error?.message.contains("secret") == false)
        }

        @Test("a stop ends the wait for the next try")
        func stopsWaiting() throws {
            let store = FrameStore()
            let sink = RecordingSink(store)
            let source = try CaptureFactory.make(
                TestMaterial.request("v4l2:/dev/video97"), memory: store, clock: RealClock(), sink: sink)
            try source.start()
            while !sink.states.contains(where: { if case .waiting = $0 { true } else { false } }) { usleep(1000) }
            source.stop()
            #expect(sink.states.last == .stopped)
            #expect(!sink.hasEnded && sink.error == nil)
        }
    }
}
