import Foundation
import HostCore
import Testing

/// The plugins in C and C++ under `examples/`, built as their authors build them: with the staged headers, `pkg-config`
/// and their own Makefile.
@Suite("Example plugins in C and C++", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct ExamplePluginTests {
    @Test(
        "builds by itself, keeps the contract at every level, and runs in a graph",
        arguments: [("plugin-c", "levels", "50 frames"), ("plugin-cpp", "motion", "50 frames")])
    func example(folder name: String, plugin: String, says: String) throws {
        let folder = try Folder()
        let tools = try NativeTools(folder)
        let home = folder.file(name)
        try FileManager.default.copyItem(at: Sluice.root.appending(path: "examples/\(name)"), to: home)
        let made = try tools.run("make", ["-C", home.path, "clean", "manifest"])
        #expect(made.status == 0, "\(made.text)")

        let library = home.appending(path: "\(plugin).so").path
        let judged = try Sluice.run(["conform", library, "--level", "all", "--json"], in: folder)
        let warned = judged.output.contains("\"status\": \"warn\"")
        #expect(judged.status == 0 && judged.output.contains("\"pass\"") && !warned, "\(judged.output)")

        let graph = home.appending(path: "graph.yaml").path
        let run = try Sluice.run(
            ["run", graph, "--plugins", home.path], in: folder, plugins: ["null-sink", "record-sink"])
        #expect(run.status == 0 && run.errors.contains(says), "\(run.output)\(run.errors)")
    }

    @Test("the plugin in C++ finds what moves, and where")
    func motion() throws {
        let folder = try Folder()
        let tools = try NativeTools(folder)
        let home = folder.file("plugin-cpp")
        try FileManager.default.copyItem(at: Sluice.root.appending(path: "examples/plugin-cpp"), to: home)
        let made = try tools.run("make", ["-C", home.path])
        #expect(made.status == 0, "\(made.text)")
        let graph = home.appending(path: "graph.yaml").path
        let run = try Sluice.run(["run", graph, "--plugins", home.path], in: folder, plugins: ["record-sink"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = try String(contentsOf: home.appending(path: "motion.jsonl"), encoding: .utf8).split(separator: "\n")
        let found = try lines.map { try JSONValue.parse(String($0))["regions"]?.arrayValue ?? [] }
        #expect(found.count == 50 && found.first?.isEmpty == true, "the first frame is the background")
        #expect(found.dropFirst().allSatisfy { $0.contains { $0["label"] == "motion" } })
    }
}
