import PluginSDK
import Synchronization

/// What the stages of a test have seen, by the name of their instance.
final class Journal: Sendable {
    static let shared = Journal()
    private let lines = Mutex<[String: [String]]>([:])
    func note(_ name: String, _ line: String) { lines.withLock { $0[name, default: []].append(line) } }
    func lines(_ name: String) -> [String] { lines.withLock { $0[name] ?? [] } }
}

/// Notes what comes: `begin 0`, `item 0:1.0`, `progress 0:1`, `end 0`, `drain`.
struct Probe: Stage {
    struct Settings: StageSettings {
        var journal = ""
        static let schema = Schema<Settings>(.init("journal", \.journal, "Where to note."))
    }
    static let manifest = StageManifest(
        id: "test.probe", summary: "Notes what comes.", inputs: [.any("in")], outputs: [.same("out", as: "in")],
        state: .graph, advances: true)
    let name: String
    let regionLabel: Name
    init(settings: Settings, context: StageContext) {
        name = settings.journal
        regionLabel = context.intern("probe")
    }
    mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        Journal.shared.note(name, "begin \(stream.stream) \(stream.name)")
    }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        Journal.shared.note(name, "item \(item.stream):\(item.seq).\(item.sub) regions \(item.regions.count)")
        try output.emit(item)
    }
    mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        Journal.shared.note(name, "progress \(time.stream):\(time.seq)")
    }
    mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        Journal.shared.note(name, "end \(stream)")
    }
    mutating func drain(to output: Output) throws(StageError) { Journal.shared.note(name, "drain") }
}

/// Adds a region to each item.
struct Mark: Stage {
    static let manifest = StageManifest(
        id: "test.mark", summary: "Adds a region.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    let label: Name
    let score: Name
    init(settings: NoSettings, context: StageContext) {
        label = context.intern("mark")
        score = context.intern("value")
    }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        var regions = try output.newRegions(from: item, adding: 1, scores: 1)
        let box = Box(x: Float(item.seq), y: 2, width: 3, height: 4)
        if let index = regions.append(box, label: label, confidence: 0.5) {
            regions.setScore(score, Float(item.seq), at: index)
        }
        try output.emit(item, regions: regions)
    }
}

/// Passes on every nth item only; fails on every mth.
struct Sieve: Stage {
    struct Settings: StageSettings {
        var every = 1
        var fail_every = 0
        static let schema = Schema<Settings>(
            .init("every", \.every, 1...1000, "Passes one of so many."),
            .init("fail_every", \.fail_every, 0...1000, "Fails on one of so many; 0 for never."))
    }
    static let manifest = StageManifest(
        id: "test.sieve", summary: "Passes some.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    let settings: Settings
    init(settings: Settings, context: StageContext) { self.settings = settings }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        if settings.fail_every > 0, item.seq % UInt64(settings.fail_every) == 0 {
            throw StageError(.failed, "item \(item.seq) was asked to fail")
        }
        if item.seq % UInt64(settings.every) == 0 { try output.emit(item) }
    }
}

/// Works for a time that differs from item to item, so that parallel instances finish out of order.
struct Uneven: Stage {
    static let manifest = StageManifest(
        id: "test.uneven", summary: "Takes uneven time.", inputs: [.any("in")], outputs: [.any("out")])
    init(settings: NoSettings, context: StageContext) {}
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        var x = item.seq
        for _ in 0..<((item.seq * 2_654_435_761) % 5000) { x = x &* 6_364_136_223_846_793_005 &+ 1 }
        if x == 42 { throw StageError(.failed, "never") }
        for sub in 0..<(item.seq % 3) {
            let frame = try output.newFrame(.gray8, width: 8, height: 8)
            try output.emit(frame, stamp: item.stamp, sub: UInt32(sub))
        }
        try output.emit(item)
    }
}

/// Asks for a frame with each item and keeps it; emits or gives back none.
struct Hoarder: Stage {
    private final class Shelf {
        var frame: NewFrame?
        let next: Shelf?
        init(_ frame: consuming NewFrame, _ next: Shelf?) {
            self.frame = consume frame
            self.next = next
        }
    }
    static let manifest = StageManifest(
        id: "test.hoarder", summary: "Keeps new frames.", inputs: [.any("in")], outputs: [.any("out")],
        holdsFrames: 3)
    private var shelf: Shelf?
    init(settings: NoSettings, context: StageContext) {}
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        // Every eighth item it clears up.
        if item.seq % 8 == 0 { shelf = nil }
        for _ in 0..<2 { _ = try output.newFrame(.gray8, width: 8, height: 8) }
        shelf = Shelf(try output.newFrame(.gray8, width: 8, height: 8), shelf)
    }
}

/// Waits until its gate opens.
struct Gate: Stage {
    struct Settings: StageSettings {
        var gate = ""
        static let schema = Schema<Settings>(.init("gate", \.gate, "Which gate."))
    }
    static let manifest = StageManifest(
        id: "test.gate", summary: "Waits.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    let gate: String
    let context: StageContext
    init(settings: Settings, context: StageContext) {
        gate = settings.gate
        self.context = context
    }
    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        while !Gates.shared.isOpen(gate), !context.isCancelled { Gates.pause() }
        try output.emit(item)
    }
}

final class Gates: Sendable {
    static let shared = Gates()
    private let open = Mutex<Set<String>>([])
    func isOpen(_ name: String) -> Bool { open.withLock { $0.contains(name) } }
    func openGate(_ name: String) { open.withLock { _ = $0.insert(name) } }
    static func pause() { var x = 0; for i in 0..<1000 { x &+= i }; if x == 1 { print(x) } }
}

/// Makes so many records of its own.
struct Counter: Stage {
    struct Settings: StageSettings {
        var count = 10
        static let schema = Schema<Settings>(.init("count", \.count, 0..., "How many."))
    }
    static let manifest = StageManifest(id: "test.counter", summary: "Counts.", inputs: [], outputs: [.records("out")])
    let settings: Settings
    let type: Name
    let context: StageContext
    var made = 0
    init(settings: Settings, context: StageContext) {
        self.settings = settings
        self.context = context
        type = context.intern("test.count")
    }
    mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production {
        if made == settings.count { return .end }
        made += 1
        let stamp = ItemStamp(
            stream: 0, seq: UInt64(made), pts_ns: Int64(made) * 1000, capture_ns: context.now_ns, wall_ns: 0)
        try output.emit(record: "{\"n\":\(made)}", type: type, stamp: stamp)
        return .emitted
    }
}

/// Refuses to start.
struct Refuser: Stage {
    static let manifest = StageManifest(
        id: "test.refuser", summary: "Refuses.", inputs: [.any("in")], outputs: [.same("out", as: "in")])
    init(settings: NoSettings, context: StageContext) {}
    mutating func start() throws(StageError) { throw StageError(.failed, "it will not start") }
}
