import PluginSDK
import SluiceTestKit
import Testing

/// Counts, and reads the format before the present one too.
struct Counter: StatefulStage {
    struct Settings: StageSettings {
        var pad_bytes = 0
        static let schema = Schema<Settings>(.init("pad_bytes", \.pad_bytes, "Bytes beside the count."))
    }
    static let manifest = StageManifest(
        id: "org.example.counter", summary: "Counts.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    static let stateVersion: UInt32 = 3
    static let oldestStateVersion: UInt32 = 2

    let settings: Settings
    var count = 0
    var word = Name.none
    let context: StageContext

    init(settings: Settings, context: StageContext) {
        self.settings = settings
        self.context = context
    }

    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        count += 1
        word = context.intern("after \(count)")
        try output.emit(record: "{\"count\":\(count)}", type: word, stamp: item.stamp)
    }

    func save(to state: inout StateWriter) {
        state.write(count)
        state.write(word)
        for _ in 0..<settings.pad_bytes { state.write(UInt8(0)) }
    }

    mutating func restore(from state: inout StateReader) throws(StageError) {
        let count: Int = try state.version == 2 ? Int(state.read(UInt32.self)) : state.read()
        let word = try state.readName()
        (self.count, self.word) = (count, word)
    }
}

@Suite("State of stages in Swift")
struct StateTests {
    private static let id = "org.example.counter"
    private let picture = TestFrame.solid(.gray8, width: 8, height: 8, rgb: (1, 2, 3))

    @Test("a stage that says nothing of state has no table of it")
    func none() throws {
        let harness = try StageHarness<BadStage>()
        let error = #expect(throws: StageError.self) { try harness.save() }
        #expect(error?.code == .unsupported)
        #expect(harness.close().isClean)
    }

    @Test("an older format that the stage reads is taken, others are refused with what is read")
    func versions() throws {
        let harness = try StageHarness<Counter>()
        try harness.push(picture)
        let good = try harness.save()
        #expect(good.version == 3)
        let old: [UInt8] = [41, 0, 0, 0, 1, 0, 0, 0, 120]
        try harness.restore(.sealed(old, of: Self.id, version: 2))
        try harness.push(picture)
        #expect(harness.items.last?.record?.json == "{\"count\":42}")
        for version in [0, 1, 4, .max] as [UInt32] {
            let error = #expect(throws: StageError.self) {
                try harness.restore(.sealed(old, of: Self.id, version: version))
            }
            #expect(error?.code == .unsupported)
            #expect(error?.message.hasSuffix("is of version \(version), and version 2 to 3 is read here") == true)
        }
        // The version beside the state and the one in it must be one.
        #expect(throws: StageError.self) { try harness.restore(SavedState(version: 2, bytes: good.bytes)) }
        #expect(harness.close().isClean)
    }

    @Test("names go over as texts")
    func names() throws {
        let old = try StageHarness<Counter>()
        try old.push(picture)
        let new = try StageHarness<Counter>()
        // Another host knows other texts by the same numbers.
        for _ in 0..<3 { try new.push(picture) }
        try new.restore(try old.save())
        #expect(try new.save() == old.save())
        #expect(old.close().isClean && new.close().isClean)
    }

    @Test("a state that is too large is refused when it is saved, and the stage goes on")
    func tooLarge() throws {
        let harness = try StageHarness<Counter>(["pad_bytes": .integer(Int64(StateWriter.limit_bytes))])
        let error = #expect(throws: StageError.self) { try harness.save() }
        #expect(error?.code == .limit && error?.message.contains("larger than 16 MiB") == true)
        try harness.push(picture)
        #expect(harness.close().isClean)
    }

    @Test("neither call is made on a stage that is not started")
    func notStarted() throws {
        let harness = try StageHarness<Counter>(starts: false)
        for body in [{ _ = try harness.save() }, { try harness.restore(.sealed([], of: Self.id, version: 3)) }] {
            let error = #expect(throws: StageError.self) { try body() }
            #expect(error?.code == .state)
        }
        #expect(harness.close().isClean)
    }
}
