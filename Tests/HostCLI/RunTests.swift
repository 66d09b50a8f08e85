import Foundation
import Testing

@Suite("sluice run")
struct RunTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write(Graphs.chain, to: "graph.yaml")
    }

    private func edges(_ statistics: [String: Any]) -> [[String: Any]] {
        (statistics["edges"] as? [[String: Any]] ?? []).filter { $0["fused"] as? Bool == false }
    }

    /// pushed = popped + dropped + left on each edge.
    private func expectBalance(_ statistics: [String: Any]) {
        for edge in edges(statistics) {
            let dropped = (edge["dropped"] as? [String: Int] ?? [:]).values.reduce(0, +)
            let sum = (edge["popped"] as? Int ?? -1) + dropped + (edge["left"] as? Int ?? -1)
            #expect(edge["pushed"] as? Int == sum, "\(edge)")
        }
        #expect(!edges(statistics).isEmpty)
    }

    @Test("statistics add up, on stdout and in a file alike")
    func statistics() throws {
        let result = try Sluice.run(["run", "graph.yaml", "--frames", "500", "--stats", "s.json"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.lastLine.hasPrefix("done: 500 frames"))
        let statistics = try folder.json("s.json")
        expectBalance(statistics)
        let streams = statistics["streams"] as? [[String: Any]] ?? []
        #expect(streams.first?["frames"] as? Int == 500)
        let stages = statistics["stages"] as? [[String: Any]] ?? []
        #expect(stages.map { $0["name"] as? String } == ["a", "b", "end"])
        #expect(stages.first?["in"] as? Int == 500)
        #expect(stages.first?["out"] as? Int == 500)
        #expect(edges(statistics).first?["pushed"] as? Int == 500)
        #expect(statistics["outcome"] as? String == "done")
        let printed = try Sluice.run(["run", "graph.yaml", "--frames", "20", "--stats", "-", "--quiet"], in: folder)
        let json = try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any]
        expectBalance(json ?? [:])
        #expect(printed.errors.isEmpty, "\(printed.errors)")
    }

    @Test("--duration ends with 0")
    func duration() throws {
        let result = try Sluice.run(["run", "graph.yaml", "--duration", "200ms", "--stats", "s.json"], in: folder)
        #expect(result.status == 0)
        #expect(result.lastLine.hasPrefix("done: "))
        expectBalance(try folder.json("s.json"))
    }

    @Test("a stream that fails costs the others nothing, and the exit status says it")
    func oneFails() throws {
        try folder.write("", to: "empty.mp4")
        let two = Graphs.chain.replacing("stages:", with: "  bad: {uri: \"file:empty.mp4\"}\nstages:")
            .replacing("from: cam", with: "from: [cam, bad]")
        try folder.write(two, to: "two.yaml")
        let result = try Sluice.run(["run", "two.yaml", "--frames", "50", "--stats", "s.json"], in: folder)
        #expect(result.status == 1)
        #expect(result.lastLine.hasPrefix("failed: 50 frames"))
        let statistics = try folder.json("s.json")
        let streams = statistics["streams"] as? [[String: Any]] ?? []
        #expect(streams.map { $0["state"] as? String } == ["ended", "failed"])
        #expect(streams.map { $0["frames"] as? Int } == [50, 0])
        expectBalance(statistics)
    }

    @Test("a stage that stops the run makes it a failed one")
    func stopped() throws {
        try folder.write(
            Graphs.chain.replacing("use: null-sink, from: b", with: "use: record-sink, from: b, on_error: stop")
                .replacing("on_error: stop", with: "on_error: stop, with: {path: /dev/full}"), to: "stop.yaml")
        let result = try Sluice.run(["run", "stop.yaml", "--duration", "20s", "--stats", "s.json"], in: folder)
        #expect(result.status == 1)
        #expect(result.lastLine.hasPrefix("failed: "))
        expectBalance(try folder.json("s.json"))
    }

    @Test("a trace has a slice for each call, with stream and number")
    func trace() throws {
        let result = try Sluice.run(
            ["run", "graph.yaml", "--frames", "50", "--quiet", "--trace", "t.json"], in: folder)
        #expect(result.status == 0)
        let events = try folder.json("t.json")["traceEvents"] as? [[String: Any]] ?? []
        let slices = events.filter { $0["ph"] as? String == "X" && $0["name"] as? String == "a" }
        #expect(slices.count == 50)
        let seqs = slices.compactMap { ($0["args"] as? [String: Any])?["seq"] as? Int }
        #expect(Set(seqs) == Set(1...50))
        #expect(slices.allSatisfy { ($0["args"] as? [String: Any])?["stream"] as? String == "cam" })
        #expect(events.contains { $0["name"] as? String == "thread_name" })
    }

    @Test("a signal drains the graph, writes statistics and ends with 130", arguments: [SIGINT, SIGTERM])
    func interrupt(signal: Int32) throws {
        let process = Sluice.process(["run", "graph.yaml", "--stats", "s.json", "--log-level", "info"], in: folder)
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // The stream says its size once frames come.
        var text = ""
        while !text.contains("64x48") {
            let data = errors.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, signal)
        text += String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130, "\(text)")
        #expect(text.contains("interrupted: "))
        let statistics = try folder.json("s.json")
        #expect(statistics["outcome"] as? String == "interrupted")
        expectBalance(statistics)
        for edge in edges(statistics) { #expect(edge["left"] as? Int == 0, "drained") }
    }

    @Test("a reader that goes away is no crash")
    func closedOutput() throws {
        let process = Sluice.process(["schema"], in: folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try output.fileHandleForReading.close()
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }

    @Test("explain, draw, schema, plugins, inspect and version answer")
    func others() throws {
        let explained = try Sluice.run(["explain", "graph.yaml"], in: folder)
        #expect(explained.status == 0)
        #expect(explained.output.contains("drop-oldest"))
        #expect(try Sluice.run(["draw", "graph.yaml", "-o", "g.svg"], in: folder).status == 0)
        #expect(try folder.text("g.svg").hasPrefix("<svg"))
        let schema = try Sluice.run(["schema"], in: folder)
        #expect(try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) is [String: Any])
        let plugins = try Sluice.run(["plugins", "--json"], in: folder)
        #expect(try JSONSerialization.jsonObject(with: Data(plugins.output.utf8)) is [String: Any])
        #expect(plugins.output.contains("io.sluice.passthrough"))
        #expect(try Sluice.run(["inspect", "null-sink"], in: folder).output.contains("io.sluice.null-sink"))
        #expect(try Sluice.run(["--version"], in: folder).output.hasPrefix("sluice "))
        #expect(try Sluice.run(["validate", "graph.yaml"], in: folder).output == "graph.yaml: fine\n")
    }
}
