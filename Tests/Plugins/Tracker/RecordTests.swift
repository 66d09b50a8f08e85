import PluginSDK
import SluiceTestKit
import Testing
import TrackerStage

/// What is told of a track.
@Suite struct RecordTests {
    let picture = TestFrame.solid(.gray8, width: 400, height: 300, rgb: (0, 0, 0))
    let all: ConfigValue = [
        "min_hits": 1, "max_age": 10, "records": ["begin", "lost", "found", "end"], "lost_after": 2,
    ]

    func region(_ x: Float, _ y: Float = 100) -> TestRegion {
        TestRegion(Box(x: x, y: y, width: 40, height: 60), label: "person", confidence: 0.9)
    }

    @Test func comingLosingFindingAndGoingAreTold() throws {
        let harness = try StageHarness<Tracker>(all)
        for step in 0..<8 { try harness.push(picture, regions: [region(Float(step) * 10 - 2)]) }
        for _ in 0..<3 { try harness.push(picture) }
        for step in 11..<37 { try harness.push(picture, regions: [region(Float(step) * 10 - 2)]) }
        try harness.finish()
        #expect(
            harness.items.compactMap(\.record).map(\.type) == [
                "sluice.track-begin", "sluice.track-lost", "sluice.track-found", "sluice.track-end",
            ])
        let begin = try #require(harness.records("sluice.track-begin").first)
        #expect(begin["track"]?.asInteger == 1)
        #expect(begin["seq"]?.asInteger == 0)
        #expect(begin["entry"]?.asText == "left")
        #expect(begin["label"]?.asText == "person")
        let lost = try #require(harness.items.first { $0.record?.type == "sluice.track-lost" })
        #expect(lost.seq == 9)
        #expect(lost.record?["last_seq"]?.asInteger == 7)
        #expect(lost.record?["at"]?.asText == "inside")
        let found = try #require(harness.items.first { $0.record?.type == "sluice.track-found" })
        #expect(found.seq == 11)
        #expect(found.record?["unseen_frames"]?.asInteger == 4)
        let end = try #require(harness.records("sluice.track-end").first)
        #expect(end["entry"]?.asText == "left")
        #expect(end["exit"]?.asText == "right")
        #expect(end["direction"]?["towards"]?.asText == "right")
        #expect(end["direction"]?["angle_degrees"]?.asNumber == 0)
        #expect(end["direction"]?["distance_pixels"]?.asNumber == 360)
        #expect(end["direction"]?["speed_pixels_per_second"]?.asNumber == 250)
        #expect(harness.close().isClean)
    }

    @Test func onlyWhatIsAskedForIsTold() throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "records": []])
        for _ in 0..<4 { try harness.push(picture, regions: [region(10)]) }
        try harness.finish()
        #expect(harness.items.allSatisfy { $0.record == nil })
        #expect(harness.close().isClean)
    }

    @Test(arguments: [0, 1, 5, 64, 1000])
    func theTrajectoryIsBoundedAndHasBothEnds(_ points: Int) throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0, "trajectory_points": .integer(Int64(points))])
        for step in 0..<300 { try harness.push(picture, regions: [region(Float(step) / 4)]) }
        try harness.finish()
        let way = try #require(harness.records("sluice.track-end").first?["trajectory"]?.asArray)
        #expect(way.count <= points + 1)
        if points > 0 {
            #expect(way.count >= min(points / 2, 300))
            #expect(way.first?.asArray.compactMap(\.asNumber) == [0, 20, 130])
            #expect(way.last?.asArray.compactMap(\.asNumber) == [299, 94.75, 130])
            let numbers = way.compactMap { $0.asArray.first?.asInteger }
            #expect(numbers == numbers.sorted())
        }
        #expect(harness.close().isClean)
    }

    @Test(arguments: [
        (10, 0, "right"), (7, 7, "down-right"), (0, 10, "down"), (-7, 7, "down-left"), (-10, 0, "left"),
        (-7, -7, "up-left"), (0, -10, "up"), (7, -7, "up-right"), (0, 0, "still"),
    ])
    func directionsHaveNames(_ dx: Int, _ dy: Int, _ name: String) throws {
        let harness = try StageHarness<Tracker>(["min_hits": 0])
        for step in 0..<10 {
            try harness.push(picture, regions: [region(Float(150 + dx * step), Float(120 + dy * step))])
        }
        try harness.finish()
        let end = try #require(harness.records("sluice.track-end").first)
        #expect(end["direction"]?["towards"]?.asText == name)
        #expect(harness.close().isClean)
    }

    @Test(arguments: [
        (-5, 100, "left"), (365, 100, "right"), (100, -1, "top"), (100, 241, "bottom"), (100, 100, "inside"),
    ])
    func edgesHaveNames(_ x: Int, _ y: Int, _ name: String) throws {
        let harness = try StageHarness<Tracker>(all)
        for _ in 0..<3 { try harness.push(picture, regions: [region(Float(x), Float(y))]) }
        #expect(harness.records("sluice.track-begin").first?["entry"]?.asText == name)
        try harness.finish()
        #expect(harness.close().isClean)
    }
}
