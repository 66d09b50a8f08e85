import Foundation
import HostCore
import Testing

@testable import HostRuntime

@Suite("A stage that fails costs what its policy says")
struct FailureTests {
    func graph(_ policy: String, _ j: String) throws -> GraphUnderTest {
        try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              s: {use: sieve, from: cam, with: {fail_every: 10}, on_error: \(policy)}
              p: {use: probe, from: s, with: {journal: \(j)}}
            """)
    }

    @Test("skip: the item is lost, counted, and reported once per power of two")
    func skip() throws {
        let j = "f-\(UUID().uuidString)"
        let g = try graph("skip", j)
        try g.run(100)
        let stats = g.graph.statistics().stages[0]
        #expect(stats.errors == 10)
        #expect(stats.lastError == "item 100 was asked to fail")
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("item") }.count == 90)
        #expect(g.log.lines("s").count == 4)
        g.expectNoFrames()
    }

    @Test(
        "new frames kept from call to call count against holds_frames: no more are given, and the log names the plugin")
    func hoarded() throws {
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              s: {use: hoarder, from: cam}
            """)
        try g.run(16)
        // Three may be kept; the fourth is made in a call that finds three. From the fifth on it is refused, until it clears up.
        #expect(g.graph.statistics().stages[0].errors == 7)
        let told = g.log.lines("s").filter { $0.contains("holds_frames") }
        #expect(told.count == 1 && told[0].contains("test.hoarder keeps 4 frames from call to call"), "\(told)")
        g.expectNoFrames()
    }

    @Test("stop: the run ends with the stage's words")
    func stop() throws {
        let g = try graph("stop", "f-\(UUID().uuidString)")
        try g.graph.start()
        g.push(50)
        #expect(g.graph.finish(within_ns: 20_000_000_000))
        let failure = try #require(g.graph.failure)
        #expect(failure.message.contains("item 10 was asked to fail"))
        #expect(failure.site?.line == 4)
        g.graph.cancel()
        g.expectNoFrames()
    }

    @Test("restart: the stage is made anew and goes on")
    func restart() throws {
        let j = "f-\(UUID().uuidString)"
        let g = try graph("restart", j)
        try g.run(100)
        let stats = g.graph.statistics().stages[0]
        #expect(stats.restarts == 10)
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("item") }.count == 90)
        g.expectNoFrames()
    }

    @Test("cancel drops what waits, counts it, and gives all frames back")
    func cancel() throws {
        let j = "f-\(UUID().uuidString)"
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: gate, from: cam, with: {gate: \(j)}, queue: {capacity: 16, policy: block}}
              p: {use: probe, from: a, with: {journal: \(j)}}
            """)
        try g.graph.start()
        g.push(10)
        g.graph.cancel()
        g.expectNoFrames()
        let edge = g.graph.statistics().edges[0]
        #expect(edge.pushed == 10)
        #expect(edge.popped + edge.dropped.reduce(0) { $0 + $1.count } == 10)
        #expect(edge.left == 0)
    }
}
