import Foundation
import Testing

/// What happens to a source is a record in its stream, a count, and a part of the report and the trace.
@Suite("Source health, told")
struct HealthTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A live source that ends after every few frames, of a size that is another one each time it is asked for.
    private func write(_ extra: String = "") throws {
        try folder.write(
            """
            sluice: 1
            streams:
              yard:
                gst: "videotestsrc num-buffers=5 ! video/x-raw,width=64,height=48,framerate=25/1"
                live: true\(extra)
            stages:
              seen: {use: passthrough, from: yard}
              log: {use: record-sink, from: seen, with: {path: seen.jsonl}}
            """, to: "g.yaml")
    }

    private func run() throws -> Sluice.Result {
        try Sluice.run(
            [
                "run", "g.yaml", "--frames", "8", "--stats", "s.json", "--report", "r", "--trace", "t.json",
                "--log-level", "info",
            ], in: folder, plugins: ["passthrough", "record-sink"])
    }

    private func records() throws -> [[String: Any]] {
        try folder.text("seen.jsonl").split(separator: "\n").compactMap { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }.filter { $0["kind"] as? String == "record" }
    }

    private func names(_ values: [Any]) -> [String] {
        values.compactMap { ($0 as? [String: Any])?["event"] as? String }
    }

    @Test("a source that is lost and comes back")
    func lost() throws {
        try write()
        let run = try run()
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("reconnecting: the source ended the stream; trying again (attempt 1)"))

        let written = try records()
        #expect(written.allSatisfy { $0["type"] as? String == "sluice.source-health" })
        #expect(written.allSatisfy { $0["stream"] as? String == "yard" })
        let told = names(written.compactMap { $0["record"] })
        for name in ["reconnecting", "dead", "reconnected", "reopened"] {
            #expect(told.contains(name), "\(name) in \(told)")
        }

        let streams = try folder.json("s.json")["streams"] as? [[String: Any]]
        let health = try #require(streams?.first?["health"] as? [String: Any])
        let counts = try #require(health["counts"] as? [String: Int])
        #expect(counts["reconnecting"] == 1 && counts["reopened"] == 1)
        #expect(names(health["events"] as? [Any] ?? []).starts(with: told))

        let page = try folder.text("r/index.html")
        for text in ["Source health", "yard", "reconnecting", "the source ended the stream"] {
            #expect(page.contains(text), "\(text)")
        }
        let trace = try folder.json("t.json")["traceEvents"] as? [[String: Any]] ?? []
        let tracks = trace.compactMap { ($0["args"] as? [String: Any])?["name"] as? String }
        #expect(tracks.contains("source yard"))
        #expect(trace.contains { $0["ph"] as? String == "i" && $0["name"] as? String == "reconnecting" })
        #expect(trace.contains { $0["ph"] as? String == "X" && $0["name"] as? String == "dead" })
    }

    @Test("health: false keeps records out of the stream, and counts all the same")
    func silent() throws {
        try write("\n    health: false")
        let run = try run()
        #expect(run.status == 0, "\(run.errors)")
        #expect(try records().isEmpty)
        let streams = try folder.json("s.json")["streams"] as? [[String: Any]]
        let health = streams?.first?["health"] as? [String: Any]
        #expect((health?["counts"] as? [String: Int])?["reconnecting"] == 1)
    }

    @Test("a run in which all went well has no chapter about it")
    func well() throws {
        try folder.write(Graphs.chain, to: "g.yaml")
        let run = try Sluice.run(["run", "g.yaml", "--frames", "20", "--quiet", "--report", "r"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try !folder.text("r/index.html").contains("Source health"))
    }
}
