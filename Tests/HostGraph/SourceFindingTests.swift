import HostCore
import HostGraph
import Testing

@Suite("Findings about how stages are wired")
struct SourceFindingTests {
    @Test("each mistake is told with its place and its remedy", arguments: cases)
    func finding(_ example: Example) {
        #expect(findings(example.yaml) == example.expected)
    }

    private static let cases: [Example] = [
        stages("s: {use: nul-sink, from: door}", "g.yaml:6:12: error: there is no stage 'nul-sink'; write 'null-sink'"),
        stages(
            "s: {use: zzzz, from: door}",
            "g.yaml:6:12: error: there is no stage 'zzzz'; 'sluice plugins' lists those there are; plugins: names folders with more"
        ),
        stages(
            "s: {use: null-sink@7, from: door}",
            "g.yaml:6:12: error: there is no 'null-sink@7'; write one of null-sink@1"),
        stages("s: {use: null-sink, from: dor}", "g.yaml:6:29: error: there is no stream or stage 'dor'; write 'door'"),
        stages(
            "s: {use: null-sink, from: tracker}\n  t: {use: tracker, from: door}",
            "g.yaml:6:29: error: there is no stream or stage 'tracker'; write 't', which uses it"),
        stages(
            "s: {use: null-sink, from: door.frames}",
            "g.yaml:6:29: error: a stream has no outputs such as 'frames'; write 'door'"),
        stages(
            "f: {use: face-detector, from: door}\n  s: {use: null-sink, from: f.rejcted}",
            "g.yaml:7:29: error: the stage 'f' has no output 'rejcted'; write 'f.rejected'"),
        stages(
            "s: {use: null-sink, from: door}\n  t: {use: null-sink, from: s}",
            "g.yaml:7:29: error: the stage 's' gives nothing: it is a sink; take from what feeds it"),
        stages(
            "s: {use: null-sink}",
            "g.yaml:6:3: error: the stage 's' takes anything and gets nothing; write 'from: NAME' of a stream or stage"),
        stages(
            "o: {use: overlay, from: door}\n  s: {use: null-sink, from: o}",
            "g.yaml:6:27: error: the input 'regions' of stage 'o' gets nothing; write 'from: {frames: …, regions: …}'"),
        stages(
            "o: {use: overlay, from: {frames: door, region: door}}\n  s: {use: null-sink, from: o}",
            "g.yaml:6:42: error: the stage 'o' has no input 'region'; write 'regions'"),
        stages(
            "g: {use: generator, from: door}\n  s: {use: null-sink, from: g}",
            "g.yaml:6:29: error: the stage 'g' is a source and takes nothing; remove from:"),
        stages(
            "a: {use: tracker, from: c}\n  b: {use: tracker, from: a}\n  c: {use: tracker, from: b}",
            "g.yaml:7:27: error: the stages feed one another in a circle: a → b → c → a; let one of them take from a stream instead"
        ),
        stages(
            "a: {use: tracker, from: a}",
            "g.yaml:6:27: error: the stages feed one another in a circle: a → a; let one of them take from a stream instead"
        ),
        stages(
            "a: {use: tracker, from: door}\n  b: {use: face-detector, from: door}\n  s: {use: null-sink, from: [a, b]}",
            "g.yaml:8:33: error: 'a' and 'b' both carry the stream 'door', and a list merges different streams; write 'from: {join: [a, b]}' to pair them"
        ),
        stages(
            "a: {use: tracker, from: door}\n  o: {use: overlay, from: [door, a]}\n  s: {use: null-sink, from: o}",
            "g.yaml:7:27: error: the input 'regions' of stage 'o' gets nothing; write 'from: {frames: …, regions: …}'",
            "g.yaml:7:34: error: 'door' and 'a' both carry the stream 'door', and a list merges different streams; write 'from: {join: [door, a]}' to pair them, or name the inputs: 'from: {frames: door, regions: a}'"
        ),
        stages(
            "a: {use: tracker, from: door}\n  b: {use: tracker, from: yard}\n  s: {use: null-sink, from: {join: [a, b]}}",
            "g.yaml:8:37: error: 'a' does not carry the stream 'yard', so its items have no partner there; take all branches from the same streams, or write 'sync: time' or 'sync: none' in 's'"
        ),
        stages(
            "a: {use: tracker, from: [door, yard]}\n  b: {use: tracker, from: a, for_each: streams}\n  s: {use: null-sink, from: b}",
            "g.yaml:7:27: error: 'b' is made for each stream, and 'a' carries 2 streams at once; write 'for_each: streams' in 'a' too, or remove it here"
        ),
        stages(
            "g: {use: generator}\n  b: {use: tracker, from: g, for_each: streams}\n  s: {use: null-sink, from: b}",
            "g.yaml:7:3: error: 'b' is made for each stream, and 'g' is a source stage, not a stream; remove 'for_each: streams' here"
        ),
        stages(
            "s: {use: null-sink, from: door, sync: time}",
            "g.yaml:6:41: error: the stage 's' has one input, so there is nothing to pair; remove sync:, within: and wait:, or write 'from: {join: [a, b]}'"
        ),
        stages(
            "s: {use: null-sink, from: door, within: 40ms}",
            "g.yaml:6:43: error: within: of stage 's' is for pairing by capture time; write 'sync: time' beside it, or remove it",
            "g.yaml:6:43: error: the stage 's' has one input, so there is nothing to pair; remove sync:, within: and wait:, or write 'from: {join: [a, b]}'"
        ),
        stages(
            "b: {use: batcher, from: door, instances: 2}\n  s: {use: null-sink, from: b}",
            "g.yaml:6:44: error: the stage 'b' remembers things across streams (state: graph), so there can be one only; write 'instances: 1', or 'for_each: streams' for one a stream"
        ),
        stages(
            "g: {use: generator, instances: 2}\n  s: {use: null-sink, from: g}",
            "g.yaml:6:34: error: the stage 'g' is a source, so there can be one only; write 'instances: 1'"),
    ]

    private static func stages(_ text: String, _ expected: String...) -> Example {
        Example(
            """
            sluice: 1
            streams:
              door: {uri: "rtsp://h/1"}
              yard: {uri: "rtsp://h/2"}
            stages:
              \(text)
              last: {use: null-sink, from: streams}
            """, expected)
    }

    @Test("a mistake does not make others of itself: names that could not be read are not unknown too")
    func noCascade() {
        let lines = findings(
            """
            sluice: 1
            streams: {door: {}}
            stages:
              9: {use: tracker, from: door}
              a: {use: nothing, from: door}
              b: {use: tracker, from: 9}
              c: {use: null-sink, from: a.rejected}
            """)
        #expect(
            lines == [
                "g.yaml:2:11: error: the stream 'door' does not say where it comes from; write 'uri: file:PATH', 'uri: rtsp://…', 'uri: v4l2:/dev/video0' or 'gst: PIPELINE'",
                "g.yaml:4:3: error: '9' cannot be the name of a stage; begin it with a letter and use only letters, digits, _ and -",
                "g.yaml:5:12: error: there is no stage 'nothing'; 'sluice plugins' lists those there are; plugins: names folders with more",
                "g.yaml:6:27: error: from: of stage 'b' must be text, not the number 9; put it in quotes: \"9\"",
            ])
    }

    @Test("all mistakes of all kinds are told at once, in the order of the lines")
    func together() {
        let lines = findings(
            """
            sluice: 1
            streams: {door: {uri: clip.mp4}, yard: {uri: "rtsp://h/1", pase: max}}
            stages:
              faces: {use: face-detectr, from: yard}
              crops: {use: cropper, from: yard, with: {width: wide}}
              save: {use: image-sink, from: crop}
              scores: {use: gray-only, from: crops.events, queue: {capacity: 0}}
            """)
        #expect(lines.count == 7)
        #expect(lines.map { $0.split(separator: ":")[1] } == ["2", "2", "4", "5", "6", "7", "7"])
    }

    @Test("streams and results that nobody takes are warnings")
    func unused() {
        let result = check(
            """
            sluice: 1
            streams: {door: {uri: "rtsp://h/1"}, yard: {uri: "rtsp://h/2"}}
            stages:
              faces: {use: face-detector, from: door}
            """)
        #expect(result.graph != nil)
        #expect(
            result.findings.map(\.description) == [
                "g.yaml:2:38: warning: no stage takes the stream 'yard'; write 'from: yard' in a stage, or remove it",
                "g.yaml:4:3: warning: no stage takes what 'faces' gives; write 'from: faces' in a stage, or remove it",
            ])
        #expect(result.graph?.warnings.count == 2)
    }
}
