import Foundation
import HostCore
import TestPlugins
import Testing

/// Lists of allowed plugins: in the graph, of the host, in workers, and for stages that are swapped.
@Suite("Lists of allowed plugins", .enabled(if: FixturePlugin.compiler != nil, "there is no C compiler (cc)"))
struct AllowListTests {
    private let scene: Scene
    private let plugin: String
    private let sum: String
    private let sinkSum: String

    init() throws {
        scene = try Scene()
        plugin = try scene.plugin("plugins/misbehaving.so", from: "misbehaving")
        sum = try scene.sum(plugin)
        let sink = scene.path("plugins/null-sink.so")
        try FileManager.default.copyItem(atPath: Sluice.plugin("null-sink"), toPath: sink)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sink)
        sinkSum = try scene.sum(sink)
    }

    /// A graph with the plugin, and `null-sink` as it was built.
    private func graph(_ sums: [(String, String)], isolation: String = "none", extra: String = "") throws -> String {
        let allowed = (sums + [("null-sink", sinkSum)]).map { "  \($0.0): \($0.1)" }.joined(separator: "\n")
        return """
            sluice: 1
            plugins: plugins
            allow_plugins:
            \(allowed)
            streams:
              cam: {uri: "test:?width=64&height=48", live: true}
            stages:
              count: {use: misbehaving, from: cam, isolation: \(isolation)}
              end: {use: null-sink, from: count}
            \(extra)
            """
    }

    private static let other = String(repeating: "ab", count: 32)

    @Test("what is listed runs, in the host and in a worker", arguments: ["none", "process"])
    func listed(isolation: String) throws {
        try scene.folder.write(graph([("misbehaving", sum)], isolation: isolation), to: "g.yaml")
        let result = try scene.run(["run", "g.yaml", "--frames", "5", "--no-control"])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(
        "what is not listed is refused by name, file, hash and remedy, before it is loaded",
        arguments: ["none", "process"])
    func refused(isolation: String) throws {
        // A constructor that leaves a trace, were it ever run.
        let trap = try scene.plugin(
            "plugins/misbehaving.so", from: "misbehaving", defines: ["TRACE=\"\(scene.path("trace"))\""])
        let now = try scene.sum(trap)
        try scene.folder.write(graph([("misbehaving", Self.other)], isolation: isolation), to: "g.yaml")
        let result = try scene.run(["run", "g.yaml", "--frames", "5", "--no-control"])
        #expect(result.status == 3, "\(result.output)\(result.errors)")
        for part in [
            "g.yaml:", "'misbehaving'", scene.path("plugins/misbehaving.so"), now,
            "write 'misbehaving: \(now)' under its allow_plugins:",
        ] {
            #expect(result.errors.contains(part), "\(part) in \(result.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: scene.path("trace")))
        let validated = try scene.run(["validate", "g.yaml"])
        #expect(validated.status == 3 && validated.output.contains(now), "\(validated.output)")
    }

    @Test("the host's list holds where the graph has none, and cannot be widened by it")
    func host() throws {
        let list = try scene.run(["plugins", "--allow-list", "file", "--plugins", "plugins"])
        #expect(list.status == 0 && list.output.contains("\(sum)  misbehaving"), "\(list.output)\(list.errors)")
        try scene.folder.write("# what may run\n\n" + list.output, to: "all.txt")
        try scene.folder.write("\(sinkSum)  null-sink\n", to: "few.txt")
        try scene.folder.write(graph([("misbehaving", sum)]), to: "g.yaml")
        let run = ["run", "g.yaml", "--frames", "5", "--no-control"]
        let fine = try scene.run(
            run, environment: ["SLUICE_ALLOWED_PLUGINS": scene.path("all.txt")])
        #expect(fine.status == 0, "\(fine.errors)")
        let few = ["SLUICE_ALLOWED_PLUGINS": scene.path("few.txt")]
        let refused = try scene.run(run, environment: few)
        #expect(
            refused.status == 3 && refused.errors.contains("add the line '\(sum)  misbehaving'"), "\(refused.errors)")
        for command in [["inspect", "plugins/misbehaving.so"], ["bench", "plugins/misbehaving.so"]] {
            let result = try scene.run(command, environment: few)
            #expect(result.status == 3 && result.errors.contains(sum), "\(result.errors)")
        }
    }

    @Test("a list of the host that is not there, or not one, is an error, and never taken for none")
    func brokenHostList() throws {
        let absent = try scene.run(["plugins"], environment: ["SLUICE_ALLOWED_PLUGINS": scene.path("absent")])
        #expect(absent.status == 1 && absent.errors.contains("cannot be read"), "\(absent.errors)")
        try scene.folder.write("# fine\nnonsense x\n", to: "bad.txt")
        let bad = try scene.run(["plugins"], environment: ["SLUICE_ALLOWED_PLUGINS": scene.path("bad.txt")])
        #expect(bad.status == 2 && bad.errors.contains("bad.txt:2:"), "\(bad.errors)")
    }

    @Test("what is wrong with a list in a graph is said with line and column")
    func grammar() throws {
        for (value, place, text) in [
            ("\n  tracker: 12", "3:12", "has no SHA-256"),
            ("\n  tracker: [\(Self.other), x]", "3:80", "has no SHA-256"),
            (" [a]", "2:16", "must be a mapping"), ("", "2:15", "must be a mapping"),
        ] {
            let file = try scene.folder.write(
                """
                sluice: 1
                allow_plugins:\(value)
                plugins: plugins
                streams: {cam: {uri: "test:"}}
                stages: {end: {use: null-sink, from: cam}}
                """, to: "g.yaml")
            let result = try scene.run(["validate", file])
            #expect(
                result.output.contains("g.yaml:\(place): error:") && result.output.contains(text),
                "\(value): \(result.output)")
        }
        try scene.folder.write(
            "sluice: 1\nallow_plugins: {}\nplugins: plugins\nstreams: {cam: {uri: \"test:\"}}\nstages: {end: {use: null-sink, from: cam}}",
            to: "g.yaml")
        let none = try scene.run(["validate", "g.yaml"])
        #expect(none.status == 3 && none.output.contains("is not allowed by the list g.yaml:2:1"), "\(none.output)")
    }

    @Test("a file that its group may write is refused as long as there is a list")
    func group() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o775], ofItemAtPath: plugin)
        try scene.folder.write(graph([("misbehaving", sum)]), to: "g.yaml")
        let result = try scene.run(["run", "g.yaml", "--frames", "5", "--no-control"])
        #expect(result.status == 3 && result.errors.contains("chmod g-w"), "\(result.errors)")
    }

    @Test("a stage is swapped for a file that is listed, and not for another", arguments: ["none", "process"])
    func swapped(isolation: String) throws {
        let first = try scene.plugin()
        let second = try scene.plugin("second.so", defines: ["BUILD=2"])
        let third = try scene.plugin("third.so", defines: ["BUILD=3"])
        let (old, listed, unlisted) = (try scene.sum(first), try scene.sum(second), try scene.sum(third))
        try #require(Set([old, listed, unlisted]).count == 3)
        try scene.folder.write(
            """
            sluice: 1
            plugins: plugins
            allow_plugins: {metered: [\(old), \(listed)]}
            streams: {cam: {uri: "test:?width=64&height=48", live: true}}
            stages: {count: {use: metered, from: cam, isolation: \(isolation)}}
            """, to: "g.yaml")
        let socket = scene.path("s")
        let run = scene.process(["run", "g.yaml", "--control", socket])
        run.standardOutput = FileHandle.nullDevice
        run.standardError = FileHandle.nullDevice
        try run.run()
        defer {
            run.terminate()
            run.waitUntilExit()
        }
        func ctl(_ words: String...) throws -> Sluice.Result {
            try scene.run(["ctl"] + words + ["--socket", socket])
        }
        var status = try ctl("status")
        for _ in 0..<300 where status.status != 0 {
            Thread.sleep(forTimeInterval: 0.1)
            status = try ctl("status")
        }
        let swap = try ctl("swap", "count", second)
        #expect(swap.status == 0, "\(swap.output)\(swap.errors)")
        let refused = try ctl("swap", "count", third)
        #expect(refused.status != 0 && refused.errors.contains(unlisted), "\(refused.output)\(refused.errors)")
        #expect(try ctl("status").status == 0)
    }
}
