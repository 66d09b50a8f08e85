import Foundation
import HostCore
import Testing

@testable import HostRuntime

@Suite("Live settings change while a graph runs, between items, all or nothing")
struct SettingsTests {
    func graph(_ j: String, more: String = "") throws -> GraphUnderTest {
        try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              t: {use: tuned, from: cam, with: {journal: \(j), level: 1}\(more)}
            """)
    }

    func journal() -> String { "s-\(UUID().uuidString)" }

    @Test("a value reaches the stage between two items, once, and stays")
    func reaches() throws {
        let j = journal()
        let g = try graph(j)
        try g.graph.start()
        g.push(5)
        try g.graph.set(stage: "t", key: "level", value: 7)
        #expect(try g.graph.settings(stage: "t").map { $0["level"] } == [7])
        g.push(5)
        try g.end()
        let lines = Journal.shared.lines(j)
        #expect(lines.filter { $0.hasPrefix("set") } == ["set 7 plain"])
        #expect(lines.filter { $0.hasPrefix("item") }.count == 10)
        #expect(lines.last { $0.hasPrefix("item") } == "item level 7")
        let change = try #require(lines.firstIndex(of: "set 7 plain"))
        #expect(lines[..<change].filter { $0.hasPrefix("item") }.allSatisfy { $0 == "item level 1" })
        #expect(lines[change...].filter { $0.hasPrefix("item") }.allSatisfy { $0 == "item level 7" })
        #expect(!lines.contains("set beside process"))
        g.expectNoFrames()
    }

    @Test("before the threads start it is applied at once")
    func beforeStart() throws {
        let j = journal()
        let g = try graph(j)
        try g.graph.set(stage: "t", key: "level", value: 3)
        try g.run(2)
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("item") } == ["item level 3", "item level 3"])
        g.expectNoFrames()
        let error = try #require(throws: HostError.self) { try g.graph.set(stage: "t", key: "level", value: 4) }
        #expect(error.code == .state)
    }

    @Test(
        "what is not live, unknown or of the wrong kind is refused, and nothing reaches the stage",
        arguments: [
            (
                "word", JSONValue.string("new"),
                "'word' of stage 't' cannot change while it runs; what can is level, inner.rate"
            ),
            ("levle", .integer(2), "stage 't' has no setting 'levle'; write 'level'"),
            ("inner.rat", .integer(2), "stage 't' has no setting 'inner.rat'; write 'inner.rate'"),
            (
                "inner", JSONValue.object([:]),
                "'inner' of stage 't' cannot change while it runs; what can is level, inner.rate"
            ),
            ("level", .string("much"), "'level' of stage 't' must be"),
            ("level", .integer(1000), "'level' of stage 't' must be"),
            ("level", .null, "'level' of stage 't' must be"),
        ] as [(String, JSONValue, String)])
    func refused(key: String, value: JSONValue, text: String) throws {
        let j = journal()
        let g = try graph(j)
        try g.graph.start()
        let error = try #require(throws: HostError.self) { try g.graph.set(stage: "t", key: key, value: value) }
        #expect(error.code == .usage)
        #expect(error.message.hasPrefix(text), "\(error.message)")
        #expect(error.site?.line == 4)
        try g.end()
        #expect(Journal.shared.lines(j).allSatisfy { !$0.hasPrefix("set") })
        g.expectNoFrames()
    }

    @Test("several keys go together, or not at all")
    func together() throws {
        let j = journal()
        let g = try graph(j)
        try g.graph.start()
        try g.graph.set(stage: "t", ["level": 5, "inner.rate": 9])
        #expect(throws: HostError.self) { try g.graph.set(stage: "t", ["level": 6, "inner.rate": -1]) }
        // The stage itself refuses 13.
        let error = try #require(throws: HostError.self) { try g.graph.set(stage: "t", key: "level", value: 13) }
        #expect(error.code == .stage)
        #expect(error.message == "stage t refuses the settings: 13 brings bad luck")
        let settings = try g.graph.settings(stage: "t")[0]
        #expect(settings["level"] == 5)
        #expect(settings["inner"]?["rate"] == 9)
        #expect(settings["inner"]?["fixed"] == 1)
        g.push(1)
        try g.end()
        #expect(Journal.shared.lines(j).last { $0.hasPrefix("item") } == "item level 5")
        g.expectNoFrames()
    }

    @Test("all instances take a value; when one refuses, the others go back")
    func instances() throws {
        let j = journal()
        let g = try graph(j, more: ", instances: 3")
        try g.graph.start()
        try g.graph.set(stage: "t", key: "level", value: 5)
        #expect(try g.graph.settings(stage: "t").map { $0["level"] } == [5, 5, 5])
        // The last instance refuses 14.
        #expect(throws: HostError.self) { try g.graph.set(stage: "t", key: "level", value: 14) }
        #expect(try g.graph.settings(stage: "t").map { $0["level"] } == [5, 5, 5])
        g.push(30)
        try g.end()
        #expect(Set(Journal.shared.lines(j).filter { $0.hasPrefix("item") }) == ["item level 5"])
        g.expectNoFrames()
    }

    @Test("a stage that is made anew after an error has the values in force")
    func restart() throws {
        let j = journal()
        let g = try graph(j, more: ", on_error: restart")
        try g.graph.start()
        try g.graph.set(stage: "t", key: "level", value: 99)
        g.push(1)
        try g.end()
        #expect(g.graph.statistics().stages[0].restarts == 1)
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("made") } == ["made 1", "made 99"])
        g.expectNoFrames()
    }

    @Test("a stage that is at work is waited for, and given up on in time")
    func busy() throws {
        let j = journal()
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages:
              g: {use: gate, from: cam, with: {gate: \(j)}, queue: {capacity: 4, policy: block}}
              t: {use: tuned, from: g, with: {journal: \(j), level: 1}}
            """)
        try g.graph.start()
        g.push(1)
        // Both stages run in one task, and the gate holds it.
        while g.graph.statistics().stages[0].itemsIn == 0 { Gates.pause() }
        let error = try #require(throws: HostError.self) {
            try g.graph.set(stage: "t", ["level": 2], timeout_ns: 20_000_000)
        }
        #expect(error.code == .limit)
        Gates.shared.openGate(j)
        try g.end()
        #expect(Journal.shared.lines(j).filter { $0.hasPrefix("set") }.isEmpty)
        #expect(try g.graph.settings(stage: "t").map { $0["level"] } == [1])
        g.expectNoFrames()
    }

    @Test("a stage that is not there is answered with the nearest name")
    func unknown() throws {
        let g = try GraphUnderTest(
            """
            sluice: 1
            streams: {cam: {uri: "file:x.mp4"}}
            stages: {tuned: {use: tuned, from: cam, with: {journal: x}}}
            """)
        let error = try #require(throws: HostError.self) { try g.graph.set(stage: "tined", key: "level", value: 1) }
        #expect(error.code == .usage)
        #expect(error.message == "the graph has no stage 'tined'; did you mean 'tuned'?")
    }
}
