import BestShotStage
import PluginSDK
import SluiceTestKit
import Testing

/// Candidates that go on in another instance.
@Suite("State of best-shot")
struct StateTests {
    private static let id = "io.sluice.best-shot"
    private static let settings: ConfigValue = [
        "choose": "first_three", "every_seconds": 0.5, "margin": 0.3, "min_score": 0.1,
    ]

    private static func crop(_ mark: UInt8, size: Int = 22) -> TestFrame {
        var frame = TestFrame.solid(.i420, width: size + 1, height: size, rgb: (mark, 90, 255 - mark))
        frame.affine = [0.5, 0, Float(mark), 0, 0.5, 7]
        frame.rotation_degrees = 90
        frame.originRegion = 5
        frame.range = 2
        return frame
    }

    /// Pushes the frames of a range: three tracks in each of two streams, scores of a seed, and now and then an end.
    private static func feed(_ range: Range<Int>, _ harness: StageHarness<BestShot>) throws {
        for frame in range {
            var random = SeededRandom(seed: UInt64(frame) * 31)
            for stream: UInt32 in [1, 2] {
                let (seq, pts_ns) = (UInt64(frame) * 2, Int64(frame) * 40_000_000)
                let regions = (1...3 as ClosedRange<UInt64>).map { track in
                    TestRegion(
                        Box(x: 2, y: Float(track), width: 9, height: 9), label: "face", track: track, id: 100 + track,
                        points: [Point(x: 4, y: 6), Point(x: 5, y: Float(track))],
                        scores: ["quality": Float.random(in: 0...1, using: &random), "sharpness": 0.25])
                }
                try harness.push(crop(UInt8(frame)), regions: regions, stream: stream, seq: seq, pts_ns: pts_ns)
                guard frame % 20 == 19 else { continue }
                try harness.push(
                    record: ["track": .integer(Int64(frame / 20 % 3 + 1))], type: "sluice.track-end", stream: stream,
                    seq: seq + 1, pts_ns: pts_ns)
            }
        }
    }

    /// All that was given out, byte for byte, pixels too.
    private static func lines(_ harness: StageHarness<BestShot>) -> [String] {
        harness.take().map { item in
            let regions = item.regions.map { "\($0.id) \($0.box) \($0.points) \($0.scores.sorted { $0.key < $1.key })" }
            return "\(item.stream) \(item.seq).\(item.sub) \(item.pts_ns) \(item.wall_ns) \(item.flags) \(regions) "
                + "\(item.record?.json ?? "") \(item.frame.map { "\($0.hashValue)" } ?? "")"
        }
    }

    @Test("another instance goes on as if there had been no break", arguments: [0, 3, 13, 25, 39])
    func roundTrip(_ at: Int) throws {
        let old = try StageHarness<BestShot>(Self.settings)
        let new = try StageHarness<BestShot>(Self.settings)
        try Self.feed(0..<at, old)
        let saved = try old.save()
        #expect(try old.save() == saved, "the same memory gives the same bytes")
        try new.restore(saved)
        #expect(try new.save() == saved)
        #expect(new.heldFrameCount == old.heldFrameCount)
        _ = (old.take(), new.take())
        for harness in [old, new] {
            if at > 0 { for stream: UInt32 in [1, 2] where harness === new { try harness.begin(stream: stream) } }
            try Self.feed(at..<50, harness)
            try harness.finish()
        }
        let (expected, given) = (Self.lines(old), Self.lines(new))
        #expect(given == expected)
        #expect(given.count > 20)
        #expect(old.close().isClean && new.close().isClean)
    }

    @Test("pictures that have no room in the state are left out, the worst of those seen longest ago first")
    func pictures() throws {
        let old = try StageHarness<BestShot>(["choose": "first_three"])
        // Three pictures of each track, 768 KB each: five of them fit.
        for track: UInt64 in 1...3 {
            for (index, score) in ([0.9, 0.6, 0.3] as [Float]).enumerated() {
                let region = TestRegion(
                    Box(x: 2, y: 2, width: 9, height: 9), label: "face", track: track, id: 9,
                    scores: ["quality": score])
                let frame = TestFrame.solid(
                    .gray8, width: 1024, height: 768, rgb: (UInt8(track), UInt8(track), UInt8(index)))
                try old.push(frame, regions: [region])
            }
        }
        let saved = try old.save()
        #expect(saved.bytes.count < 4 << 20)
        let new = try StageHarness<BestShot>(["choose": "first_three"])
        try new.restore(saved)
        try new.begin()
        #expect(new.heldFrameCount == 5)
        try new.push(record: ["track": 3], type: "sluice.track-end", seq: 20)
        try new.push(record: ["track": 1], type: "sluice.track-end", seq: 21)
        let records = new.records("sluice.best-shot")
        #expect(records.map { $0["rank"]?.asInteger } == [1, 2, 1])
        #expect(records.allSatisfy { $0["candidates"]?.asInteger == 3 })
        try new.finish()
        #expect(new.heldFrameCount == 0)
        #expect(old.close().isClean && new.close().isClean)
    }

    @Test("a full keep store costs pictures, not the state")
    func fullStore() throws {
        let old = try StageHarness<BestShot>(Self.settings)
        try Self.feed(0..<10, old)
        let new = try StageHarness<BestShot>(Self.settings)
        new.keepStore_bytes = 3000
        try new.restore(try old.save())
        #expect(new.heldFrameCount > 0 && new.heldFrameCount < old.heldFrameCount)
        #expect(old.close().isClean && new.close().isClean)
    }

    @Test("candidates that were judged by other scores are not taken over")
    func otherScores() throws {
        let old = try StageHarness<BestShot>(Self.settings)
        try Self.feed(0..<10, old)
        let new = try StageHarness<BestShot>(["score": "sharpness"])
        let error = #expect(throws: StageError.self) { try new.restore(try old.save()) }
        #expect(error?.code == .unsupported && error?.message.contains("other scores") == true)
        let fewer = try StageHarness<BestShot>(["choose": "first"])
        try fewer.restore(try old.save())
        #expect(fewer.heldFrameCount == 6, "of three kept candidates the best stays")
        #expect(old.close().isClean && new.close().isClean && fewer.close().isClean)
    }

    @Test("damaged states are refused, and bytes that only look like one crash nothing")
    func fuzz() throws {
        let seed: UInt64 = 20_261_121
        var random = SeededRandom(seed: seed)
        let old = try StageHarness<BestShot>(Self.settings)
        try Self.feed(0..<10, old)
        let good = try old.save()
        for count in stride(from: 0, to: good.bytes.count, by: 401) {
            #expect(throws: StageError.self) {
                try old.restore(SavedState(version: 1, bytes: Array(good.bytes.prefix(count))))
            }
        }
        #expect(throws: StageError.self) { try old.restore(SavedState(version: 2, bytes: good.bytes)) }
        #expect(try old.save() == good)
        let content = try good.content(of: Self.id)
        for _ in 0..<80 {
            var bytes = content
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    [0, 1, 0x7F, 0x80, 0xFF].randomElement(
                        using: &random) ?? 0
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<40, using: &random)) }
            let harness = try StageHarness<BestShot>(Self.settings)
            do throws(StageError) {
                try harness.restore(.sealed(bytes, of: Self.id, version: 1))
            } catch {
                #expect([.argument, .unsupported].contains(error.code), "seed \(seed): \(error)")
                #expect(harness.heldFrameCount == 0, "seed \(seed)")
            }
            try Self.feed(10..<12, harness)
            try harness.finish()
            #expect(harness.close().isClean, "seed \(seed): \(harness.violations)")
        }
        #expect(old.close().isClean)
    }
}
