import Foundation
import Testing

@Suite("Bad input: a clear message and the right exit status")
struct BadInputTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write(Graphs.chain, to: "graph.yaml")
    }

    private func expect(
        _ arguments: [String], _ status: Int32, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Sluice.run(arguments, in: folder)
        #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(!result.wasKilled, sourceLocation: sourceLocation)
        #expect((result.output + result.errors).contains(text), "\(result.errors)", sourceLocation: sourceLocation)
    }

    private func expectStream(_ uri: String, _ status: Int32, _ text: String) throws {
        try expect(["run", "graph.yaml", "--quiet", "--set", "streams.cam.uri=\(uri)"], status, text)
    }

    @Test("the command line")
    func commandLine() throws {
        try expect([], 2, "Usage: sluice COMMAND")
        try expect(["rnu"], 2, "did you mean run?")
        try expect(["run"], 2, "needs GRAPH")
        try expect(["run", "graph.yaml", "--framse", "3"], 2, "did you mean --frames?")
        try expect(["run", "graph.yaml", "--duration", "10"], 2, "such as 10s")
        try expect(["inspect", "nothing-like-it"], 3, "no plugin has a stage 'nothing-like-it'")
    }

    @Test("graph files: each finding has its place, and all are shown")
    func graphs() throws {
        try expect(["validate", "missing.yaml"], 2, "missing.yaml: error: the file 'missing.yaml' cannot be read")
        try folder.write(String(repeating: "[", count: 200_000), to: "deep.yaml")
        try expect(["run", "deep.yaml"], 2, "deep.yaml:1:65: error:")
        try folder.write("a: [1\nb: 2\n", to: "broken.yaml")
        try expect(["run", "broken.yaml"], 2, "broken.yaml:2:")
        try folder.write("\u{0}\u{1}\u{2}", to: "binary.yaml")
        try expect(["run", "binary.yaml"], 2, "binary.yaml:1:")
        try folder.write(
            Graphs.chain.replacing("from: a,", with: "fron: a,").replacing("capacity: 4", with: "capacity: none"),
            to: "two.yaml")
        let result = try Sluice.run(["run", "two.yaml"], in: folder)
        #expect(result.status == 2)
        #expect(result.errors.contains("two.yaml:6:"))
        #expect(result.errors.contains("two.yaml:7:"))
        #expect(result.errors.contains("from"))
    }

    @Test("findings as JSON")
    func json() throws {
        try folder.write(Graphs.chain.replacing("use: null-sink", with: "use: null-snik"), to: "slip.yaml")
        let result = try Sluice.run(["run", "slip.yaml"], in: folder)
        #expect(result.status == 2)
        #expect(result.errors.contains("null-sink"))
        let listed = try Sluice.run(["validate", "slip.yaml", "--json"], in: folder)
        #expect(listed.status == 2)
        let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
        let findings = json?["findings"] as? [[String: Any]] ?? []
        #expect(json?["valid"] as? Bool == false)
        #expect(findings.first?["line"] as? Int == 8)
        #expect(findings.first?["code"] as? String == "unknown-stage")
    }

    @Test("plugins that are not there or are none")
    func plugins() throws {
        try expect(
            ["run", "graph.yaml", "--set", "stages.a.use=com.example.nothing"], 3,
            "there is no stage 'com.example.nothing'")
        try folder.write("hello\n", to: "text.so")
        try expect(["inspect", "./text.so"], 3, "is not a shared object")
        try expect(["plugins", "--plugins", "text.so"], 0, "is not a shared object")
        let alone = try Sluice.run(["run", "graph.yaml"], in: folder, plugins: [])
        #expect(alone.status == 3)
    }

    @Test("sources that are no video")
    func sources() throws {
        try expectStream("file:missing.mp4", 2, "No such file or directory")
        try folder.write("", to: "empty.mp4")
        try expectStream("file:empty.mp4", 1, "is empty")
        try folder.write(String(repeating: "no video at all\n", count: 1000), to: "text.mp4")
        try expectStream("file:text.mp4", 1, "text.mp4")
        try expectStream("file:.", 1, "is a folder")
        try expectStream("tset:", 2, "there is no source 'tset:'")
    }

    @Test(
        "an address is looked at before anything runs, and named by its line",
        arguments: [
            ("test:?widht=64", "\"widht\""), ("test:?fps=0", "fps"), ("test:?format=rgb565", "format"),
            ("v4l2:/dev/video0?rate=3", "\"rate\""), ("v4l2:", "without a device"),
        ])
    func addresses(uri: String, text: String) throws {
        let graph = Graphs.chain.replacing("test:?width=64&height=48", with: uri)
        try folder.write(graph.replacing("policy: block", with: "policy: drop-oldest"), to: "address.yaml")
        let result = try Sluice.run(["validate", "address.yaml"], in: folder)
        #expect(result.status == 2)
        #expect(result.output.contains("address.yaml:4:"))
        #expect(result.output.contains(text), "\(result.output)")
    }

    @Test("frames of one pixel and of odd sizes pass", arguments: ["1", "3", "7"])
    func sizes(side: String) throws {
        let uri = "streams.cam.uri=test:?width=\(side)&height=\(side)"
        let result = try Sluice.run(["run", "graph.yaml", "--frames", "5", "--quiet", "--set", uri], in: folder)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test("outputs that cannot be written fail the run, and say so")
    func outputs() throws {
        let run = ["run", "graph.yaml", "--frames", "5", "--quiet"]
        try expect(run + ["--stats", "/dev/full"], 1, "No space left on device")
        try expect(run + ["--stats", "missing/stats.json"], 1, "is not there")
        try expect(run + ["--trace", "."], 1, "is a folder")
        try folder.write("", to: "file")
        try expect(run + ["--report", "file/report"], 1, "cannot be made")
        let full = try Sluice.run(
            [
                "run", "graph.yaml", "--frames", "5", "--quiet", "--set", "stages.end.use=record-sink", "--set",
                "stages.end.with={path: /dev/full}",
            ], in: folder)
        #expect(full.status == 1)
        #expect(full.errors.contains("No space left on device"))
    }
}
