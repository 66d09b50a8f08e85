import Foundation
import Testing

/// Stages in worker processes, through the programs as they are installed.
@Suite("Isolation")
struct IsolationTests {
    /// The plugin that goes wrong on purpose, in a folder of the test.
    static func misbehaving(in folder: Folder) throws {
        let compile = Process()
        compile.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
        let root = Sluice.root
        compile.arguments = [
            "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-shared", "-Wl,--build-id=sha1", "-I",
            root.appending(path: "PluginSDK/CABI/include").path, "-o", folder.file("misbehaving.so").path,
            root.appending(path: "Tests/Fixtures/Plugins/misbehaving.c").path,
        ]
        try compile.run()
        compile.waitUntilExit()
        try #require(compile.terminationStatus == 0, "install a C compiler: apt install build-essential")
    }

    static func graph(_ fault: String, every: Int, isolation: String, frames: Int = 200) -> String {
        """
        sluice: 1
        plugins: [misbehaving.so]
        streams:
          cam: {uri: "test:?frames=\(frames)&width=64&height=48", pace: max}
          other: {uri: "test:?frames=\(frames)&width=64&height=48", pace: max}
        stages:
          bad: {use: misbehaving, from: cam, isolation: \(isolation), with: {fault: \(fault), every: \(every)}}
          save: {use: record-sink, from: bad, with: {path: counts.jsonl}}
          good: {use: passthrough, from: other}
          end: {use: null-sink, from: good}
        """
    }

    static func stage(_ name: String, _ folder: Folder) throws -> [String: Any] {
        let stages = try folder.json("s.json")["stages"] as? [[String: Any]] ?? []
        return stages.first { $0["name"] as? String == name } ?? [:]
    }

    @Test(
        "a worker that ends costs one item, and the stage is back with its state",
        arguments: [
            ("segv", "crashed"), ("abort", "crashed"), ("kill", "crashed"), ("exit", "exited"), ("leak", "memory"),
        ])
    func oneItem(fault: String, reason: String) throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        let isolation = "{memory: 100MB, save_every: 1us, on_crash: {after: 100}}"
        try folder.write(Self.graph(fault, every: 60, isolation: isolation), to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try Self.stage("bad", folder)["lost"] as? [String: Int] == [reason: 3])
        // Each loss is of one item, and of the count that it would have added.
        let counts = try folder.text("counts.jsonl").matches(of: #/"count":(\d+)/#).compactMap { Int($0.1) }
        #expect(counts == Array(1...197))
        #expect(try Self.stage("end", folder)["in"] as? Int == 200)
        let memory = try folder.json("s.json")["memory"] as? [String: Any]
        #expect(memory?["frames_live"] as? Int == 0 && memory?["copies"] as? Int == 0)
        #expect(run.errors.contains("bad (misbehaving.so) at item 60 of stream 0"), "\(run.errors)")
    }

    @Test("numbers of a stage's own are the same through a worker, and counters go on over its end")
    func metrics() throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        func numbers(_ fault: String, _ isolation: String) throws -> [String: Double] {
            try folder.write(Self.graph(fault, every: 60, isolation: isolation), to: "g.yaml")
            let run = try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            return try Self.stage("bad", folder)["metrics"] as? [String: Double] ?? [:]
        }
        #expect(try numbers("none", "none") == ["calls_total": 200, "count_items": 200])
        #expect(try numbers("none", "process") == ["calls_total": 200, "count_items": 200])
        // What a worker counted after it told its numbers last goes with it.
        let restarted = try numbers("segv", "{save_every: 1us}")
        #expect(restarted["count_items"] == 197)
        #expect((20.0...197).contains(restarted["calls_total"] ?? 0), "\(restarted)")
    }

    @Test("a worker that hangs is ended after its deadline")
    func hang() throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        try folder.write(Self.graph("hang", every: 150, isolation: "{deadline: 200ms}"), to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("gave no answer within 200ms"), "\(run.errors)")
        #expect(try Self.stage("bad", folder)["lost"] as? [String: Int] == ["hung": 1])
    }

    @Test("what a plugin prints disturbs nothing")
    func prints() throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        try folder.write(Self.graph("print", every: 10, isolation: "process"), to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.output)\(run.errors)")
        #expect(try Self.stage("bad", folder)["out"] as? Int == 400)
    }

    @Test("after too many failures items pass the stage by, the run ends, or another stage takes its place")
    func policies() throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        func run(_ last: String) throws -> Sluice.Result {
            let isolation = "{on_crash: {after: 2, within: 60s, \(last)}}"
            try folder.write(Self.graph("segv", every: 50, isolation: isolation), to: "g.yaml")
            return try Sluice.run(["run", "g.yaml", "--stats", "s.json"], in: folder)
        }
        #expect(try run("do: skip").status == 0)
        #expect(try Self.stage("bad", folder)["lost"] as? [String: Int] == ["crashed": 2, "passed-on": 100])
        #expect(try run("do: stop").status == 1)
        #expect(try run("do: replace, by: {use: passthrough}").status == 0)
        #expect(try Self.stage("bad", folder)["lost"] as? [String: Int] == ["crashed": 2])
        #expect(try Self.stage("bad", folder)["out"] as? Int == 98 * 2 + 100)
    }

    @Test("a stage gives the same in a worker as in the host, byte for byte")
    func sameResults() throws {
        let folder = try Folder()
        for (name, isolation) in [("in", "none"), ("out", "process"), ("group", "{process: all}")] {
            try folder.write(
                """
                sluice: 1
                streams:
                  cam: {uri: "test:?frames=40&width=161&height=121", pace: max}
                stages:
                  convert: {use: convert, from: cam, with: {format: rgb}, isolation: \(isolation)}
                  tracks: {use: tracker, from: convert, isolation: \(isolation)}
                  draw: {use: overlay, from: tracks, isolation: \(isolation)}
                  save: {use: image-sink, from: draw, with: {directory: \(name)}, isolation: \(isolation)}
                  log: {use: record-sink, from: tracks, with: {path: \(name).jsonl}, isolation: \(isolation)}
                """, to: "\(name).yaml")
            let plugins = ["convert", "tracker", "overlay", "image-sink", "record-sink"]
            let run = try Sluice.run(["run", "\(name).yaml", "--stats", "\(name).json"], in: folder, plugins: plugins)
            #expect(run.status == 0, "\(run.errors)")
            let memory = try folder.json("\(name).json")["memory"] as? [String: Any]
            #expect(memory?["copies"] as? Int == 0)
        }
        for name in ["out", "group"] {
            #expect(try folder.text("\(name).jsonl") == folder.text("in.jsonl"))
            #expect(try Self.contents(folder.file(name)) == Self.contents(folder.file("in")))
        }
        #expect(try Self.contents(folder.file("in")).count == 40)
    }

    private static func contents(_ folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            contents[name] = try Data(contentsOf: folder.appending(path: name))
        }
        return contents
    }

    @Test("no worker outlives a host that is killed")
    func orphans() throws {
        let folder = try Folder()
        try Self.misbehaving(in: folder)
        try folder.write(
            Self.graph("none", every: 0, isolation: "process", frames: 100_000_000), to: "g.yaml")
        let host = Sluice.process(["run", "g.yaml", "-q"], in: folder)
        try host.run()
        var workers: [pid_t] = []
        while workers.isEmpty, host.isRunning { workers = Self.children(of: host.processIdentifier) }
        kill(host.processIdentifier, SIGKILL)
        host.waitUntilExit()
        #expect(!workers.isEmpty)
        // The kernel sends the signal at once; the deadline is for a machine that is busy.
        let end = Date(timeIntervalSinceNow: 60)
        while workers.contains(where: Self.isAlive), Date() < end { usleep(10_000) }
        #expect(!workers.contains(where: Self.isAlive))
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return tasks.flatMap { task in
            let text = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// A zombie whose parent is gone and that nobody reaps yet is no longer running.
    private static func isAlive(_ process: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !stat.contains(") Z ")
    }
}
