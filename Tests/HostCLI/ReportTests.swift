import Foundation
import Testing

@Suite("Run report")
struct ReportTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A page that needs nothing from elsewhere.
    private func expectSelfContained(_ page: String) {
        for attribute in ["src=\"http", "href=\"http", "src=\"/", "url(http", "@import", "<script"] {
            #expect(!page.contains(attribute), "\(attribute)")
        }
        #expect(page.hasPrefix("<!doctype html>"))
        #expect(page.hasSuffix("</html>\n"))
    }

    @Test("shows stages, queues, streams and the graph of any run")
    func plain() throws {
        try folder.write(Graphs.chain.replacing("name: chain", with: "name: <chain>"), to: "graph.yaml")
        try folder.write(Graphs.chain, to: "graph.yaml")
        let result = try Sluice.run(
            ["run", "graph.yaml", "--frames", "100", "--quiet", "--report", "out/r"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let page = try folder.text("out/r/index.html")
        expectSelfContained(page)
        for text in ["chain", "Time per stage", "Queues", "cam → a", "drop-oldest", "Streams and memory"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(page.contains("data:image/svg+xml;base64,"))
    }

    @Test("a run that failed says why at the top", arguments: ["", "no video\n"])
    func failed(contents: String) throws {
        try folder.write(Graphs.chain, to: "graph.yaml")
        try folder.write(String(repeating: contents, count: 100), to: "text.mp4")
        let result = try Sluice.run(
            ["run", "graph.yaml", "--quiet", "--report", "r", "--set", "streams.cam.uri=file:text.mp4"], in: folder)
        #expect(result.status == 1)
        let page = try folder.text("r/index.html")
        #expect(page.contains("What went wrong"))
        #expect(page.contains("text.mp4"))
    }

    private static let clip = Sluice.root.appending(path: ".cache/clip/best-shot.mp4")

    @Test(
        "shows the best shot of each track and why it won",
        .enabled(if: FileManager.default.fileExists(atPath: clip.path), "there is no clip; scripts/clip makes it"))
    func bestShots() throws {
        let graph = Sluice.root.appending(path: "examples/best-shot/graph.yaml").path
        let result = try Sluice.run(
            [
                "run", graph, "--quiet", "--report", "r", "--set", "streams.camera.uri=file:\(Self.clip.path)", "--set",
                "stages.pictures.with.directory=\(folder.url.path)/p", "--set",
                "stages.records.with.path=\(folder.url.path)/r.jsonl",
            ], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let page = try folder.text("r/index.html")
        expectSelfContained(page)
        #expect(page.contains("Track 1"))
        #expect(page.contains("Track 2"))
        #expect(page.contains("candidates"))
        #expect(page.contains("sharpness"))
        #expect(page.contains("Tracks over time"))
        #expect(page.ranges(of: "data:image/png;base64,").count >= 4)
    }
}
