import HostCore
import HostGraph
import Testing

@Suite("Findings about streams")
struct StreamFindingTests {
    @Test("each mistake is told with its place and its remedy", arguments: cases)
    func finding(_ example: Example) {
        #expect(findings(example.yaml) == example.expected)
    }

    private static let cases: [Example] = [
        stream(
            "{}",
            "g.yaml:3:3: error: the stream 'door' does not say where it comes from; write 'uri: file:PATH', 'uri: rtsp://…', 'uri: v4l2:/dev/video0' or 'gst: PIPELINE'"
        ),
        stream(
            "{uri: \"test:\", gst: x}",
            "g.yaml:3:10: error: the stream 'door' has both uri: and gst:; remove one of the two"),
        stream(
            "{uri: clip.mp4}",
            "g.yaml:3:15: error: the uri 'clip.mp4' of stream 'door' does not say what it is; write 'file:clip.mp4' for a file"
        ),
        stream(
            "{uri: \"rstp://h/1\"}",
            "g.yaml:3:15: error: there is no source 'rstp:'; write 'rtsp', or use gst: with a pipeline"),
        stream(
            "{uri: \"file:missing.mp4\"}",
            "g.yaml:3:15: error: the file '/graphs/missing.mp4' cannot be read: No such file or directory; check the path, which is relative to the file it is written in"
        ),
        stream(
            "{uri: \"file://host/a\"}",
            "g.yaml:3:15: error: 'file://host/a' names no file of this machine; write 'file:PATH', relative to this graph file or from /"
        ),
        stream(
            "{uri: \"rtsp://h/1\", pace: fast}",
            "g.yaml:3:35: error: pace: of stream 'door' must be one of realtime, max, not the text 'fast'; write 'pace: realtime'"
        ),
        stream(
            "{uri: \"rtsp://h/1\", give_up: 5}",
            "g.yaml:3:38: error: give_up: of stream 'door' must be a duration, not the number 5; write a number and its unit (us, ms, s, m, h), such as 'give_up: 5ms'"
        ),
        stream(
            "{uri: \"file:a.mp4\", live: true}",
            "g.yaml:3:35: error: live: of stream 'door' is for gst: and test:; for 'file:a.mp4' it is known; remove it; 'pace: realtime' plays a file at its own speed"
        ),
        stream(
            "{uri: \"test:\", labels: 5}",
            "g.yaml:3:32: error: labels: of stream 'door' must be a mapping, not the number 5; write 'labels: {place: door}'"
        ),
        stream(
            "{uri: \"test:\", labels: {a: &x {b: 1}, c: *x}, camra: A}",
            "g.yaml:3:55: error: stream 'door' has no key 'camra'; write 'camera'"),
    ]

    private static func stream(_ text: String, _ expected: String...) -> Example {
        Example("sluice: 1\nstreams:\n  door: \(text)\nstages: {s: {use: null-sink, from: door}}", expected)
    }

    @Test(
        "a source is live when it comes in its own time",
        arguments: [
            ("uri: \"rtsp://h/1\"", true), ("uri: v4l2:/dev/video0", true), ("uri: file:a.mp4", false),
            ("uri: file:a.mp4, pace: realtime", false), ("uri: \"test:\"", false), ("uri: \"test:\", live: true", true),
            ("uri: \"test:\", live: true, pace: max", false),
            ("gst: \"videotestsrc ! video/x-raw\"", false), ("gst: \"videotestsrc is-live=true\"", true),
            ("gst: \"v4l2src device=/dev/video0\"", true),
            ("gst: \"filesrc location=a ! decodebin\", live: true", true),
        ])
    func live(source: String, isLive: Bool) throws {
        let graph = try plan("sluice: 1\nstreams: {door: {\(source)}}\nstages: {s: {use: null-sink, from: door}}")
        #expect(graph.streams.first?.isLive == isLive)
        #expect(graph.edges.first?.queue?.policy == (isLive ? .dropOldest : .block))
    }

    @Test("a file's path is seen from the graph file, and labels keep their types")
    func facts() throws {
        let graph = try plan(
            """
            sluice: 1
            streams: {door: {uri: file:../a/./b.mp4, labels: {floor: 2, open: true, "n": "2"}, give_up: 1.5m, pace: max}}
            stages: {s: {use: null-sink, from: door}}
            """)
        let stream = try #require(graph.streams.first)
        #expect(stream.source == .uri("file:/a/b.mp4"))
        #expect(stream.labels == ["floor": 2, "open": true, "n": "2"])
        #expect(stream.giveUp_ns == 90_000_000_000)
        #expect(stream.pace == .max)
    }
}
