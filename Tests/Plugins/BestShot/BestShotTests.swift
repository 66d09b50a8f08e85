import BestShotStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct BestShotTests {
    /// A crop whose grey value tells which one it is.
    func crop(_ mark: UInt8) -> TestFrame { .solid(.gray8, width: 20, height: 20, rgb: (mark, mark, mark)) }

    func face(_ track: UInt64, _ quality: Float, name: String = "quality") -> TestRegion {
        TestRegion(
            Box(x: 2, y: 2, width: 16, height: 16), label: "face", track: track, id: 100 + track,
            points: [Point(x: 5, y: 6)], scores: [name: quality, "sharpness": 0.25])
    }

    func mark(_ item: RecordedItem) -> UInt8 { item.frame?.planes.first?.first ?? 0 }

    @Test func theBestOfATrackGoesOutWhenItEnds() throws {
        let harness = try StageHarness<BestShot>()
        for (index, quality) in [0.2, 0.8, 0.5, 0.8].enumerated() {
            try harness.push(crop(UInt8(10 + index)), regions: [face(1, Float(quality))])
        }
        #expect(harness.items.isEmpty)
        try harness.push(record: ["track": 1, "frames": 4], type: "sluice.track-end")

        #expect(harness.items.map(\.kind) == [.frame, .record, .record])
        let shot = try #require(harness.frames.first)
        #expect(mark(shot) == 11, "of equal scores the earlier one")
        #expect(shot.seq == 1)
        #expect(shot.pts_ns == 40_000_000)
        let region = try #require(shot.regions.first)
        #expect(region.scores == ["quality": 0.8, "sharpness": 0.25, "rank": 1, "candidates": 4])
        #expect(region.points == [Point(x: 5, y: 6)])
        let record = try #require(harness.records("sluice.best-shot").first)
        #expect(record["track"]?.asInteger == 1)
        #expect(record["seq"]?.asInteger == 1)
        #expect(record["score"]?.asNumber == 0.8)
        #expect(record["runner_up"]?.asNumber == 0.8)
        #expect(record["candidates"]?.asInteger == 4)
        #expect(record["reason"]?.asText == "track-end")
        #expect(harness.records("sluice.track-end").count == 1)
        #expect(harness.heldFrameCount == 0)
        #expect(harness.close().isClean)
    }

    @Test func aFrameOfThousandsOfObjectsIsNoError() throws {
        for untracked in ["drop", "each"] {
            let harness = try StageHarness<BestShot>(["untracked": .text(untracked), "margin": 0.1])
            for frame in 0..<3 {
                let regions =
                    (1...2000).map { face(UInt64($0 + 1500 * frame), 0.5) } + (1...400).map { _ in face(0, 0.5) }
                try harness.push(crop(UInt8(frame)), regions: regions)
            }
            try harness.finish()
            // Two hundred of the first frame, of which none is seen again in the second but for those that are followed.
            let told = harness.records("sluice.best-shot").filter { $0["track"] != nil }
            #expect(told.count == 600 && Set(told.compactMap { $0["track"]?.asInteger }).count == 600)
            let single = harness.records("sluice.best-shot").count - told.count
            #expect(single == (untracked == "each" ? 600 : 0))
            let warnings = harness.logs.filter { $0.text.contains("were left out by frame") }
            #expect(warnings.count >= 1 && warnings.count < 4)
            #expect(harness.errors.isEmpty)
            #expect(harness.close().isClean)
        }
    }

    @Test func oneShotPerTrackEvenIfTheFrameShowsMore() throws {
        let harness = try StageHarness<BestShot>()
        let eye = TestRegion(Box(x: 4, y: 4, width: 2, height: 2), label: "eye", id: 900, parent: 101)
        try harness.push(crop(1), regions: [face(1, 0.4), face(2, 0.9), eye])
        try harness.push(crop(2), regions: [face(1, 0.6), face(2, 0.1)])
        try harness.finish()
        #expect(harness.frames.map(mark) == [2, 1])
        #expect(harness.frames.map { $0.regions.map(\.track) } == [[1], [2]])
        #expect(harness.records("sluice.best-shot").map { $0["reason"]?.asText } == ["stream-end", "stream-end"])
        #expect(harness.close().isClean)
    }

    @Test func partsOfARegionTravelWithIt() throws {
        let harness = try StageHarness<BestShot>()
        let eye = TestRegion(Box(x: 4, y: 4, width: 2, height: 2), label: "eye", id: 900, parent: 101)
        try harness.push(crop(1), regions: [face(1, 0.4), face(2, 0.9), eye])
        try harness.finish()
        #expect(harness.frames.first?.regions.map(\.label) == ["face", "eye"])
        #expect(harness.close().isClean)
    }

    @Test func theBestThreeGoOutByRank() throws {
        let harness = try StageHarness<BestShot>(["choose": "first_three"])
        for (index, quality) in [0.1, 0.9, 0.3, 0.7, 0.8].enumerated() {
            try harness.push(crop(UInt8(index)), regions: [face(5, Float(quality))])
        }
        try harness.finish()
        #expect(harness.frames.map(mark) == [1, 4, 3])
        #expect(harness.frames.map { $0.regions.first?.scores["rank"] } == [1, 2, 3])
        #expect(harness.records("sluice.best-shot").map { $0["rank"]?.asInteger } == [1, 2, 3])
        #expect(harness.close().isClean)
    }

    @Test func nothingGoodEnoughIsSaid() throws {
        let harness = try StageHarness<BestShot>(["choose": "threshold", "threshold": 0.9])
        try harness.push(crop(1), regions: [face(1, 0.89)])
        try harness.push(crop(1), regions: [face(1, 0.5)])
        try harness.push(crop(2), regions: [face(2, 0.95)])
        try harness.push(crop(2), regions: [face(3, 0.95, name: "other")])
        for track: ConfigValue in [1, 2, 3, 4] { try harness.push(record: ["track": track], type: "sluice.track-end") }
        #expect(harness.frames.map(mark) == [2])
        let none = harness.records("sluice.best-shot.none")
        #expect(none.map { $0["track"]?.asInteger } == [1, 3, 4])
        #expect(none.map { $0["candidates"]?.asInteger } == [2, 0, 0])
        #expect(none.first?["best"]?.asNumber == 0.89)
        #expect(none[1]["best"] == nil)
        #expect(none[1]["unscored"]?.asInteger == 1)
        #expect(harness.close().isClean)
    }

    @Test func aLeastScoreAndAnotherScoreCanBeAskedFor() throws {
        let harness = try StageHarness<BestShot>(["score": "completeness", "min_score": 0.5])
        try harness.push(crop(1), regions: [face(1, 0.4, name: "completeness")])
        try harness.push(crop(2), regions: [face(2, 0.5, name: "completeness")])
        try harness.finish()
        #expect(harness.frames.map(mark) == [2])
        #expect(harness.records("sluice.best-shot.none").count == 1)
        #expect(harness.close().isClean)
    }

    @Test(arguments: [false, true])
    func intervalsOfStreamTimeSendTheirBest(advancing: Bool) throws {
        let harness = try StageHarness<BestShot>(["every_seconds": 1])
        let qualities: [Float] = [0.3, 0.6, 0.2, 0.9, 0.1, 0.4]
        for (index, quality) in qualities.enumerated() {
            let pts_ns = Int64(index) * 400_000_000
            if advancing { try harness.advance(seq: UInt64(index * 2), pts_ns: pts_ns) }
            try harness.push(
                crop(UInt8(index)), regions: [face(1, quality)], seq: UInt64(index * 2 + 1), pts_ns: pts_ns)
        }
        #expect(harness.frames.map(mark) == [1, 3], "0 to 0.8 s and 1.2 to 1.6 s")
        try harness.finish()
        #expect(harness.frames.map(mark) == [1, 3, 5])
        #expect(
            harness.records("sluice.best-shot").map { $0["reason"]?.asText } == ["interval", "interval", "stream-end"])
        #expect(harness.close().isClean)
    }

    @Test func intervalsEndWithoutItemsToo() throws {
        let harness = try StageHarness<BestShot>(["every_seconds": 1])
        try harness.push(crop(3), regions: [face(1, 0.5)], seq: 0, pts_ns: 0)
        try harness.advance(seq: 20, pts_ns: 999_999_999)
        #expect(harness.items.isEmpty)
        try harness.advance(seq: 21, pts_ns: 1_000_000_000)
        #expect(harness.frames.map(mark) == [3])
        #expect(harness.items.last?.seq == 21)
        try harness.finish()
        #expect(harness.items.count == 2, "what was sent is not sent again, nor called none")
        #expect(harness.close().isClean)
    }

    @Test func aMarginSendsAtOnceAndNothingTwice() throws {
        let harness = try StageHarness<BestShot>(["margin": 0.2])
        var sent: [Int] = []
        for quality: Float in [0.3, 0.4, 0.6, 0.7, 0.65] {
            try harness.push(crop(UInt8(quality * 100)), regions: [face(1, quality)])
            sent.append(harness.frames.count)
        }
        #expect(sent == [1, 1, 2, 2, 2])
        try harness.finish()
        #expect(harness.frames.map { $0.regions.first?.scores["quality"] } == [0.3, 0.6, 0.7])
        #expect(harness.records("sluice.best-shot").map { $0["reason"]?.asText } == ["margin", "margin", "stream-end"])
        #expect(harness.close().isClean)
    }

    @Test func untrackedRegionsAreDroppedOrEachSent() throws {
        let dropping = try StageHarness<BestShot>()
        try dropping.push(crop(1), regions: [face(0, 0.9)])
        try dropping.finish()
        #expect(dropping.items.isEmpty)
        #expect(dropping.close().isClean)
        let sending = try StageHarness<BestShot>(["untracked": "each", "min_score": 0.5])
        try sending.push(crop(1), regions: [face(0, 0.9)])
        try sending.push(crop(2), regions: [face(0, 0.4)])
        #expect(sending.frames.map(mark) == [1])
        #expect(sending.records("sluice.best-shot").first?["region"]?.asInteger == 100)
        #expect(sending.close().isClean)
    }

    @Test func predictionsAndBrokenScoresAreNoCandidates() throws {
        let harness = try StageHarness<BestShot>()
        var guess = face(1, 0.99)
        guess.isPredicted = true
        try harness.push(crop(1), regions: [guess, face(1, .nan)])
        try harness.push(crop(2), regions: [face(1, 0.1)])
        try harness.finish()
        #expect(harness.frames.map(mark) == [2])
        #expect(harness.close().isClean)
    }

    @Test func aFullStoreKeepsTheBetterOne() throws {
        let harness = try StageHarness<BestShot>()
        harness.keepStore_bytes = 20 * 64
        try harness.push(crop(1), regions: [face(1, 0.5)])
        try harness.push(crop(2), regions: [face(1, 0.7)])
        let error = #expect(throws: StageError.self) { try harness.push(crop(3), regions: [face(2, 0.9)]) }
        #expect(error?.code == .limit)
        try harness.finish()
        #expect(harness.frames.map(mark) == [2])
        #expect(harness.close().isClean)
    }

    @Test func manyTracksAreBounded() throws {
        let harness = try StageHarness<BestShot>()
        for track: UInt64 in 1...500 { try harness.push(crop(1), regions: [face(track, 0.5)]) }
        #expect(harness.heldFrameCount <= 200)
        try harness.finish()
        #expect(harness.frames.count == 500)
        #expect(harness.close().isClean)
    }

    @Test func foreignRecordsPass() throws {
        let harness = try StageHarness<BestShot>()
        try harness.push(record: ["x": 1], type: "org.example.note")
        #expect(harness.records("org.example.note").count == 1)
        #expect(harness.close().isClean)
    }
}
