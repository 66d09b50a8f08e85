import Foundation
import HostCore
import Testing

/// `sluice new`: what it writes builds outside of the project with what is staged, and keeps the contract.
@Suite("sluice new")
struct NewTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func new(_ words: [String], sdk: URL) throws -> Sluice.Result {
        try Sluice.run(["new"] + words + ["--sdk", sdk.path], in: folder)
    }

    @Test(
        "a package in C or C++ builds, passes its own test and the contract's checks, and runs",
        .enabled(if: NativeTools.areThere, "no make, cc, g++ or pkg-config here"),
        arguments: ["c", "c++"], ["filter", "source", "sink", "analyzer"])
    func native(language: String, kind: String) throws {
        let tools = try NativeTools(folder)
        let made = try new(["my-stage", "--language", language, "--kind", kind], sdk: tools.sdk)
        #expect(made.status == 0, "\(made.errors)")
        let home = folder.file("my-stage").path
        let built = try tools.run("make", ["-j2", "-C", home, "all", "test"])
        #expect(built.status == 0 && built.text.contains("all as expected"), "\(built.text)")
        #expect(!built.text.contains("warning:"), "\(built.text)")
        // The whole suite judges them on the release build: Tests/Gates/authors.
        let families = ["disc", "abi", "cfg", "port", "mem.01", "mem.02", "mem.03", "mem.05", "flow.01", "flow.07"]
        let judged = try Sluice.run(
            ["conform", "\(home)/my-stage.so", "--json"] + families.flatMap { ["--only", $0] }, in: folder)
        #expect(judged.status == 0 && !judged.output.contains("\"status\": \"warn\""), "\(judged.output)")
        let run = try Sluice.run(
            ["run", "\(home)/graph.yaml", "--plugins", home], in: folder, plugins: ["record-sink"])
        let done = kind == "source" ? "done: 100 items" : "done: 50 frames"
        #expect(run.status == 0 && run.errors.contains(done), "\(run.output)\(run.errors)")
        let results = kind == "sink" ? "out.csv" : "out.jsonl"
        let lines = try String(contentsOfFile: "\(home)/\(results)", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == (kind == "source" ? 100 : kind == "sink" ? 51 : 50))
    }

    @Test(
        "nothing of a template is left unfilled, whatever the language and kind",
        arguments: ["swift", "c", "c++"], ["filter", "source", "sink", "analyzer"])
    func filled(language: String, kind: String) throws {
        let sdk = try NativeTools(folder).sdk
        let made = try new(
            ["two-words", "--language", language, "--kind", kind, "--vendor", "com.acme", "--json"], sdk: sdk)
        let json = try JSONValue.parse(made.output)
        #expect(json["id"] == "com.acme.two-words")
        let files = json["files"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for needed in ["README.md", "Makefile", "graph.yaml", ".github/workflows/ci.yml", "two-words.conform.json"] {
            #expect(files.contains(needed))
        }
        #expect(files.contains { $0.lowercased().hasPrefix("tests/") })
        for file in files {
            let text = try folder.text("two-words/\(file)")
            #expect(!"\(file)\(text)".contains(#/@[A-Z]+@/#), "\(file)")
        }
        #expect(try folder.text("two-words/README.md").contains("SPDX-License-Identifier"))
    }

    @Test(
        "a wrong command line ends with 2 and says what would be right, and writes nothing",
        arguments: [
            (["my-stage"], "--language"), (["--language", "c"], "needs NAME"),
            (["my-stage", "--language", "rust"], "swift"), (["My_Stage", "--language", "c"], "my-stage"),
            (["../up", "--language", "c"], "my-stage"), (["a--b", "--language", "c"], "single"),
            (["9lives", "--language", "c"], "letter first"), (["", "--language", "c"], "cannot be the name"),
            (["my-stage", "--language", "c", "--kind", "mixer"], "filter"),
            (["my-stage", "--language", "c", "--vendor", "acme"], "org.example"),
            (["my-stage", "--language", "c", "--vendor", "com.\"x"], "org.example"),
        ])
    func wrong(words: [String], says: String) throws {
        let result = try Sluice.run(["new"] + words, in: folder)
        #expect(result.status == 2 && result.errors.contains(says), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("my-stage").path))
    }

    @Test(
        "what is there already is refused and stays as it is",
        arguments: ["file", "folder", "empty folder", "broken link"])
    func existing(what: String) throws {
        let files = FileManager.default
        let place = folder.file("my-stage").path
        switch what {
        case "file": try folder.write("mine", to: "my-stage")
        case "broken link": try files.createSymbolicLink(atPath: place, withDestinationPath: "/nowhere")
        default: try files.createDirectory(atPath: place, withIntermediateDirectories: false)
        }
        if what == "folder" { try folder.write("mine", to: "my-stage/notes.txt") }
        let refused = try new(["my-stage", "--language", "c"], sdk: NativeTools(folder).sdk)
        #expect(refused.status == 1 && refused.errors.contains("'my-stage' is there already"), "\(refused.errors)")
        switch what {
        case "file": #expect(try folder.text("my-stage") == "mine")
        case "folder": #expect(try files.contentsOfDirectory(atPath: place) == ["notes.txt"])
        case "empty folder": #expect(try files.contentsOfDirectory(atPath: place).isEmpty)
        default: #expect(try files.destinationOfSymbolicLink(atPath: place) == "/nowhere")
        }
        #expect(try files.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix(".") }.isEmpty)
    }

    @Test("where nothing may be written the folder is named as it was asked for, with the reason")
    func unwritable() throws {
        let sdk = try NativeTools(folder).sdk
        // Nobody, the superuser neither, makes folders there.
        let refused = try Sluice.run(
            ["new", "my-stage", "--language", "c", "--sdk", sdk.path], in: folder, at: URL(fileURLWithPath: "/proc"))
        #expect(refused.status == 1, "\(refused.output)")
        #expect(refused.errors.contains("the folder 'my-stage' cannot be made here: No such file"), "\(refused.errors)")
    }

    @Test("a package that cannot be written as a whole is not there at all")
    func tooLarge() throws {
        let sdk = try NativeTools(folder).sdk
        let tools = try NativeTools(folder)
        let command = "'\(Sluice.program.path)' new my-stage --language c --sdk '\(sdk.path)'"
        let text = try tools.run("sh", ["-c", "(ulimit -f 0; \(command); echo $?) 2>&1 | cat"]).text
        #expect(text.contains("cannot be written to 'my-stage/") && text.hasSuffix("1\n"), "\(text)")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(!left.contains { $0.contains("my-stage") }, "\(left)")
    }

    @Test("an installation without templates ends with 3 and names --sdk")
    func noTemplates() throws {
        let result = try new(["my-stage", "--language", "c"], sdk: folder.url)
        #expect(result.status == 3 && result.errors.contains("--sdk"), "\(result.errors)")
    }

    @Test("the page of the command line lists every option")
    func page() throws {
        let help = try Sluice.run(["new", "--help"], in: folder).output
        let listed = try DocPage("docs/cli.md").table(below: "## new").map { $0[0] }
        for option in ["--language", "--kind", "--vendor", "--sdk"] {
            #expect(help.contains(option) && listed.contains { $0.contains(option) }, "\(option)")
        }
    }
}
