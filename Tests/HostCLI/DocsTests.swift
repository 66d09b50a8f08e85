import Foundation
import HostCore
import Testing

/// Holds the documentation to what it says, with the program and the plugins that were built beside these tests.
@Suite("What the documentation says")
struct DocsTests {
    /// The stages that ship: a folder of Plugins each, with an entry; others hold what several of them share.
    private static let stages: [String] = {
        let folder = Sluice.root.appending(path: "Plugins").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // Folders without an entry hold what several plugins share. QualityScorer is quality-scorer, RTPPacker rtp-packer.
        return names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/Entry") }
            .map { name in
                name.replacing(#/([a-z\d])([A-Z])/#) { "\($0.1)-\($0.2)" }
                    .replacing(#/([A-Z])([A-Z][a-z])/#) { "\($0.1)-\($0.2)" }.lowercased()
            }.sorted()
    }()

    /// `validate` scans nothing, so the plugins are scanned first, once.
    private static let scan = Result {
        let done = try Sluice.run(["plugins"], in: Folder(), plugins: stages)
        if done.status != 0 { throw HostError(.plugin, done.output + done.errors) }
    }

    @Test("each graph is fine, or is told what the page says", arguments: try DocPage.all())
    func graphs(page: DocPage) throws {
        try Self.scan.get()
        let folder = try Folder()
        for (index, block) in page.blocks.enumerated() where block.isGraph {
            let name = try folder.write(block.text, to: block.fileName ?? "graph.yaml")
            for file in block.text.matches(of: #/"file:([\w.-]+)"/#) { try folder.write("", to: String(file.1)) }
            for file in block.text.matches(of: #/path: ([\w-]+\.h264)/#) { try folder.write("", to: String(file.1)) }
            let found = try Sluice.run(["validate", name], in: folder, plugins: Self.stages)
            let place = "\(page.path):\(block.line)"
            if block.isWrong {
                let told = page.blocks.indices.contains(index + 1) ? page.blocks[index + 1] : nil
                #expect(found.status == 2, "\(place)")
                #expect(told?.language == "text" && found.output == told?.text, "\(place)")
            } else {
                #expect(
                    found.output == "\(name): fine\n" && found.status == 0, "\(place): \(found.output)\(found.errors)")
            }
        }
    }

    @Test("the page of each stage lists its settings with their defaults", arguments: stages)
    func settings(stage: String) throws {
        let page = try DocPage("docs/stages/\(stage).md")
        let shown = try Sluice.run(["inspect", stage, "--json"], in: Folder(), plugins: Self.stages)
        try #require(shown.status == 0, "\(shown.errors)")
        let manifest = try JSONValue.parse(shown.output)
        let expected = StageKeys.ofManifest(manifest)
        #expect(StageKeys.ofPage(page, like: expected) == expected)
        let id = manifest["id"]?.stringValue ?? ""
        #expect(page.lines.contains("| id | `\(id)` |"))
    }

    @Test("each stage that ships has a page, and each page a stage")
    func pages() throws {
        let found = try DocPage.all().map(\.path).filter { $0.hasPrefix("docs/stages/") }
        #expect(!Self.stages.isEmpty)
        #expect(found == Self.stages.map { "docs/stages/\($0).md" })
    }

    @Test(
        "the reference of graph files has every key of the grammar, and no other",
        arguments: [("## The file", "properties"), ("## Streams", "stream"), ("## Stages", "stage")])
    func grammar(heading: String, part: String) throws {
        let shown = try Sluice.run(["schema"], in: Folder(), plugins: Self.stages)
        let schema = try JSONValue.parse(shown.output)
        let keys = part == "properties" ? schema[part] : schema["$defs"]?[part]?["properties"]
        let listed = try DocPage("docs/graph-file.md").table(below: heading).map { $0[0].replacing("`", with: "") }
        #expect(!listed.isEmpty)
        #expect(listed.sorted() == keys?.objectValue?.keys.sorted())
    }

    @Test("the table of folders is that of the import rules")
    func folders() throws {
        let text = try String(contentsOf: Sluice.root.appending(path: "scripts/import-rules.txt"), encoding: .utf8)
        let rules = text.split(separator: "\n").filter { $0.hasPrefix("Host/") || $0.hasPrefix("PluginSDK/") }
            .map { $0.split(separator: " ").map(String.init) }
            .filter { FileManager.default.fileExists(atPath: Sluice.root.appending(path: $0[0]).path) }
        let rows = try DocPage("docs/architecture.md").table(below: "## Folders")
        #expect(!rows.isEmpty)
        #expect(
            rows.map { [$0[0], $0[2]] }
                == rules.map { ["`\($0[0])`", $0.dropFirst().map { "`\($0)`" }.joined(separator: ", ")] })
    }

    @Test("links between pages and to files lead somewhere", arguments: try DocPage.all())
    func links(page: DocPage) throws {
        let folder = URL(fileURLWithPath: page.path, relativeTo: Sluice.root).deletingLastPathComponent()
        for link in page.links where !link.contains("://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let target =
                parts[0].isEmpty
                ? URL(fileURLWithPath: page.path, relativeTo: Sluice.root)
                : folder.appending(path: parts[0])
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page.path): \(link)")
            guard parts.count > 1, target.pathExtension == "md" else { continue }
            let path = target.standardizedFileURL.path.dropFirst(Sluice.root.standardizedFileURL.path.count + 1)
            #expect(try DocPage(String(path)).anchors.contains(parts[1]), "\(page.path): \(link)")
        }
    }
}
