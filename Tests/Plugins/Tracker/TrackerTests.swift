import PluginSDK
import SluiceTestKit
import Testing
import TrackerStage

@Suite struct TrackerTests {
    let picture = TestFrame.solid(.i420, width: 32, height: 32, rgb: (10, 20, 30))

    func region(_ x: Float, _ y: Float = 10, label: String = "face") -> TestRegion {
        TestRegion(Box(x: x, y: y, width: 20, height: 20), label: label, confidence: 0.9, scores: ["quality": 0.5])
    }

    @Test func oneObjectKeepsItsId() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0])
        for frame in 0..<10 { try harness.push(picture, regions: [region(Float(frame) * 4)]) }
        try harness.finish()
        #expect(harness.frames.allSatisfy { $0.regions.map(\.track) == [1] })
        #expect(harness.frames.allSatisfy { $0.regions.first?.scores == ["quality": 0.5] })
        let end = try #require(harness.records("sluice.track-end").first)
        #expect(end["track"]?.asInteger == 1)
        #expect(end["frames"]?.asInteger == 10)
        #expect(end["first_seq"]?.asInteger == 0)
        #expect(end["last_seq"]?.asInteger == 9)
        #expect(end["last_pts_ns"]?.asInteger == 360_000_000)
        #expect(end["label"]?.asText == "face")
        #expect(end["path"]?["last"]?.asArray.compactMap(\.asNumber) == [36, 10, 20, 20])
        #expect(harness.close().isClean)
    }

    @Test func crossingObjectsKeepTheirIds() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "max_age": 5])
        var tracksOfUpper: Set<UInt64> = []
        for frame in 0..<40 {
            let right = region(Float(frame) * 5, 10)
            let left = region(200 - Float(frame) * 5, 22)
            try harness.push(picture, regions: frame % 2 == 0 ? [right, left] : [left, right])
            let upper = harness.items.last?.regions.first { $0.box.y == 10 }
            tracksOfUpper.insert(upper?.track ?? 0)
        }
        #expect(tracksOfUpper.count == 1)
        #expect(harness.close().isClean)
    }

    @Test func timeWithoutFramesEndsATrackAfterItsLastItem() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "max_age": 3])
        for _ in 0..<5 { try harness.push(picture, regions: [region(10)]) }
        for _ in 0..<3 { try harness.advance() }
        #expect(harness.records("sluice.track-end").isEmpty)
        try harness.advance()
        let end = try #require(harness.items.last)
        #expect(end.record?["last_seq"]?.asInteger == 4)
        #expect(end.seq == 8)
        #expect(end.pts_ns == 8 * 40_000_000)
        #expect(end.wall_ns - (harness.frames.last?.wall_ns ?? 0) == 4 * 40_000_000)
        try harness.push(picture, regions: [region(10)])
        #expect(harness.items.last?.regions.first?.track == 2, "an id is never used again")
        #expect(harness.close().isClean)
    }

    @Test func theResultDoesNotDependOnWhenProgressIsTold() throws {
        func run(_ told: [UInt64]) throws -> [[UInt64]] {
            let harness = try StageHarness<Tracker>(["min_hits": 1, "max_age": 4])
            for seq: UInt64 in [0, 1, 2, 3, 7, 8, 14, 15, 16] {
                for before in told where before < seq && before > (harness.items.last?.seq ?? 0) {
                    try harness.advance(seq: before, pts_ns: Int64(before) * 40_000_000)
                }
                try harness.push(picture, regions: [region(10)], seq: seq, pts_ns: Int64(seq) * 40_000_000)
            }
            try harness.finish()
            #expect(harness.close().isClean)
            return harness.frames.map { $0.regions.map(\.track) }
        }
        let silent = try run([])
        #expect(try run([4, 5, 6, 9, 10, 11, 12, 13]) == silent)
        #expect(try run([5, 12]) == silent)
        #expect(silent.last == [2])
    }

    @Test func streamTimeEndsATrack() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "max_age": 1000, "max_age_seconds": 1])
        try harness.push(picture, regions: [region(10)], seq: 0, pts_ns: 0)
        try harness.advance(seq: 1, pts_ns: 1_000_000_000)
        #expect(harness.records("sluice.track-end").isEmpty)
        try harness.advance(seq: 2, pts_ns: 1_000_000_001)
        #expect(harness.records("sluice.track-end").count == 1)
        #expect(harness.close().isClean)
    }

    @Test func labelsAreKeptApart() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "labels": ["face", "person"]])
        try harness.push(picture, regions: [region(10, label: "face"), region(10, label: "car")])
        try harness.push(picture, regions: [region(10, label: "person")])
        #expect(harness.items.first?.regions.map(\.track) == [1, 0])
        #expect(harness.items.last?.regions.map(\.track) == [2])
        #expect(harness.close().isClean)
    }

    @Test func streamsAreKeptApart() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0])
        for _ in 0..<3 {
            for stream: UInt32 in [4, 9] { try harness.push(picture, regions: [region(10)], stream: stream) }
        }
        try harness.end(stream: 4)
        #expect(harness.items.last?.record?.type == "sluice.track-end")
        #expect(harness.items.last?.stream == 4)
        #expect(harness.records("sluice.track-end").count == 1)
        #expect(harness.frames.allSatisfy { $0.regions.first?.track == 1 })
        #expect(harness.close().isClean)
    }

    @Test func predictedBoxesAreMarked() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "emit_predicted": true])
        for frame in 0..<8 { try harness.push(picture, regions: [region(Float(frame) * 4)]) }
        try harness.push(picture)
        let predicted = try #require(harness.items.last?.regions.first)
        #expect(predicted.isPredicted)
        #expect(predicted.track == 1)
        #expect(abs(predicted.box.x - 32) < 1.5)
        #expect(harness.close().isClean)
    }

    @Test func aTrackNeedsSightings() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 2])
        for _ in 0..<10 { try harness.push(picture) }
        for _ in 0..<4 { try harness.push(picture, regions: [region(10)]) }
        #expect(harness.frames.suffix(4).map { $0.regions.first?.track } == [0, 0, 1, 1])
        try harness.finish()
        #expect(harness.records("sluice.track-end").count == 1)
        #expect(harness.close().isClean)
    }

    @Test func badBoxesStartNoTrack() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0])
        let boxes = [
            Box(x: .nan, y: 0, width: 5, height: 5), Box(x: 0, y: 0, width: 0, height: 5),
            Box(x: 0, y: 0, width: -4, height: -4), Box(x: 0, y: .infinity, width: 4, height: 4),
        ]
        for _ in 0..<3 { try harness.push(picture, regions: boxes.map { TestRegion($0) }) }
        #expect(harness.items.allSatisfy { $0.regions.allSatisfy { $0.track == 0 } })
        #expect(harness.items.last?.regions.count == 4)
        #expect(harness.close().isClean)
    }

    @Test(arguments: ["sort", "bytetrack", "ocsort"])
    func aHundredThousandBoxesAreBounded(_ algorithm: String) throws {
        let harness = try StageHarness<Tracker>(["algorithm": .text(algorithm), "min_hits": 0, "begin_score": 0.5])
        let few = [TestRegion(Box(x: 5, y: 5, width: 20, height: 20))]
        let many = (0..<100_000).map { number in
            TestRegion(Box(x: Float(number % 300) * 30, y: Float(number / 300) * 30, width: 20, height: 20))
        }
        try harness.push(picture, regions: many)
        try harness.push(picture, regions: few)
        #expect(harness.items.filter { $0.kind == .frame }.map(\.regions.count) == [100_000, 1])
        let followed = harness.items[0].regions.count { $0.track != 0 }
        #expect(followed <= 1000, "a broken detector must not stall a graph")
        #expect(harness.close().isClean)
    }

    @Test func resetForgetsWithoutARecord() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0])
        try harness.push(picture, regions: [region(10)])
        try harness.reset()
        try harness.finish()
        #expect(harness.records("sluice.track-end").isEmpty)
        #expect(harness.close().isClean)
    }
}
