import Foundation
import HostCore
import Testing

@testable import HostRuntime

@Suite("Items flow through tasks, queues and joins in order")
struct FlowTests {
    func journal() -> String { "j-\(UUID().uuidString)" }

    @Test("a fused chain hands every item on, in order, between begin and end")
    func fusedChain() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam}
              b: {use: mark, from: a}
              p: {use: probe, from: b, with: {journal: \(j)}}
            """)
        try g.run(50)
        let lines = Journal.shared.lines(j).filter { !$0.hasPrefix("progress") }
        #expect(lines.first == "begin 0 cam")
        #expect(Array(lines.dropFirst().prefix(50)) == (1...50).map { "item 0:\($0).0 regions 2" })
        #expect(Array(lines.suffix(2)) == ["end 0", "drain"])
        #expect(g.graph.statistics().stages.map(\.itemsIn) == [50, 50, 50])
        g.expectNoFrames()
    }

    @Test("queues between tasks lose nothing when they block, and carry regions", arguments: [1, 2, 8, 64])
    func blockingQueues(capacity: Int) throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam, queue: {capacity: \(capacity), policy: block}}
              b: {use: mark, from: a, queue: {capacity: \(capacity), policy: block}}
              p: {use: probe, from: b, with: {journal: \(j)}, queue: {capacity: \(capacity), policy: block}}
            """)
        try g.run(2000)
        let items = Journal.shared.lines(j).filter { $0.hasPrefix("item") }
        #expect(items == (1...2000).map { "item 0:\($0).0 regions 2" })
        g.expectNoFrames()
    }

    @Test("a full queue drops by its policy and counts it", arguments: ["drop-oldest", "drop-newest"])
    func drops(policy: String) throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: gate, from: cam, with: {gate: \(j)}, queue: {capacity: 4, policy: \(policy)}}
              p: {use: probe, from: a, with: {journal: \(j)}}
            """)
        try g.graph.start()
        g.push(100)
        Gates.shared.openGate(j)
        try g.end()
        let edge = g.graph.statistics().edges[0]
        #expect(edge.pushed == 100)
        #expect(edge.dropped.count == 1)
        #expect(edge.highWater == 4)
        let items = Journal.shared.lines(j).filter { $0.hasPrefix("item") }
        #expect(UInt64(items.count) == edge.popped)
        let last = policy == "drop-oldest" ? "item 0:100.0 regions 0" : items.last
        #expect(items.last == last)
        #expect(items.count <= 6)
        g.expectNoFrames()
    }

    @Test("parallel instances give their output in the order of their input", arguments: [2, 4, 7])
    func instances(count: Int) throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}, yard: {uri: "file:y.mp4"}}
            stages:
              u: {use: uneven, from: [cam, yard], instances: \(count)}
              p: {use: probe, from: u, with: {journal: \(j)}}
            """)
        try g.run(600)
        for stream in 0..<2 {
            let items = Journal.shared.lines(j).filter { $0.hasPrefix("item \(stream):") }
            let expected = (1...600).flatMap { seq in
                (0..<(seq % 3)).map { "item \(stream):\(seq).\($0) regions 0" } + ["item \(stream):\(seq).0 regions 0"]
            }
            #expect(items == expected)
        }
        #expect(Journal.shared.lines(j).suffix(1) == ["drain"])
        #expect(g.graph.statistics().stages[0].itemsIn == 1200)
        g.expectNoFrames()
    }

    @Test("a join pairs branches of one stream by seq and unites their regions")
    func join() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam, queue: {capacity: 2, policy: block}}
              b: {use: sieve, from: cam, with: {every: 3}, queue: {capacity: 2, policy: block}}
              c: {use: mark, from: b}
              p: {use: probe, from: {join: [a, c]}, with: {journal: \(j)}}
            """)
        try g.run(300)
        let items = Journal.shared.lines(j).filter { $0.hasPrefix("item") }
        #expect(items == (1...300).map { "item 0:\($0).0 regions \($0 % 3 == 0 ? 2 : 1)" })
        g.expectNoFrames()
    }

    @Test("progress tells later stages of time without items")
    func progress() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              s: {use: sieve, from: cam, with: {every: 10}}
              p: {use: probe, from: s, with: {journal: \(j)}}
            """)
        try g.run(25)
        let lines = Journal.shared.lines(j)
        #expect(lines.filter { $0.hasPrefix("item") }.count == 2)
        #expect(lines.contains("progress 0:25"))
        let item = try #require(lines.firstIndex(of: "item 0:10.0 regions 0"))
        let after = try #require(lines.firstIndex(of: "progress 0:10"))
        #expect(item < after)
    }

    @Test("a stage without inputs is a source")
    func source() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            stages:
              c: {use: counter, with: {count: 1000}}
              p: {use: probe, from: c, with: {journal: \(j)}, queue: {capacity: 3, policy: block}}
            """)
        try g.run(0)
        let lines = Journal.shared.lines(j)
        #expect(lines.filter { $0.hasPrefix("item") }.count == 1000)
        #expect(lines.contains("progress 0:1000"), "what was emitted is over: a sink that batches waits for this")
        g.expectNoFrames()
    }

    @Test("after --frames every stream ends")
    func frameLimit() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages: {p: {use: probe, from: cam, with: {journal: \(j)}}}
            """, frameLimit: 7)
        try g.graph.start()
        #expect(g.push(100) == false)
        try g.end()
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("item") }.count == 7)
    }
}
