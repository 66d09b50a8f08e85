import Foundation
import Testing

@Suite("A running graph is asked and changed from another terminal")
struct ControlTests {
    private let folder: Folder

    init() throws { folder = try Folder() }
    private static let plugins = ["passthrough", "null-sink", "quality-scorer"]

    private func write(_ small: String) throws {
        try write(stages: ["small: {use: \(small), from: one}", "end: {use: null-sink, from: small}"])
    }

    private func write(stages: [String]) throws {
        let text = """
            sluice: 1
            name: asked
            streams:
              one: {uri: "test:?width=64&height=48&fps=100", pace: realtime, live: true}
            stages:
              \(stages.joined(separator: "\n  "))
            """
        try text.write(to: folder.file("graph.yaml"), atomically: true, encoding: .utf8)
    }

    private func ctl(_ words: String...) throws -> Sluice.Result {
        try Sluice.run(["ctl", "--socket", folder.file("s").path] + words, in: folder, plugins: Self.plugins)
    }

    private func status() throws -> [String: Any] {
        let told = try ctl("status", "--json")
        try #require(told.status == 0, "\(told.errors)")
        return try #require(JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any])
    }

    private func frames(_ stream: String = "one") throws -> Int {
        let streams = try status()["streams"] as? [[String: Any]] ?? []
        return streams.first { $0["name"] as? String == stream }?["frames"] as? Int ?? 0
    }

    @Test("what a sink could not write is said at the end, also when an edit has taken the sink away")
    func removedSink() throws {
        let end = "end: {use: null-sink, from: one}"
        try write(stages: [end, "log: {use: record-sink, from: one, with: {path: /dev/full, flush_seconds: 0}}"])
        let process = Sluice.process(
            ["run", "graph.yaml", "--control", folder.file("s").path, "--quiet"], in: folder,
            plugins: ["null-sink", "record-sink"])
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        defer { process.terminate() }
        let deadline = Date() + 60
        while try ctl("status").status != 0, process.isRunning, Date() < deadline { usleep(20_000) }
        while try frames() < 20, Date() < deadline { usleep(20_000) }
        try write(stages: [end])
        #expect(try ctl("apply").output.contains("- stage log"))
        let later = try frames() + 20
        while try frames() < later, Date() < deadline { usleep(20_000) }
        #expect(try ctl("drain").status == 0)
        let told = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1 && told.contains("stage log could not write"), "\(told)")
    }

    @Test("status, apply, swap, add-stream, remove-stream and drain, while the first stream goes on")
    func wholeTalk() throws {
        try write("passthrough")
        let process = Sluice.process(
            ["run", "graph.yaml", "--control", folder.file("s").path, "--stats", "stats.json", "--quiet"], in: folder,
            plugins: Self.plugins)
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        let deadline = Date() + 60
        while try ctl("status").status != 0, process.isRunning, Date() < deadline { usleep(20_000) }

        #expect(try ctl("add-stream", "two", "test:?width=32&height=32&frames=5").output.contains("+ stream two"))
        #expect((try status()["streams"] as? [Any])?.count == 2)
        #expect(try ctl("add-stream", "two", "test:").status == 2, "it is there already")
        #expect(try ctl("remove-stream", "two").output.contains("- stream two"))
        #expect(try ctl("remove-stream", "two").errors.contains("has no stream 'two'"))

        // One frame a second, as the model's pace is; at full speed there would be thousands.
        #expect(try ctl("add-stream", "slow", "test:?width=32&height=32&fps=1").status == 0)
        let soon = try frames() + 20
        while try frames() < soon, Date() < deadline { usleep(20_000) }
        #expect(try frames("slow") < 100)
        #expect(try ctl("remove-stream", "slow").status == 0)

        try write("quality-scorer")
        #expect(try ctl("apply", "--dry-run").output.contains("* stage small is made anew"))
        let before = try frames()
        #expect(try ctl("apply").output.contains("io.sluice.quality-scorer instead of io.sluice.passthrough"))
        #expect(try ctl("apply").output == "nothing to change\n")
        #expect(try ctl("swap", "small").output.contains("as it was asked for"))
        #expect(try ctl("set", "small", "nothing", "1").status != 0)

        try "stages: [".write(to: folder.file("bad.yaml"), atomically: true, encoding: .utf8)
        let refused = try ctl("apply", "bad.yaml")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("bad.yaml:2:1: error: this is not YAML"))
        while try frames() <= before, Date() < deadline { usleep(20_000) }

        #expect(try ctl("drain").status == 0)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let stats = try folder.json("stats.json")
        #expect(stats["outcome"] as? String == "done")
        #expect((stats["memory"] as? [String: Any])?["frames_live"] as? Int == 0)
        #expect(try ctl("status").status == 3)
        #expect(!FileManager.default.fileExists(atPath: folder.file("s").path))
    }

    @Test("SIGHUP reads the graph file again")
    func hangUp() throws {
        try write("passthrough")
        let process = Sluice.process(
            ["run", "graph.yaml", "--control", folder.file("s").path, "--quiet"], in: folder, plugins: Self.plugins)
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.terminate() }
        let deadline = Date() + 60
        while try ctl("status").status != 0, process.isRunning, Date() < deadline { usleep(20_000) }
        try write("quality-scorer")
        kill(process.processIdentifier, SIGHUP)
        var name: String?
        while name != "io.sluice.quality-scorer", process.isRunning, Date() < deadline {
            let stages = try status()["stages"] as? [[String: Any]] ?? []
            name = stages.first { $0["name"] as? String == "small" }?["stage"] as? String
            usleep(20_000)
        }
        #expect(name == "io.sluice.quality-scorer")
    }

    @Test("an action that does not exist, and one without its arguments, are answered with what there is")
    func usage() throws {
        let wrong = try ctl("aply")
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("did you mean apply?"))
        #expect(try ctl("set", "small").errors.contains("usage: sluice ctl set STAGE KEY VALUE"))
    }
}
