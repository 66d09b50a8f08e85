import Foundation
import Testing

/// What replays do with more than one source, with sources that are stages, and with real video.
@Suite("Replays of whole graphs")
struct ReplayGraphTests {
    @Test("streams that meet in one stage meet in the same order each time")
    func merged() throws {
        let folder = try Folder()
        try folder.write(
            """
            sluice: 1
            threads: 3
            streams:
              a: {uri: "test:?width=64&height=48&frames=25&fps=25&pattern=noise"}
              b: {uri: "test:?width=32&height=32&frames=40&fps=40&pattern=noise&seed=2"}
              c: {uri: "test:?width=16&height=16&frames=10&fps=10"}
            stages:
              each: {use: passthrough, from: [a, b], threads: own}
              log:  {use: record-sink, from: [each, c], with: {path: out.jsonl}}
            """, to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "-q", "--no-control", "--record", "r.slr"], in: folder)
        try #require(run.status == 0, "\(run.errors)")
        let recorded = try folder.text("out.jsonl")
        var first: String?
        for round in 0..<10 {
            let replay = try Sluice.run(["replay", "r.slr", "g.yaml", "-q", "--no-control"], in: folder)
            try #require(replay.status == 0, "round \(round): \(replay.errors)")
            let lines = try folder.text("out.jsonl")
            #expect(lines == first ?? lines, "round \(round)")
            first = lines
        }
        // The same lines as in the run, of each stream in the same order.
        for stream in ["a", "b", "c"] {
            func own(_ text: String) -> [Substring] {
                text.split(separator: "\n").filter { $0.contains("\"stream\":\"\(stream)\"") }
            }
            #expect(own(first ?? "") == own(recorded))
        }
    }

    @Test(
        "a stage without inputs is replaced by what it gave", .enabled(if: clip("h264") != nil, "there is no test data")
    )
    func sourceStage() throws {
        let plugins = ["h264-file-source", "record-sink", "null-sink", "passthrough"]
        let clip = try #require(Self.clip("h264"))
        let folder = try Folder()
        let graph = """
            sluice: 1
            stages:
              film: {use: h264-file-source, with: {path: "\(clip)"}}
              log:  {use: record-sink, from: film, with: {path: out.jsonl}}
            """
        try folder.write(graph, to: "g.yaml")
        let run = try Sluice.run(
            ["run", "g.yaml", "-q", "--no-control", "--record", "r.slr"], in: folder, plugins: plugins)
        try #require(run.status == 0, "\(run.errors)")
        let wanted = try folder.text("out.jsonl")
        #expect(wanted.contains("\"kind\":\"packet\""))
        for round in 0..<3 {
            let replay = try Sluice.run(
                ["replay", "r.slr", "g.yaml", "-q", "--no-control"], in: folder, plugins: plugins)
            try #require(replay.status == 0, "\(replay.errors)")
            #expect(try folder.text("out.jsonl") == wanted, "round \(round)")
        }
        try folder.write(graph.replacing("film", with: "movie"), to: "h.yaml")
        let other = try Sluice.run(
            ["replay", "r.slr", "h.yaml", "-q", "--no-control"], in: folder, plugins: plugins)
        #expect(
            other.status == 2 && other.errors.contains("the stage 'movie' makes its items itself"), "\(other.errors)")
    }

    @Test(
        "faces found and followed in a clip are the same in each replay, in a worker too",
        .enabled(if: clip("mp4") != nil, "there is no test data"))
    func faces() throws {
        let clip = try #require(Self.clip("mp4"))
        let folder = try Folder()
        func graph(_ more: String = "") -> String {
            """
            sluice: 1
            streams:
              people: {uri: "file:\(clip)"}
            stages:
              faces:  {use: face-detector, from: people, with: {backend: hog}}
              tracks: {use: tracker, from: faces\(more)}
              log:    {use: record-sink, from: tracks, with: {path: out.jsonl}}
              rest:   {use: null-sink, from: faces.rejected}
            """
        }
        try folder.write(graph(), to: "g.yaml")
        let run = try Sluice.run(
            ["run", "g.yaml", "-q", "--no-control", "--frames", "24", "--record", "r.slr"], in: folder)
        try #require(run.status == 0, "\(run.errors)")
        let wanted = try folder.text("out.jsonl")
        #expect(wanted.contains("\"track\""))
        for more in ["", "", ", isolation: process"] {
            try folder.write(graph(more), to: "g.yaml")
            let replay = try Sluice.run(["replay", "r.slr", "g.yaml", "-q", "--no-control"], in: folder)
            try #require(replay.status == 0, "\(replay.errors)")
            #expect(try folder.text("out.jsonl") == wanted, "\(more)")
        }
    }

    @Test("what a stage gave feeds the part of a graph behind it, with regions, points, scores and crops")
    func innerEdges() throws {
        let plugins = ["record-sink", "regions-from-file", "resolution-cropper"]
        let folder = try Folder()
        let boxes = (1...12).flatMap { seq in
            (0..<3).map { n in
                #"{"seq":\#(seq),"box":[\#(20 + 60 * n + seq),30,40,44],"label":"\#(n == 2 ? "bag" : "face")","#
                    + #""points":[[\#(25 + 60 * n),40]],"scores":{"sharp":0.\#(n + 1)}}"#
            }
        }
        try folder.write(boxes.joined(separator: "\n"), to: "boxes.jsonl")
        func sink(_ name: String) -> String { "{use: record-sink, from: \(name), with: {path: \(name).jsonl}}" }
        try folder.write(
            """
            sluice: 1
            streams: {cam: {uri: "test:?width=240&height=120&fps=25&frames=10"}}
            stages:
              marked: {use: regions-from-file, from: cam, with: {path: boxes.jsonl}}
              crops: {use: resolution-cropper, from: marked}
              a: \(sink("marked"))
              b: \(sink("crops"))
            """, to: "g.yaml")
        let run = try Sluice.run(
            ["run", "g.yaml", "-q", "--no-control", "--record", "r.slr", "--record-edges", "marked,crops"], in: folder,
            plugins: plugins)
        try #require(run.status == 0, "\(run.errors)")
        let wanted = try (folder.text("marked.jsonl"), folder.text("crops.jsonl"))
        #expect(wanted.0.contains("\"sharp\"") && wanted.1.contains("\"sub\":2"))
        // The whole part behind the first edge, and each edge alone.
        try folder.write(
            """
            sluice: 1
            streams: {marked: {uri: "test:"}}
            stages:
              crops: {use: resolution-cropper, from: marked}
              a: \(sink("marked"))
              b: \(sink("crops"))
            """, to: "behind.yaml")
        try folder.write(
            """
            sluice: 1
            streams: {marked: {uri: "test:"}, crops: {uri: "test:"}}
            stages: {a: \(sink("marked")), b: \(sink("crops"))}
            """, to: "each.yaml")
        for (graph, from) in [("behind.yaml", ("marked", "marked")), ("each.yaml", ("marked", "crops"))] {
            let replay = try Sluice.run(
                ["replay", "r.slr", graph, "-q", "--no-control"], in: folder, plugins: plugins)
            try #require(replay.status == 0, "\(graph): \(replay.errors)")
            func named(_ text: String, _ name: String) -> String {
                text.replacing("\"stream\":\"cam\"", with: "\"stream\":\"\(name)\"")
            }
            #expect(try folder.text("marked.jsonl") == named(wanted.0, from.0), "\(graph)")
            #expect(try folder.text("crops.jsonl") == named(wanted.1, from.1), "\(graph)")
        }
    }

    /// A file of the test material; `nil` where that is absent.
    private static func clip(_ ending: String) -> String? {
        let environment = ProcessInfo.processInfo.environment["SLUICE_TEST_DATA"]
        let folder = environment ?? Sluice.root.deletingLastPathComponent().appending(path: "shared/data").path
        let path =
            ending == "mp4"
            ? "\(folder)/video/intel-clips/head-pose-face-detection-female-and-male.mp4"
            : "\(folder)/video/dlib-mot/MOT20-08-raw_shorter.h264"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
