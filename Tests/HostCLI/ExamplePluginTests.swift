import Foundation
import HostCore
import Testing

/// The plugins in C and C++ under `examples/`, built as their authors build them: with the staged headers, `pkg-config`
/// and their own Makefile.
@Suite("Example plugins in C and C++", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct ExamplePluginTests {
    @Test(
        "builds by itself, keeps the contract, and runs in a graph",
        arguments: [("plugin-c", "levels"), ("plugin-cpp", "motion")])
    func example(folder name: String, plugin: String) throws {
        let folder = try Folder()
        let tools = try NativeTools(folder)
        let home = folder.file(name)
        try FileManager.default.copyItem(at: Sluice.root.appending(path: "examples/\(name)"), to: home)
        let made = try tools.run("make", ["-C", home.path, "clean", "manifest"])
        #expect(made.status == 0, "\(made.text)")

        // The whole suite judges them on the release build: Tests/Gates/authors.
        let families = ["disc", "abi", "cfg", "port", "mem.01", "mem.02", "mem.03", "mem.05", "flow.01", "flow.07"]
        let library = home.appending(path: "\(plugin).so").path
        let judged = try Sluice.run(
            ["conform", library, "--json"] + families.flatMap { ["--only", $0] }, in: folder)
        let warned = judged.output.contains("\"status\": \"warn\"")
        #expect(judged.status == 0 && judged.output.contains("\"pass\"") && !warned, "\(judged.output)")

        let graph = home.appending(path: "graph.yaml").path
        let run = try Sluice.run(
            ["run", graph, "--plugins", home.path], in: folder, plugins: ["null-sink", "record-sink"])
        #expect(run.status == 0 && run.errors.contains("50 frames"), "\(run.output)\(run.errors)")
        if plugin == "motion" { try findsWhatMoves(home) }
    }

    private func findsWhatMoves(_ home: URL) throws {
        let lines = try String(contentsOf: home.appending(path: "motion.jsonl"), encoding: .utf8).split(separator: "\n")
        let found = try lines.map { try JSONValue.parse(String($0))["regions"]?.arrayValue ?? [] }
        #expect(found.count == 50 && found.first?.isEmpty == true, "the first frame is the background")
        #expect(found.dropFirst().allSatisfy { $0.contains { $0["label"] == "motion" } })
    }
}
