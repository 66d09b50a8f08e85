import Foundation
import HostCore
import Testing

@testable import HostRuntime

/// What happens to a source goes into its stream as records.
@Suite("Records about sources")
struct SourceEventTests {
    private func event(_ at_ns: Int64 = 1) -> StreamRecord {
        SourceEvent(.verdict(from: .healthy, to: .dead), reason: "no data for 2s", at_ns: at_ns, wall_ns: at_ns).record
    }

    private func graph(_ journal: String, queue: String = "8", branches: Bool = false) throws -> GraphUnderTest {
        try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: gate, from: cam, with: {gate: \(journal)}, queue: \(queue)}
              b: {use: mark, from: \(branches ? "cam" : "a")}
              p: {use: probe, from: \(branches ? "{join: [a, b]}" : "b"), with: {journal: \(journal)}}
            """)
    }

    private func items(_ journal: String) -> [String] {
        Journal.shared.lines(journal).filter { !$0.hasPrefix("progress") }
    }

    @Test("stand between two frames, with a number of their own, past stages that take other kinds")
    func order() throws {
        let j = "j-\(UUID().uuidString)"
        Gates.shared.openGate(j)
        let g = try graph(j)
        try g.graph.start()
        g.push(2)
        g.graph.feeds[0].tell(event())
        g.push(1)
        try g.end()
        g.graph.feeds[0].tell(event())
        #expect(
            items(j) == [
                "begin 0 cam", "item 0:1.0 regions 1", "item 0:2.0 regions 1", "item 0:3.0 regions 1",
                "item 0:4.0 regions 1", "end 0", "drain",
            ])
        #expect(g.graph.feeds[0].frameCount == 3)
        g.expectNoFrames()
    }

    @Test("what happens before the stream begins follows its begin, also of one that never begins")
    func before() throws {
        for count in [0, 2] {
            let j = "j-\(UUID().uuidString)"
            Gates.shared.openGate(j)
            let g = try graph(j)
            try g.graph.start()
            g.graph.feeds[0].tell(event())
            if count > 0 { g.push(count) }
            try g.end()
            let numbers = (1...(count + 1)).map { "item 0:\($0).0 regions 1" }
            #expect(items(j) == ["begin 0 cam"] + numbers + ["end 0", "drain"])
            g.expectNoFrames()
        }
    }

    @Test("a full queue drops frames and keeps them", arguments: ["drop-oldest", "drop-newest"])
    func kept(policy: String) throws {
        let j = "j-\(UUID().uuidString)"
        let g = try graph(j, queue: "{capacity: 4, policy: \(policy)}")
        try g.graph.start()
        g.push(6)
        g.graph.feeds[0].tell(event())
        g.push(20)
        Gates.shared.openGate(j)
        try g.end()
        #expect(items(j).contains("item 0:7.0 regions 1"), "\(items(j))")
        let edge = try #require(g.graph.statistics().edges.first { !$0.fused })
        #expect(edge.pushed == 27)
        g.expectEquation()
        g.expectNoFrames()
    }

    @Test("a join gives one on once, in order")
    func join() throws {
        let j = "j-\(UUID().uuidString)"
        Gates.shared.openGate(j)
        let g = try graph(j, branches: true)
        try g.graph.start()
        g.graph.feeds[0].tell(event())
        g.push(2)
        g.graph.feeds[0].tell(event())
        g.push(1)
        try g.end()
        let numbers = items(j).filter { $0.hasPrefix("item") }.compactMap { $0.split(separator: " ").dropFirst().first }
        #expect(numbers == ["0:1.0", "0:2.0", "0:3.0", "0:4.0", "0:5.0"])
        g.expectNoFrames()
    }
}
