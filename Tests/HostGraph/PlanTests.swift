import HostCore
import HostGraph
import Testing

@Suite("Plans")
struct PlanTests {
    @Test("the main job is one task behind the stream, and a thread for the sink that waits")
    func mainJob() throws {
        let graph = try plan(
            """
            sluice: 1
            name: front-door
            streams:
              door: {uri: "rtsp://camera.local/stream1", camera: A100}
            stages:
              faces:  {use: face-detector, from: door, with: {backend: hog}}
              tracks: {use: tracker, from: faces}
              crops:  {use: cropper, from: tracks, with: {width: 60}}
              save:   {use: image-sink, from: crops, with: {directory: out}}
            """)
        #expect(graph.name == "front-door")
        #expect(graph.streams.map(\.isLive) == [true])
        #expect(graph.streams.first?.camera == "A100")
        #expect(graph.nodes.map(\.name) == ["faces", "tracks", "crops", "save"])
        #expect(graph.tasks.map(\.nodes) == [[0, 1, 2], [3]])
        #expect(graph.tasks.map(\.ownThread) == [false, true])
        #expect(graph.tasks.map(\.queues) == [[0], [3]])
        #expect(graph.edges.map(\.fused) == [false, true, true, false])
        #expect(graph.edges.map { $0.queue?.policy } == [.dropOldest, nil, nil, .dropOldest])
        #expect(graph.edges.map { $0.queue?.capacity } == [4, nil, nil, 4])
        #expect(graph.edges.map(\.needsProgress) == [true, true, false, false])
        #expect(graph.edges.map(\.format.description) == ["i420", "i420", "i420", "rgb"])
        #expect(graph.node(named: "save")?.configuration == ["directory": "/work/out"])
        #expect(graph.warnings.isEmpty)
    }
}
