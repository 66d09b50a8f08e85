import Foundation
import HostCore
import Testing

/// How releases come into the corpus, and that they never change there.
@Suite("scripts/corpus", .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"))
struct CorpusScriptTests {
    private let folder: Folder
    private let tools: NativeTools
    private let built: URL

    /// A corpus of the test's own, with the present set as release 1.0.0.
    init() throws {
        folder = try Folder()
        tools = try NativeTools(folder)
        built = try CorpusSet("now").folder
        try folder.write("{\"corpus\": 1, \"releases\": []}\n", to: "releases.json")
        let added = try add("1.0.0", built)
        try #require(added.status == 0, "\(added.text)")
    }

    private func corpus(_ words: [String]) throws -> NativeTools.Outcome {
        try tools.run(CorpusSet.script, words + ["--corpus", folder.url.path])
    }

    private func add(_ version: String, _ set: URL, _ more: [String] = ["--even-a-draft"]) throws -> NativeTools.Outcome
    {
        try corpus(["add", version, "--set", set.path] + more + tools.corpusTools)
    }

    /// A file of the release, as it is stored.
    private func stored(_ suffix: String) throws -> URL {
        let releases = folder.file("Releases")
        let files = try FileManager.default.subpathsOfDirectory(atPath: releases.path)
        return releases.appending(path: try #require(files.first { $0.hasSuffix(suffix) }))
    }

    @Test("a release is listed with its contract, compilers and hashes, and comes out as it went in")
    func roundTrip() throws {
        let list = try JSONValue.parse(folder.text("releases.json"))
        let release = try #require(list["releases"]?.arrayValue?.first)
        #expect(release["version"] == "1.0.0" && release["abi"]?["major"] == 1)
        let plugin = release["plugins"]?.arrayValue?.first { $0["name"] == "corpus-c-filter" }
        #expect(plugin?["language"] == "c" && plugin?["compiler"]?.stringValue?.contains("gcc") == true)
        #expect(try corpus(["verify"]).status == 0)
        #expect(try corpus(["unpack", "1.0.0", folder.file("out").path]).status == 0)
        for name in ["corpus-c-filter.so", "corpus-swift.so", "corpus-c-filter/expected.txt"] {
            let taken = try Data(contentsOf: folder.file("out/\(name)"))
            #expect(try taken == Data(contentsOf: built.appending(path: name)), "\(name)")
        }
        let again = try add("1.0.0", built)
        #expect(again.status == 0 && again.text.contains("already"), "\(again.text)")
    }

    @Test("another binary under the same version is refused by name, and the list stays")
    func changed() throws {
        let list = try folder.text("releases.json")
        let other = folder.file("other")
        try FileManager.default.copyItem(at: built, to: other)
        let handle = try FileHandle(forWritingTo: other.appending(path: "corpus-c-state.so"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        try handle.close()
        let refused = try add("1.0.0", other)
        #expect(refused.status == 1 && refused.text.contains("corpus-c-state.so would change"), "\(refused.text)")
        #expect(try folder.text("releases.json") == list)
    }

    @Test("a file that changed, is missing or is in no list is found by name")
    func verify() throws {
        let graph = try stored("corpus-c-filter/graph.yaml")
        let text = try String(contentsOf: graph, encoding: .utf8)
        try (text + "# changed\n").write(to: graph, atomically: true, encoding: .utf8)
        let hash = try corpus(["verify"])
        #expect(hash.status == 1 && hash.text.contains("corpus-c-filter/graph.yaml") && hash.text.contains("sha256"))
        try text.write(to: graph, atomically: true, encoding: .utf8)

        let library = try stored("corpus-c-state.so.xz")
        let bytes = try Data(contentsOf: library)
        try bytes.prefix(bytes.count / 2).write(to: library)
        #expect(try corpus(["verify"]).text.contains("corpus-c-state.so of release 1.0.0 is"))
        #expect(try corpus(["unpack", "1.0.0", folder.file("out").path]).status == 1)
        try FileManager.default.removeItem(at: library)
        #expect(try corpus(["verify"]).text.contains("corpus-c-state.so of release 1.0.0 is missing"))
        try bytes.write(to: library)

        #expect(try corpus(["verify"]).status == 0)
        try Data().write(to: graph.deletingLastPathComponent().appending(path: "more.so"))
        let unlisted = try corpus(["verify"])
        #expect(unlisted.status == 1 && unlisted.text.contains("more.so is in no list"), "\(unlisted.text)")
    }

    @Test("plugins of a draft are not kept, and the project's corpus is as it was released")
    func draft() throws {
        let abi = try CorpusSet("now").abi
        if abi["draft"] != 0 {
            let refused = try add("1.1.0", built, [])
            #expect(refused.status == 1 && refused.text.contains("from the freeze on"), "\(refused.text)")
        }
        let wrong = try add("one", built)
        #expect(wrong.status == 1 && wrong.text.contains("1.0.0"), "\(wrong.text)")
        let project = try tools.run(CorpusSet.script, ["verify"])
        #expect(project.status == 0, "\(project.text)")
    }
}
