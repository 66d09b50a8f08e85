import PluginSDK
import SluiceTestKit
import Testing
import TrackerStage

/// Tracks that go on in another instance.
@Suite("State of the tracker")
struct StateTests {
    private static let id = "io.sluice.tracker"
    private static let picture = TestFrame.solid(.gray8, width: 640, height: 480, rgb: (10, 20, 30))
    private static let streams: [UInt32] = [3, 8]

    private static func settings(_ method: String) -> ConfigValue {
        [
            "algorithm": .text(method), "min_hits": 1, "max_age": 6, "emit_predicted": true, "smooth": true,
            "records": ["begin", "lost", "found", "end"], "trajectory_points": 8,
        ]
    }

    /// A crowd of a seed: objects of two labels that wander, hide, come and go, in each stream another one.
    private static func crowd(_ seed: UInt64, frames: Int) -> [[[TestRegion]]] {
        var random = SeededRandom(seed: seed)
        return (0..<frames).map { frame in
            streams.map { stream in
                (0..<6).compactMap { number in
                    guard Int.random(in: 0..<10, using: &random) < 8 else { return nil }
                    let start = Float(number * 90 + Int(stream))
                    let shake = Float.random(in: -3...3, using: &random)
                    let x = start + Float(frame) * Float(number - 3) * 2 + shake
                    return TestRegion(
                        Box(x: x, y: 60 * Float(number) + shake, width: 40, height: 50),
                        label: number % 2 == 0 ? "person" : "car",
                        confidence: Float.random(in: 0.2...1, using: &random), scores: ["quality": 0.5])
                }
            }
        }
    }

    private static func push(_ regions: [[TestRegion]], into harness: StageHarness<Tracker>, seq: Int) throws {
        for (index, stream) in streams.enumerated() {
            try harness.push(
                picture, regions: regions[index], stream: stream, seq: UInt64(seq), pts_ns: Int64(seq) * 40_000_000)
        }
    }

    /// All that was given out, byte for byte.
    private static func lines(_ harness: StageHarness<Tracker>) -> [String] {
        harness.take().map {
            "\($0.stream) \($0.seq).\($0.sub) \($0.pts_ns) \($0.wall_ns) \($0.regions) \($0.record?.json ?? "")"
        }
    }

    @Test(
        "another instance goes on as if there had been no break",
        arguments: ["sort", "bytetrack", "ocsort"], [1, 7, 23, 40])
    func roundTrip(_ method: String, _ at: Int) throws {
        let seed = UInt64(at) * 977
        let frames = Self.crowd(seed, frames: 60)
        let old = try StageHarness<Tracker>(Self.settings(method))
        let new = try StageHarness<Tracker>(Self.settings(method), ordinal: 7)
        for seq in 0..<at { try Self.push(frames[seq], into: old, seq: seq) }
        let saved = try old.save()
        #expect(try old.save() == saved, "the same memory gives the same bytes")
        // As the host does it: the streams have begun before the state comes.
        for stream in Self.streams { try new.begin(stream: stream) }
        try new.restore(saved)
        #expect(try new.save() == saved)
        _ = (old.take(), new.take())
        for seq in at..<60 {
            for harness in [old, new] { try Self.push(frames[seq], into: harness, seq: seq) }
        }
        for harness in [old, new] {
            try harness.end(stream: 8)
            try harness.finish()
        }
        let (expected, given) = (Self.lines(old), Self.lines(new))
        #expect(given == expected, "seed \(seed)")
        #expect(given.count > 40)
        #expect(old.close().isClean && new.close().isClean)
    }

    @Test("after a crash tracks go on over the frames that were lost, and no id is given twice")
    func resumes() throws {
        func region(_ x: Float, _ y: Float = 100) -> TestRegion {
            TestRegion(Box(x: x, y: y, width: 40, height: 80), label: "person", confidence: 0.9)
        }
        let lost = try StageHarness<Tracker>(["min_hits": 0, "max_age": 3])
        for seq in 0..<10 { try lost.push(Self.picture, regions: [region(Float(seq) * 4)]) }
        let saved = try lost.save()
        // What the lost instance gave out after it was asked: a second track.
        for seq in 10..<30 { try lost.push(Self.picture, regions: [region(Float(seq) * 4), region(300, 300)]) }
        #expect(lost.items.last?.regions.map(\.track) == [1, 2])
        let next = try StageHarness<Tracker>(["min_hits": 0, "max_age": 3])
        try next.restore(saved)
        for seq in 30..<33 {
            try next.push(
                Self.picture, regions: [region(Float(seq) * 4), region(300, 300)], seq: UInt64(seq),
                pts_ns: Int64(seq) * 40_000_000)
        }
        let tracks = try #require(next.items.last?.regions.map(\.track))
        #expect(tracks[0] == 1, "a track of before goes on, although it was out of sight for longer than max_age")
        #expect(tracks[1] > 2, "an id that was given is not given again")
        #expect(lost.close().isClean && next.close().isClean)
    }

    @Test("other settings take the tracks over")
    func otherSettings() throws {
        for (from, to) in [("sort", "bytetrack"), ("bytetrack", "ocsort"), ("ocsort", "sort")] {
            let frames = Self.crowd(5, frames: 40)
            let old = try StageHarness<Tracker>(Self.settings(from))
            for seq in 0..<20 { try Self.push(frames[seq], into: old, seq: seq) }
            let new = try StageHarness<Tracker>(Self.settings(to).merging(["trajectory_points": 3, "max_age": 2]))
            try new.restore(try old.save())
            for seq in 20..<40 { try Self.push(frames[seq], into: new, seq: seq) }
            try new.finish()
            #expect(new.records("sluice.track-end").allSatisfy { ($0["trajectory"]?.asArray.count ?? 0) <= 4 })
            #expect(old.close().isClean && new.close().isClean)
        }
    }

    @Test("a state that is cut off, changed, or of another version or stage is refused, and nothing has changed")
    func refused() throws {
        let harness = try StageHarness<Tracker>(Self.settings("sort"))
        for (seq, regions) in Self.crowd(2, frames: 12).enumerated() { try Self.push(regions, into: harness, seq: seq) }
        let good = try harness.save()
        func refuses(_ state: SavedState, _ code: StageError.Code, _ why: String) throws {
            let error = #expect(throws: StageError.self) { try harness.restore(state) }
            #expect(error?.code == code && error?.message.contains(why) == true, "\(String(describing: error))")
            #expect(try harness.save() == good)
        }
        for count in stride(from: 0, to: good.bytes.count, by: 97) {
            try refuses(SavedState(version: 1, bytes: Array(good.bytes.prefix(count))), .argument, "state")
        }
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            var bytes = good.bytes
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            #expect(throws: StageError.self, "seed 11") { try harness.restore(SavedState(version: 1, bytes: bytes)) }
        }
        #expect(try harness.save() == good)
        try refuses(SavedState(version: 2, bytes: good.bytes), .unsupported, "version 1 is read here")
        let content = try good.content(of: Self.id)
        try refuses(.sealed(content, of: "io.sluice.best-shot", version: 1), .unsupported, "one of io.sluice.best-shot")
        try refuses(.sealed(content + [0], of: Self.id, version: 1), .argument, "left over")
        #expect(harness.close().isClean)
    }

    @Test("bytes that only look like a state crash nothing, now or later", arguments: ["sort", "bytetrack", "ocsort"])
    func fuzz(_ method: String) throws {
        let seed: UInt64 = 20_261_121
        var random = SeededRandom(seed: seed)
        let frames = Self.crowd(9, frames: 24)
        let giver = try StageHarness<Tracker>(Self.settings(method))
        for seq in 0..<12 { try Self.push(frames[seq], into: giver, seq: seq) }
        let content = try giver.save().content(of: Self.id)
        var taken = 0
        for _ in 0..<150 {
            var bytes = content
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    [0, 1, 0x7F, 0x80, 0xFF].randomElement(
                        using: &random) ?? 0
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<40, using: &random)) }
            let harness = try StageHarness<Tracker>(Self.settings(method))
            do throws(StageError) {
                try harness.restore(.sealed(bytes, of: Self.id, version: 1))
                taken += 1
            } catch { #expect(error.code == .argument, "seed \(seed): \(error)") }
            for seq in 12..<16 { try Self.push(frames[seq], into: harness, seq: seq) }
            try harness.finish()
            #expect(harness.close().isClean, "seed \(seed)")
        }
        #expect(taken > 10, "the fuzzing reaches behind the checks")
        #expect(giver.close().isClean)
    }
}
