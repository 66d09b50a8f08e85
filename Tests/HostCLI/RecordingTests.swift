import Foundation
import TestMedia
import Testing

/// Files that a real run writes, judged by FFmpeg and GStreamer.
@Suite("A run that records", .enabled(if: MediaTool.isInstalled, "FFmpeg or GStreamer is not installed"))
struct RecordingTests {
    private let folder: Folder
    private static let plugins = ["encoder", "file-sink", "null-sink", "convert"]

    init() throws { folder = try Folder() }

    private func graph(_ container: String, pace: String) throws {
        try folder.write(
            """
            sluice: 1
            streams:
              cam: {uri: "test:?width=160&height=120&fps=100", pace: \(pace)}
            stages:
              code: {use: encoder, from: cam, with: {keyframe_seconds: 0.2}}
              file: {use: file-sink, from: code, with: {directory: out, name: film, container: \(container), fragment_ms: 50}}
              other: {use: null-sink, from: code}
            """, to: "graph.yaml")
    }

    private var film: String? {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.file("out").path))?.first.map {
            folder.file("out").appending(path: $0).path
        }
    }

    private func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    @Test("killed in the middle, the file plays", arguments: ["mp4", "matroska"])
    func kill(container: String) throws {
        try graph(container, pace: "realtime")
        let process = Sluice.process(["run", "graph.yaml", "--quiet"], in: folder, plugins: Self.plugins)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let deadline = Date() + 60
        while film.map(size) ?? 0 < 20_000, process.isRunning, Date() < deadline { usleep(2000) }
        #expect(process.isRunning)
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let path = try #require(film)
        let facts = try MediaFacts.ofFile(path)
        #expect(facts.codec == "h264" && facts.width == 160 && facts.height == 120)
        #expect(facts.times.count > 5)
        #expect(zip(facts.times, facts.times.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try MediaFacts.gstreamerFrames(path) ?? 0 > 5)
        if MediaTool.has("gst-discoverer-1.0") { #expect(try !MediaFacts.discovered(path).isEmpty) }
    }

    @Test(
        "a full disk costs the recording alone: told with its reason, and what was written plays",
        arguments: ["mp4", "matroska"])
    func fullDisk(container: String) throws {
        try graph(container, pace: "max")
        // Plugins that were never scanned are scanned without the bound.
        #expect(try Sluice.run(["plugins"], in: folder, plugins: Self.plugins).status == 0)
        let process = Sluice.process(
            ["run", "graph.yaml", "--frames", "400", "--stats", "s.json"], in: folder, plugins: Self.plugins)
        // A bound on the size of files, in units of 1 KiB, stands for the disk.
        process.arguments = ["-c", "ulimit -f 60; exec \"$0\" \"$@\"", Sluice.program.path] + (process.arguments ?? [])
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let errors = folder.file("errors")
        try Data().write(to: errors)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit, "no signal ended it")
        let told = try String(contentsOf: errors, encoding: .utf8)
        #expect(told.contains("film") && told.contains("File too large"), "\(told)")
        let stages = try folder.json("s.json")["stages"] as? [[String: Any]] ?? []
        let file = stages.first { $0["name"] as? String == "file" }
        #expect(file?["errors"] as? Int ?? 0 > 0)
        #expect(stages.first { $0["name"] as? String == "other" }?["in"] as? Int == 400, "nobody else was disturbed")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path).sorted()
        #expect(!names.isEmpty)
        var pictures = 0
        for name in names {
            let path = folder.file("out").appending(path: name).path
            let facts = try MediaFacts.ofFile(path)
            #expect(facts.complaints.isEmpty, "\(name): \(facts.complaints)")
            #expect(try MediaFacts.gstreamerFrames(path) == facts.times.count)
            pictures += facts.times.count
        }
        #expect(pictures > 20)
    }
}
