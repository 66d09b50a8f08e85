import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite(
        "RTSP from a server on this machine", .serialized,
        .enabled(if: RTSPServer.isAvailable, "needs python3-gi and gir1.2-gst-rtsp-server-1.0"))
    struct RTSPTests {
        @Test(
            "frames come over TCP and UDP, decoded into slots", arguments: [CaptureRequest.Transport.tcp, .udp, .auto])
        func plays(transport: CaptureRequest.Transport) throws {
            let server = try #require(try RTSPServer())
            defer { server.kill() }
            var request = TestMaterial.request(server.address, formats: [.i420])
            request.transport = transport
            request.latency_ms = 50
            let (sink, statistics) = try TestMaterial.capture(request, limit: 30)
            #expect(sink.error == nil)
            #expect(statistics.frames == 30)
            #expect(statistics.copies == 0)
            #expect(sink.descriptors.first.map { [$0.width, $0.height] } == [320, 240])
            let stamps = sink.frames.map(\.pts_ns)
            #expect(stamps.first == 0 && stamps == stamps.sorted())
        }

        @Test("a server that dies and comes back costs a discontinuity")
        func comesBack() throws {
            let first = try #require(try RTSPServer())
            var request = TestMaterial.request(first.address, formats: [.i420])
            request.transport = .tcp
            request.latency_ms = 50
            let store = FrameStore()
            let sink = RecordingSink(store, limit: 60)
            let source = try CaptureFactory.make(request, memory: store, clock: RealClock(), sink: sink)
            try source.start()
            while sink.frames.count < 15, sink.error == nil { usleep(5000) }
            first.kill()
            let second = try #require(try RTSPServer(port: first.port))
            defer { second.kill() }
            #expect(sink.wait())
            source.stop()
            #expect(sink.error == nil)
            #expect(source.statistics.reconnects >= 1)
            let frames = sink.frames
            let epochs = frames.map(\.epoch)
            #expect(epochs == epochs.sorted())
            #expect((epochs.last ?? 0) >= 1)
            let breaks = frames.indices.dropFirst().filter { frames[$0].epoch != frames[$0 - 1].epoch }
            #expect(breaks.allSatisfy { frames[$0].flags.contains(.discontinuity) && frames[$0].pts_ns == 0 })
            #expect(store.slotsInUse == 0)
        }
    }
}
