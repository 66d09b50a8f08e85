import HostCore
import HostGraph
import PluginSDK
import Testing

@testable import HostRuntime

/// Takes several items in a call and notes which came together.
struct Batcher: Stage {
    struct Settings: StageSettings {
        var journal = ""
        var most = 1
        var wait_ms = 0
        var fail_every = 0
        static let schema = Schema<Settings>(
            .init("journal", \.journal, "Where to note."), .init("most", \.most, 1...64, "Most items in a call."),
            .init("wait_ms", \.wait_ms, 0...100_000, "How long the first waits."),
            .init("fail_every", \.fail_every, 0...1000, "Fails on one of so many; 0 for never."))
    }
    static let manifest = StageManifest(
        id: "test.batcher", summary: "Takes several.", inputs: [.any("in")], outputs: [.same("out", as: "in")],
        state: .stream, batchKey: "most")
    let settings: Settings
    init(settings: Settings, context: StageContext) { self.settings = settings }
    var batching: BatchPolicy? {
        BatchPolicy(maxItems: settings.most, maxWait_ns: Int64(settings.wait_ms) * 1_000_000)
    }
    mutating func process(batch: ItemBatch, to output: Output) throws(StageError) {
        Journal.shared.note(
            settings.journal, batch.indices.map { "\(batch[$0].stream):\(batch[$0].seq)" }.joined(separator: " "))
        for position in batch.indices {
            let seq = batch[position].seq
            if settings.fail_every > 0, seq % UInt64(settings.fail_every) == 0 {
                batch.fail(position, StageError(.failed, "item \(seq) was asked to fail"))
            } else {
                try output.emit(batch[position])
            }
        }
    }
}

@Suite("sluice.batch/1")
struct BatchTests {
    static func yaml(_ name: String, streams: Int, _ with: String, before: String = "", after: String = "") -> String {
        let names = (0..<streams).map { "s\($0)" }
        return """
            sluice: 1
            streams: {\(names.map { "\($0): {uri: \"file:x\"}" }.joined(separator: ", "))}
            stages:
            \(before)
              b: {use: batcher, from: \(before.isEmpty ? "[" + names.joined(separator: ", ") + "]" : "first"), with: {journal: \(name), \(with)}}
              p: {use: probe, from: b, with: {journal: \(name)-out}}
            \(after)
            """
    }

    private func items(_ name: String) -> [String] {
        Journal.shared.lines("\(name)-out").filter { $0.hasPrefix("item") }.map { String($0.split(separator: " ")[1]) }
    }

    @Test("a full batch goes at once; the end of a stream takes what is left; order stays in each stream")
    func gathers() throws {
        let name = "batch-full"
        let run = try GraphUnderTest(Self.yaml(name, streams: 3, "most: 4, wait_ms: 100000"))
        try run.run(10)
        let calls = Journal.shared.lines(name).map { $0.split(separator: " ").map(String.init) }
        #expect(calls.allSatisfy { (1...4).contains($0.count) })
        #expect(calls.flatMap { $0 } == items(name).map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : $0 })
        for stream in 0..<3 {
            let seqs = calls.joined().filter { $0.hasPrefix("\(stream):") }.compactMap { UInt64($0.dropFirst(2)) }
            #expect(seqs == Array(1...10))
        }
        let stage = run.graph.statistics().stages[0]
        #expect(stage.itemsIn == 30 && stage.itemsOut == 30 && stage.errors == 0)
        run.expectNoFrames()
    }

    @Test("several streams meet in one call")
    func acrossStreams() throws {
        let name = "batch-across"
        let run = try GraphUnderTest(Self.yaml(name, streams: 4, "most: 4, wait_ms: 100000"))
        try run.graph.start()
        // The beginning of a stream goes by itself: all have begun before the first item.
        for feed in run.graph.feeds { feed.begin(width: 32, height: 16, rate_num: 25, rate_den: 1) }
        for stream in 0..<4 { run.push(1, stream: stream) }
        try run.end()
        let calls = Journal.shared.lines(name)
        #expect(calls.count == 1 && Set(calls[0].split(separator: " ")) == ["0:1", "1:1", "2:1", "3:1"])
        run.expectNoFrames()
    }

    @Test("one item waits no longer than the bound")
    func waits() throws {
        let name = "batch-wait"
        let run = try GraphUnderTest(Self.yaml(name, streams: 1, "most: 8, wait_ms: 50"))
        try run.graph.start()
        run.push(1)
        // The item may be taken after the first of these steps.
        while Journal.shared.lines(name).isEmpty {
            run.clock.advance(by: 60_000_000)
            Gates.pause()
        }
        #expect(Journal.shared.lines(name) == ["0:1"])
        try run.end()
        run.expectNoFrames()
    }

    @Test("items fail alone, each with its own reason")
    func fails() throws {
        let name = "batch-fail"
        let run = try GraphUnderTest(Self.yaml(name, streams: 1, "most: 5, wait_ms: 100000, fail_every: 3"))
        try run.run(10)
        #expect(items(name) == [1, 2, 4, 5, 7, 8, 10].map { "0:\($0).0" })
        #expect(run.graph.statistics().stages[0].errors == 3)
        #expect(run.log.lines("b").first?.contains("item 3 of stream 0: item 3 was asked to fail") == true)
        run.expectNoFrames()
    }

    @Test("progress that a later stage asks for does not break up batches, and follows the items")
    func progress() throws {
        let name = "batch-progress"
        // The probe wants progress, so every item is followed by some.
        let run = try GraphUnderTest(Self.yaml(name, streams: 1, "most: 4, wait_ms: 100000"))
        try run.run(8)
        #expect(Journal.shared.lines(name).map { $0.split(separator: " ").count } == [4, 4])
        let out = Journal.shared.lines("\(name)-out").filter {
            !$0.hasPrefix("begin") && !$0.hasPrefix("end") && $0 != "drain"
        }
        var seen = 0
        for line in out {
            let number = Int(line.split(separator: ":")[1].prefix { $0.isNumber }) ?? 0
            if line.hasPrefix("item") { #expect(number == seen + 1) } else { #expect(number == seen) }
            seen = number
        }
        #expect(out.last == "progress 0:8")
    }

    @Test("a batch has a queue before it, even behind a cheap stage; alone it is one of the task")
    func plan() throws {
        let before = "  first: {use: mark, from: s0}"
        let gathering = try GraphUnderTest(Self.yaml("batch-plan", streams: 1, "most: 4", before: before))
        #expect(gathering.graph.plan.tasks.count == 2)
        #expect(gathering.graph.plan.node(named: "b")?.batch == 4)
        try gathering.run(9)
        #expect(items("batch-plan").count == 9)
        let alone = try GraphUnderTest(Self.yaml("batch-alone", streams: 1, "most: 1", before: before))
        #expect(alone.graph.plan.tasks.count == 1)
        try alone.run(3)
        #expect(Journal.shared.lines("batch-alone") == ["0:1", "0:2", "0:3"])
        alone.expectNoFrames()
    }

    @Test("a graph that is cancelled gives gathered frames back")
    func cancelled() throws {
        let run = try GraphUnderTest(Self.yaml("batch-cancel", streams: 1, "most: 8, wait_ms: 100000"))
        try run.graph.start()
        run.push(3)
        run.graph.cancel()
        run.expectNoFrames()
    }
}
