import Foundation
import HostCore
import HostGraph
import Testing

@testable import HostRuntime

@Suite("A running graph is edited")
struct EditTests {
    func journal() -> String { "j-\(UUID().uuidString)" }
    func items(_ journal: String) -> [String] { Journal.shared.lines(journal).filter { $0.hasPrefix("item") } }
    func events(_ journal: String) -> [String] {
        Journal.shared.lines(journal).filter { !$0.hasPrefix("item") && !$0.hasPrefix("progress") }
    }
    func seqs(_ journal: String) -> [Int] {
        items(journal).compactMap { $0.split(separator: ":").last.flatMap { Int($0.split(separator: ".")[0]) } }
    }

    @Test("a stage with other settings takes the place of the old one, and no item is lost", arguments: [1, 3, 64])
    func replace(capacity: Int) throws {
        let j = journal()
        func yaml(_ every: Int) -> String {
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam, queue: {capacity: \(capacity), policy: block}}
              s: {use: sieve, from: a, with: {every: \(every)}, queue: {capacity: \(capacity), policy: block}}
              p: {use: probe, from: s, with: {journal: \(j)}, queue: {capacity: \(capacity), policy: block}}
            """
        }
        let g = try GraphUnderTest(yaml(1))
        try g.graph.start()
        g.push(100)
        let lines = try g.edit(yaml(2))
        #expect(lines == ["* stage s is made anew: a new value of every"])
        g.push(100)
        guard case .stands = try g.judge() else { throw Failure("the edit does not stand") }
        try g.end()
        let seen = seqs(j)
        let switched = zip(seen, 1...).prefix { $0 == $1 }.count
        #expect(
            seen == Array(0...switched).dropFirst() + Array(stride(from: (switched / 2 + 1) * 2, through: 200, by: 2)))
        #expect(events(j) == ["begin 0 cam", "end 0", "drain"])
        let counted = g.graph.statistics().stages
        #expect(counted.map(\.itemsIn) == [200, 200, UInt64(seen.count)] && counted[1].itemsOut == UInt64(seen.count))
        #expect(counted[1].busy_ns > 0)
        g.expectNoFrames()
    }

    @Test("a stage put in between sees what comes after it, and the order stays")
    func insert() throws {
        let j = journal()
        func yaml(_ middle: String, _ from: String) -> String {
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam, queue: {capacity: 64, policy: block}}
              \(middle)
              p: {use: probe, from: \(from), with: {journal: \(j)}, queue: {capacity: 64, policy: block}}
            """
        }
        let g = try GraphUnderTest(yaml("", "a"))
        try g.graph.start()
        g.push(200)
        let lines = try g.edit(yaml("b: {use: mark, from: a, queue: {capacity: 8, policy: block}}", "b"))
        #expect(lines == ["+ stage b", "~ stage p: its inputs change"])
        g.push(200)
        _ = try g.judge()
        try g.end()
        #expect(seqs(j) == Array(1...400))
        let marks = items(j).map { $0.hasSuffix("regions 2") }
        #expect(marks.last == true)
        #expect(marks.firstIndex(of: true).map { marks[$0...].allSatisfy(\.self) } == true, "once in, always in")
        #expect(events(j) == ["begin 0 cam", "end 0", "drain"])
        g.expectNoFrames()
    }

    @Test("a branch that is removed works off what it has, hears of the end, and goes")
    func removeBranch() throws {
        let (kept, gone) = (journal(), journal())
        let base = """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam}
              p: {use: probe, from: a, with: {journal: \(kept)}}

            """
        let branch = "  q: {use: probe, from: a, with: {journal: \(gone)}, queue: {capacity: 512, policy: block}}\n"
        let g = try GraphUnderTest(base + branch)
        try g.graph.start()
        g.push(300)
        #expect(try g.edit(base) == ["- stage q"])
        g.push(100)
        _ = try g.judge()
        try g.end()
        #expect(seqs(kept) == Array(1...400))
        let seen = seqs(gone)
        #expect(seen == Array(1...max(1, seen.count)))
        #expect(events(gone) == ["begin 0 cam", "end 0", "drain"])
        #expect(g.graph.statistics().stages.map(\.name) == ["a", "p"])
        g.expectNoFrames()
    }

    @Test("a branch that is added hears of the stream that runs")
    func addBranch() throws {
        let (kept, added) = (journal(), journal())
        let base = """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam}
              p: {use: probe, from: a, with: {journal: \(kept)}}

            """
        let g = try GraphUnderTest(base)
        try g.graph.start()
        g.push(100)
        try g.edit(base + "  q: {use: probe, from: cam, with: {journal: \(added)}}\n")
        g.push(100)
        try g.end()
        #expect(seqs(kept) == Array(1...200))
        #expect(seqs(added).suffix(100) == ArraySlice(101...200))
        #expect(events(added) == ["begin 0 cam", "end 0", "drain"])
        g.expectNoFrames()
    }

    @Test("streams come and go while another goes on")
    func streams() throws {
        let j = journal()
        func yaml(_ names: [String]) -> String {
            """
            sluice: 1
            streams: {\(names.map { "\($0): {uri: \"file:\($0).mp4\"}" }.joined(separator: ", "))}
            stages:
              a: {use: mark, from: [\(names.joined(separator: ", "))], queue: {capacity: 16, policy: block}}
              p: {use: probe, from: a, with: {journal: \(j)}, queue: {capacity: 16, policy: block}}
            """
        }
        let g = try GraphUnderTest(yaml(["one"]))
        try g.graph.start()
        g.push(50)
        #expect(try g.edit(yaml(["one", "two"])).first == "+ stream two")
        g.push(50, stream: 1)
        g.push(50)
        let old = g.graph.feeds[1]
        #expect(old.stream != 0)
        old.end()
        // Made anew behind a stream that has ended already.
        try g.edit(yaml(["one", "two"]), renewed: ["a"])
        #expect(try g.edit(yaml(["one", "three"])).prefix(2) == ["- stream two", "+ stream three"])
        g.push(50, stream: 1)
        g.push(50)
        try g.end()
        let byStream = Dictionary(grouping: items(j)) { $0.split(separator: ":")[0] }
        #expect(byStream.values.map(\.count).sorted() == [50, 50, 150])
        let told = events(j)
        #expect(told.count { $0.hasPrefix("begin") } == 3)
        #expect(told.count { $0.hasPrefix("end") } == 3)
        #expect(told.last == "drain")
        g.expectNoFrames()
    }

    @Test("an edit whose new stage fails among its first items is taken back")
    func takenBack() throws {
        let j = journal()
        func yaml(_ fail: Int) -> String {
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              s: {use: sieve, from: cam, with: {fail_every: \(fail)}, queue: {capacity: 16, policy: block}}
              p: {use: probe, from: s, with: {journal: \(j)}, queue: {capacity: 16, policy: block}}
            """
        }
        let g = try GraphUnderTest(yaml(0))
        try g.graph.start()
        g.push(20)
        try g.edit(yaml(1))
        g.push(1)
        guard case .takenBack(let stage, let reason) = try g.judge() else { throw Failure("it was not taken back") }
        #expect(stage == "s")
        #expect(reason.contains("was asked to fail"))
        g.push(20)
        try g.end()
        #expect(seqs(j).suffix(20) == ArraySlice(22...41))
        let counted = g.graph.statistics().stages[0]
        // What was still on its way to the old stage may have come to the new one.
        #expect(counted.itemsIn == 41 && counted.errors >= 1 && counted.itemsOut + counted.errors == 41, "\(counted)")
        #expect(events(j) == ["begin 0 cam", "end 0", "drain"])
        g.expectNoFrames()
    }

    @Test("a stage that refuses to start changes nothing")
    func refused() throws {
        let j = journal()
        let base = """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              p: {use: probe, from: cam, with: {journal: \(j)}}

            """
        let g = try GraphUnderTest(base)
        try g.graph.start()
        g.push(10)
        #expect(throws: HostError.self) { try g.edit(base + "  x: {use: refuser, from: cam}\n") }
        g.push(10)
        try g.end()
        #expect(seqs(j) == Array(1...20))
        #expect(g.graph.statistics().stages.map(\.name) == ["p"])
        g.expectNoFrames()
    }

    @Test("joins, parallel instances and stages without inputs go through edits", arguments: [11, 12, 13])
    func shapes(seed: UInt64) throws {
        let j = journal()
        func yaml(_ instances: Int, _ count: Int, _ extra: Bool) -> String {
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              a: {use: mark, from: cam, queue: {capacity: 32, policy: block}}
              u: {use: uneven, from: a, instances: \(instances), queue: {capacity: 32, policy: block}}
              \(extra ? "b: {use: mark, from: cam, queue: {capacity: 32, policy: block}}" : "")
              \(extra ? "w: {use: probe, from: {join: [a, b]}}" : "")
              c: {use: counter, with: {count: \(count)}}
              d: {use: probe, from: c}
              p: {use: probe, from: u, with: {journal: \(j)}, queue: {capacity: 32, policy: block}}
            """
        }
        var random = SplitMix64(seed: seed)
        let g = try GraphUnderTest(yaml(1, 5, false))
        try g.graph.start()
        for _ in 0..<12 {
            g.push(Int(random.next() % 40))
            try g.edit(yaml(Int(random.next() % 3) + 1, Int(random.next() % 9), random.next() % 2 == 0))
            _ = try g.graph.judgeEdit { opening throws(HostError) in GraphUnderTest.table(opening.entry.manifest.id) }
        }
        g.push(40)
        try g.end()
        let last = try #require(seqs(j).last)
        #expect(Set(seqs(j)) == Set(1...last), "seed \(seed)")
        #expect(seqs(j) == seqs(j).sorted(), "seed \(seed)")
        g.expectNoFrames()
    }

    @Test("a thousand swaps leave nothing behind")
    func thousand() throws {
        func yaml(_ every: Int) -> String {
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              s: {use: sieve, from: cam, with: {every: \(every)}, queue: {capacity: 16, policy: block}}
              p: {use: probe, from: s, queue: {capacity: 16, policy: block}}
            """
        }
        let g = try GraphUnderTest(yaml(1))
        try g.graph.start()
        for i in 0..<1000 {
            g.push(1)
            try g.edit(yaml(i % 2 + 1))
        }
        #expect(g.graph.outgoing.allNodes.count <= 1)
        #expect(g.graph.outgoing.tasks.isEmpty)
        #expect(g.graph.workers.count <= 2)
        #expect(g.graph.wiring.collectors.isEmpty)
        try g.end()
        #expect(g.graph.statistics().stages[0].itemsIn == 1000)
        g.expectNoFrames()
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ text: String) { description = text }
}
