import Foundation
import Testing

/// `sluice run --record` and `sluice replay`, with the program and the plugins that were built beside these tests.
@Suite("Record and replay")
struct ReplayTests {
    private static let graph = """
        sluice: 1
        streams:
          door: {uri: "test:?width=64&height=48&format=i420&frames=12&fps=25&pattern=noise", labels: {floor: 2}}
        stages:
          same: {use: passthrough, from: door}
          log:  {use: record-sink, from: same, with: {path: out.jsonl}}
          end:  {use: null-sink, from: same}
        """

    private func made(_ graph: String = graph) throws -> (Folder, Sluice.Result) {
        let folder = try Folder()
        try folder.write(graph, to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "-q", "--no-control", "--record", "r.slr"], in: folder)
        return (folder, run)
    }

    @Test("a hundred replays write what the run wrote, byte for byte")
    func hundred() throws {
        let (folder, run) = try made()
        try #require(run.status == 0, "\(run.errors)")
        let wanted = try Data(contentsOf: folder.file("out.jsonl"))
        #expect(wanted.split(separator: UInt8(ascii: "\n")).count == 12)
        // Where the pictures came from is not needed any more.
        try folder.write(Self.graph.replacing(/test:[^"]*/, with: "file:gone.mp4"), to: "g.yaml")
        for round in 0..<100 {
            try FileManager.default.removeItem(at: folder.file("out.jsonl"))
            let replay = try Sluice.run(["replay", "r.slr", "g.yaml", "-q", "--no-control"], in: folder)
            try #require(replay.status == 0, "round \(round): \(replay.errors)")
            #expect(try Data(contentsOf: folder.file("out.jsonl")) == wanted, "round \(round)")
        }
    }

    @Test("real time takes as long as the recording did, and writes the same")
    func realtime() throws {
        let graph = Self.graph.replacing("door: {", with: "door: {pace: realtime, ")
        let (folder, run) = try made(graph)
        try #require(run.status == 0, "\(run.errors)")
        let wanted = try Data(contentsOf: folder.file("out.jsonl"))
        let replay = try Sluice.run(
            ["replay", "r.slr", "g.yaml", "-q", "--no-control", "--realtime", "--stats", "s.json"], in: folder)
        try #require(replay.status == 0, "\(replay.errors)")
        #expect(try Data(contentsOf: folder.file("out.jsonl")) == wanted)
        let json = try folder.json("s.json")
        // 12 frames at 25 a second: 11 intervals of 40 ms, and no upper bound, which would be the machine's.
        #expect((json["elapsed_ns"] as? Int ?? 0) >= 440_000_000)
    }

    @Test("--info lists what is inside, for people and for programs")
    func info() throws {
        let (folder, _) = try made()
        let text = try Sluice.run(["replay", "--info", "r.slr"], in: folder)
        #expect(text.status == 0 && text.output.contains("door") && text.output.contains("whole"), "\(text.output)")
        let json = try Sluice.run(["replay", "--info", "r.slr", "--json"], in: folder)
        let value = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let edges = try #require(value["edges"] as? [[String: Any]])
        #expect(edges.count == 1 && edges[0]["name"] as? String == "door" && edges[0]["items"] as? Int == 12)
        #expect(edges[0]["kinds"] as? [String: Int] == ["frame": 12] && edges[0]["last_pts_ns"] as? Int == 440_000_000)
        #expect((value["graph_text"] as? String)?.contains("record-sink") == true && value["end"] as? String == "done")
    }

    @Test("inner edges are kept by name, of the command line and of the file")
    func edges() throws {
        let (folder, _) = try made()
        let named = try Sluice.run(
            ["run", "g.yaml", "-q", "--no-control", "--record", "a.slr", "--record-edges", "same,door"], in: folder)
        #expect(named.status == 0, "\(named.errors)")
        let shown = try Sluice.run(["replay", "--info", "a.slr", "--json"], in: folder)
        #expect(shown.output.contains("\"same\"") && shown.output.contains("\"door\""))
        try folder.write(Self.graph.replacing("streams:", with: "record: same\nstreams:"), to: "h.yaml")
        let written = try Sluice.run(["run", "h.yaml", "-q", "--no-control", "--record", "b.slr"], in: folder)
        #expect(written.status == 0, "\(written.errors)")
        let inner = try Sluice.run(["replay", "b.slr", "h.yaml", "-q", "--no-control"], in: folder)
        #expect(inner.status == 2 && inner.errors.contains("has nothing of the stream 'door'"), "\(inner.errors)")
        let wrong = try Sluice.run(
            ["run", "g.yaml", "--no-control", "--record", "c.slr", "--record-edges", "sane"], in: folder)
        #expect(wrong.status == 2 && wrong.errors.contains("write 'same'"), "\(wrong.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("c.slr").path))
    }

    @Test("a file cut off is said so, and the rest is played")
    func cut() throws {
        let (folder, _) = try made()
        let whole = try Data(contentsOf: folder.file("r.slr"))
        let wanted = try String(contentsOf: folder.file("out.jsonl"), encoding: .utf8)
        try whole.prefix(whole.count * 2 / 3).write(to: folder.file("cut.slr"))
        let replay = try Sluice.run(["replay", "cut.slr", "g.yaml", "--no-control"], in: folder)
        #expect(
            replay.status == 0 && replay.errors.contains("it was not closed: it is used up to byte"), "\(replay.errors)"
        )
        let got = try String(contentsOf: folder.file("out.jsonl"), encoding: .utf8)
        #expect(!got.isEmpty && got.count < wanted.count && wanted.hasPrefix(got))
    }

    @Test("damage ends the replay with the place, and --info too")
    func damage() throws {
        let (folder, _) = try made()
        var spoilt = try Data(contentsOf: folder.file("r.slr"))
        spoilt[spoilt.count / 2] ^= 0x40
        try spoilt.write(to: folder.file("bad.slr"))
        for words in [["replay", "bad.slr", "g.yaml", "-q", "--no-control"], ["replay", "--info", "bad.slr"]] {
            let told = try Sluice.run(words, in: folder)
            #expect(told.status == 1 && told.errors.contains("is damaged: block"), "\(words): \(told.errors)")
        }
    }

    @Test("a full disk ends the recording and nothing else")
    func fullDisk() throws {
        let folder = try Folder()
        try folder.write(Self.graph.replacing("frames=12", with: "frames=300"), to: "g.yaml")
        // A limit on the size of files fails writes as a full disk does; scans of plugins have to be done before.
        try #require(try Sluice.run(["run", "g.yaml", "-q", "--no-control", "--frames", "1"], in: folder).status == 0)
        let limited = Sluice.process(
            ["run", "g.yaml", "--no-control", "--record", "r.slr", "--stats", "s.json"], in: folder)
        limited.arguments =
            [
                "-c", "ulimit -f 64; exec \"$0\" \"$@\"", Sluice.program.path,
            ] + (limited.arguments ?? [])
        limited.executableURL = URL(fileURLWithPath: "/bin/bash")
        let errors = Pipe()
        limited.standardError = errors
        try limited.run()
        let told = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        limited.waitUntilExit()
        #expect(limited.terminationStatus == 1 && told.contains("cannot be written any more and ends here"), "\(told)")
        let streams = try folder.json("s.json")["streams"] as? [[String: Any]]
        #expect(streams?.first?["frames"] as? Int == 300)
        let info = try Sluice.run(["replay", "--info", "r.slr", "--json"], in: folder)
        #expect(info.status == 0 && info.output.contains("\"end\": \"failed\""), "\(info.output)\(info.errors)")
    }

    @Test("a process that is killed leaves a recording that plays")
    func killed() throws {
        let folder = try Folder()
        try folder.write(Self.graph.replacing("frames=12&", with: ""), to: "g.yaml")
        let process = Sluice.process(["run", "g.yaml", "-q", "--no-control", "--record", "r.slr"], in: folder)
        try process.run()
        while (try? folder.file("r.slr").resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0 < 20_000 {
            guard process.isRunning else { break }
            usleep(2000)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let replay = try Sluice.run(["replay", "r.slr", "g.yaml", "--no-control"], in: folder)
        #expect(replay.status == 0 && replay.errors.contains("was not closed"), "\(replay.errors)")
    }

    @Test("what the command line leaves out is asked for")
    func usage() throws {
        let (folder, _) = try made()
        let cases: [([String], String)] = [
            (["replay", "r.slr"], "needs GRAPH"), (["replay", "--info", "r.slr", "g.yaml"], "takes a recording alone"),
            (["replay", "r.slr", "g.yaml", "--json"], "--json is for --info"),
            (["run", "g.yaml", "--record-limit", "1GB"], "name its file with --record FILE"),
            (["run", "g.yaml", "--record", "x.slr", "--record-limit", "many"], "takes a whole number and its unit"),
        ]
        for (words, text) in cases {
            let told = try Sluice.run(words, in: folder)
            #expect(told.status == 2 && told.errors.contains(text), "\(words): \(told.errors)")
        }
        let again = try Sluice.run(["run", "g.yaml", "--no-control", "--record", "r.slr"], in: folder)
        #expect(again.status == 1 && again.errors.contains("is there already"), "\(again.errors)")
    }
}
