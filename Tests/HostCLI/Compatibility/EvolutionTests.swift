import Foundation
import HostCore
import Testing

/// Plugins of a later minor in this host, which to them is an old one; and hosts of a later minor for plugins of today.
@Suite("Evolution of the contract", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct EvolutionTests {
    private let folder: Folder
    private let tools: NativeTools

    init() throws {
        folder = try Folder()
        tools = try NativeTools(folder)
    }

    /// Builds `Tests/Compatibility/Evolution/evolved.c`.
    private func build(_ macros: [String]) throws -> String {
        let set = try CorpusSet("now")
        let draft = try #require(set.abi["draft"]?.integerValue)
        let minor = try #require(set.abi["minor"]?.integerValue)
        let library = folder.file("corpus-c-evolved.so").path
        let built = try tools.run(
            "cc",
            [
                "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-fvisibility=hidden",
                "-Wl,--build-id=sha1", "-DDRAFT=\(draft)", "-DLATER_MINOR=\(minor + 1)", "-I",
                tools.sdk.appending(path: "include").path, "-Wl,-z,defs",
                "-Wl,--version-script=\(tools.sdk.appending(path: "share/sluice/plugin.version").path)",
            ] + macros.map { "-D" + $0 }
                + ["-o", library, CorpusSet.home.appending(path: "Evolution/evolved.c").path])
        try #require(built.status == 0, "\(built.text)")
        return library
    }

    private func conform(_ library: String, _ checks: [String]) throws -> [String: String] {
        let judged = try Sluice.run(
            ["conform", library, "--json"] + checks.flatMap { ["--only", $0] } as [String], in: folder, plugins: [])
        let results = try JSONValue.parse(judged.output)["libraries"]?.arrayValue?.first?["results"]?.arrayValue ?? []
        return Dictionary(
            results.map { ($0["id"]?.stringValue ?? "", $0["status"]?.stringValue ?? "") }, uniquingKeysWith: { $1 })
    }

    /// Runs it between the corpus's source and its probe; what the probe saw must be what a plugin of today gives.
    private func run(isolation: String) throws -> Sluice.Result {
        let set = try CorpusSet("now")
        let graph = try String(contentsOf: set.folder.appending(path: "corpus-c-io/graph.yaml"), encoding: .utf8)
        try folder.write(graph.replacing("corpus-c-io", with: "corpus-c-evolved"), to: "graph.yaml")
        return try Sluice.run(
            [
                "run", "graph.yaml", "--quiet", "--plugins", set.folder.path, "--plugins", folder.url.path, "--set",
                "stages.subject.isolation=\(isolation)",
            ], in: folder, plugins: [])
    }

    @Test(
        "a plugin of a later minor runs in this host and keeps the contract",
        arguments: ["LONGER_TABLES", "LATER_HOST"], ["none", "process"])
    func newer(macro: String, isolation: String) throws {
        let library = try build([macro])
        let ran = try run(isolation: isolation)
        #expect(ran.status == 0, "\(ran.errors)")
        let expected = try CorpusSet("now").folder.appending(path: "corpus-c-io/expected.txt")
        #expect(try folder.text("out.txt") == String(contentsOf: expected, encoding: .utf8))
        if isolation == "none" {
            let found = try conform(library, ["abi", "life.01", "mem.02"])
            #expect(found.count > 8 && found.values.allSatisfy { $0 == "pass" }, "\(found)")
        }
    }

    @Test(
        "items that are longer than this host's go on as what this host knows of them", arguments: ["none", "process"])
    func longerItems(isolation: String) throws {
        let library = try build(["LATER_ITEM"])
        let ran = try run(isolation: isolation)
        #expect(ran.status == 0, "\(ran.errors)")
        let expected = try CorpusSet("now").folder.appending(path: "corpus-c-source/expected.txt")
        #expect(try folder.text("out.txt") == String(contentsOf: expected, encoding: .utf8))
        let found = try conform(library, ["abi", "life.01", "mem.02"])
        #expect(found.values.allSatisfy { $0 == "pass" }, "\(found)")
    }

    @Test(
        "a plugin that reaches for what an older host does not have is found", arguments: ["LATER_HOST", "LATER_ITEM"])
    func careless(macro: String) throws {
        let found = try conform(build([macro, "CARELESS"]), ["abi.04"])
        #expect(found["abi.04"] == "fail", "\(found)")
    }

    @Test("a plugin that cannot do without a later host is refused, and both versions are named")
    func refused() throws {
        for (macro, remedy) in [("NEEDS_LATER", "update the host"), ("REFUSES_EARLIER", "too old")] {
            let library = try build([macro])
            let ran = try run(isolation: "none")
            let minor = try #require(CorpusSet("now").abi["minor"]?.integerValue)
            #expect(ran.status == 3, "\(ran.errors)")
            #expect(ran.errors.contains("contract 1.\(minor + 1)") && ran.errors.contains(remedy), "\(ran.errors)")
            let found = try conform(library, ["abi.01", "survey"])
            #expect(!found.values.contains("crash"), "\(found)")
        }
    }
}
