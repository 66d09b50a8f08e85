import CSluice
import Foundation
import HostCore
import HostGraph
import HostMemory
import PluginSDK
import Synchronization
import Testing

@testable import HostRuntime

/// A graph file held in memory.
struct OneFile: FileReader {
    let text: String
    var workingFolder: String { "/test" }
    func read(_ path: String, limit_bytes: Int) throws(FileFailure) -> [UInt8] { Array(text.utf8) }
    func check(_ path: String) throws(FileFailure) {}
}

/// A running graph made from YAML and the test's own stages; the test is the source.
final class GraphUnderTest {
    let graph: RunningGraph
    let clock = TestClock()
    let log = Journal()
    private static let tables = Mutex<[String: UInt]>([:])

    static let stages: [StageEntry] = [
        .stage(Probe.self), .stage(Mark.self), .stage(Sieve.self), .stage(Uneven.self), .stage(Gate.self),
        .stage(Counter.self), .stage(Refuser.self), .stage(Tuned.self), .stage(Batcher.self), .stage(Hoarder.self),
    ]

    init(_ yaml: String, frameLimit: UInt64 = .max) throws {
        let plan = try Self.plan(yaml)
        let log = log
        var options = RunOptions(clock: clock) { level, source, text in log.note(source, "\(level) \(text)") }
        options.frameLimit = frameLimit
        graph = try RunningGraph(plan, options: options) { opening throws(HostError) in
            Self.table(opening.entry.manifest.id)
        }
    }

    /// Makes the running graph another one.
    @discardableResult
    func edit(_ yaml: String, changed: Set<String> = [], renewed: Set<String> = []) throws -> [String] {
        let before = graph.plan
        let plan = try Self.plan(yaml)
        let difference = try graph.edit(to: plan, changedLibraries: changed, renewed: renewed) {
            opening throws(HostError) in
            Self.table(opening.entry.manifest.id)
        }
        return difference.lines(from: before, to: plan)
    }

    /// Looks after the last edit until it has come to a verdict.
    func judge() throws -> EditVerdict {
        for _ in 0..<10_000 {
            let verdict = try graph.judgeEdit { opening throws(HostError) in Self.table(opening.entry.manifest.id) }
            if case .open = verdict {
                _ = graph.finish(within_ns: 1_000_000)
                continue
            }
            return verdict
        }
        return .open
    }

    private static func plan(_ yaml: String) throws -> ValidatedGraph {
        var catalogue = StageCatalogue()
        for stage in Self.stages {
            let manifest = try StageManifest(json: JSONValue.parse(stage.manifestJSON))
            catalogue.add(StageCatalogue.Entry(manifest: manifest, library: "test"))
        }
        let validation = Validation.of("test.yaml", GraphInputs(files: OneFile(text: yaml)), catalogue: catalogue)
        return try #require(validation.graph, "\(validation.findings.map(\.description).joined(separator: "\n"))")
    }

    static func table(_ id: String) -> UnsafePointer<sluice_stage_class> {
        let address = tables.withLock { known in
            if let address = known[id] { return address }
            let entry = stages.first { $0.id == id } ?? stages[0]
            let address = UInt(bitPattern: StageTable.make(entry))
            known[id] = address
            return address
        }
        guard let table = UnsafePointer<sluice_stage_class>(bitPattern: address) else { fatalError("no table") }
        return table
    }

    /// Pushes frames `first...last` into a stream, as fast as it takes them.
    @discardableResult
    func push(_ count: Int, stream: Int = 0, format: UInt32 = UInt32(SLUICE_PIXEL_I420)) -> Bool {
        let feed = graph.feeds[stream]
        feed.begin(width: 32, height: 16, rate_num: 25, rate_den: 1)
        for i in 0..<count {
            guard let frame = graph.store.allocate(.init(format: format, width: 32, height: 16)) else { return false }
            _ = graph.store.freeze(frame)
            let now = clock.now_ns
            if !feed.push(
                frame, .init(pts_ns: Int64(i) * 40_000_000, duration_ns: 40_000_000, capture_ns: now, wall_ns: 0))
            {
                return false
            }
        }
        return true
    }

    /// Starts, pushes so many frames into every stream, ends, and waits for the last stage.
    func run(_ count: Int) throws {
        try graph.start()
        for stream in graph.feeds.indices { push(count, stream: stream) }
        try end()
    }

    func end() throws {
        for feed in graph.feeds { feed.end() }
        var isDone = false
        // A wait may end early, as when the last of several nodes that leave is done.
        for _ in 0..<100 where !isDone { isDone = graph.finish(within_ns: 200_000_000) }
        try #require(isDone, "the graph did not come to its end:\n\(unfinished)")
        if graph.failure == nil { expectEquation() }
    }

    /// Nodes that wait for something, and for what.
    private var unfinished: String {
        graph.nodes.joined().filter { !$0.pointee.isFinished }.map { node in
            let name = node.pointee.control.takeUnretainedValue().plan.name
            let waiting = node.pointee.task.pointee.inputs.map {
                $0.queue.takeUnretainedValue().waiting.load(ordering: .relaxed)
            }
            return
                "\(name): \(node.pointee.endsExpected) ends, began \(node.pointee.begunPairs), ended \(node.pointee.endedPairs), "
                + "in its queues \(waiting), group ends: \(node.pointee.group.map { "\($0.isEnding)" } ?? "-")"
        }.joined(separator: "\n")
    }

    /// pushed = popped + dropped + left on every edge, and no frame is left in use once all is done.
    func expectEquation(_ location: SourceLocation = #_sourceLocation) {
        for edge in graph.statistics().edges where !edge.fused {
            let dropped = edge.dropped.reduce(0) { $0 + $1.count }
            let sum = edge.popped + dropped + edge.left
            #expect(edge.pushed == sum, "\(edge.from) → \(edge.to)", sourceLocation: location)
        }
    }

    func expectNoFrames(_ location: SourceLocation = #_sourceLocation) {
        let failures = graph.close()
        #expect(failures.isEmpty, sourceLocation: location)
        #expect(graph.statistics().memory.framesLive == 0, sourceLocation: location)
    }
}
