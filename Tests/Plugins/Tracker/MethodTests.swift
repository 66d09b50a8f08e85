import PluginSDK
import SluiceTestKit
import Testing
import TrackerStage

/// What tells the methods apart.
@Suite struct MethodTests {
    let picture = TestFrame.solid(.gray8, width: 640, height: 480, rgb: (10, 20, 30))

    func region(_ x: Float, _ y: Float = 100, score: Float = 0.9, label: String = "person") -> TestRegion {
        TestRegion(Box(x: x, y: y, width: 40, height: 80), label: label, confidence: score)
    }

    /// Tracks of the regions of each frame.
    func tracks(_ frames: [[TestRegion]], _ configuration: ConfigValue) throws -> [[UInt64]] {
        let harness = try StageHarness<Tracker>(configuration)
        for regions in frames { try harness.push(picture, regions: regions) }
        try harness.finish()
        #expect(harness.close().isClean)
        return harness.frames.map { $0.regions.map(\.track) }
    }

    @Test(arguments: ["sort", "bytetrack", "ocsort"])
    func eachFollowsTwoThatCross(_ method: String) throws {
        let frames: [[TestRegion]] = (0..<40).map { step in
            [region(Float(step) * 10, 100), region(400 - Float(step) * 10, 150)]
        }
        let found = try tracks(frames, ["algorithm": .text(method), "min_hits": 1, "max_age": 10])
        #expect(found.last == [1, 2])
        #expect(found.allSatisfy { $0 == [1, 2] })
    }

    @Test func byteKeepsATrackOnUnsureDetectionsAndBeginsNoneOnThem() throws {
        let scores: [Float] = [0.9, 0.9, 0.9, 0.3, 0.25, 0.3, 0.9]
        let frames = scores.enumerated().map { [region(Float($0.offset) * 5, score: $0.element)] }
        let configuration: ConfigValue = [
            "algorithm": "bytetrack", "min_hits": 1, "min_score": 0.1, "high_score": 0.6, "begin_score": 0.7,
        ]
        #expect(try tracks(frames, configuration) == Array(repeating: [1], count: 7))
        let unsure = Array(repeating: [region(10, score: 0.5)], count: 7)
        #expect(try tracks(unsure, configuration) == Array(repeating: [0], count: 7))
        let almost = Array(repeating: [region(10, score: 0.65)], count: 7)
        #expect(try tracks(almost, configuration) == Array(repeating: [0], count: 7))
    }

    @Test func byteDropsWhatWasSeenOnce() throws {
        let frames = [[], [], [region(10)], [], [region(10)], [region(10)]]
        let found = try tracks(frames, ["algorithm": "bytetrack", "min_hits": 1])
        #expect(found == [[], [], [0], [], [0], [1]])
    }

    @Test func byteUnitesATwinWithTheOlderTrack() throws {
        // Jumps away too far to match, comes back as a new track, and both settle on one place.
        var frames = (0..<10).map { _ in [region(100)] }
        frames += [[]]
        frames += (0..<6).map { _ in [region(100, score: 0.95), region(101, score: 0.94)] }
        let found = try tracks(frames, ["algorithm": "bytetrack", "min_hits": 1, "max_age": 30])
        #expect(found.last?.contains(1) == true)
        #expect(Set(found.flatMap { $0 }).subtracting([0]).count <= 2)
    }

    @Test func observationsCarryATrackOverALongGap() throws {
        // Moves on while unseen, then stops at where it was last seen: the prediction is far off, the observation is not.
        var frames = (0..<8).map { [region(Float($0) * 20)] }
        frames += Array(repeating: [], count: 6)
        frames += (0..<4).map { _ in [region(150)] }
        let configuration: ConfigValue = ["min_hits": 0, "max_age": 20, "iou_threshold": 0.3]
        let recovered = try tracks(frames, configuration.merging(["algorithm": "ocsort"]))
        #expect(recovered.last == [1])
        #expect(try tracks(frames, configuration.merging(["algorithm": "sort"])).last == [2])
    }

    @Test func directionDecidesBetweenEqualOverlaps() throws {
        // Two candidates at the same overlap, one ahead and one behind the track's way.
        var frames = (0..<6).map { [region(100 + Float($0) * 2)] }
        frames += [[region(112 - 9, score: 0.9), region(112 + 9, score: 0.9)]]
        let found = try tracks(frames, ["algorithm": "ocsort", "min_hits": 0])
        #expect(found.last?.last == 1)
    }

    @Test func lowScoresAreAChoiceOfOCSORT() throws {
        let frames = [0.9, 0.9, 0.9, 0.3].map { [region(10, score: $0)] }
        let configuration: ConfigValue = ["algorithm": "ocsort", "min_hits": 0, "high_score": 0.5]
        #expect(try tracks(frames, configuration).last == [1])
        #expect(try tracks(frames, configuration.merging(["low_scores": false])).last == [0])
    }

    @Test(arguments: ["sort", "bytetrack", "ocsort"])
    func aHundredThousandBoxesDisturbNobody(_ method: String) throws {
        var random = SeededRandom(seed: 7)
        let many = (0..<100_000).map { _ in
            region(Float.random(in: 0...600, using: &random), Float.random(in: 0...400, using: &random))
        }
        let harness = try StageHarness<Tracker>(["algorithm": .text(method), "min_hits": 0, "per_label": false])
        try harness.push(picture, regions: [region(10, label: "first")] + many.prefix(200))
        try harness.push(picture, regions: many, stream: 2)
        try harness.push(picture, regions: [region(10, label: "first")])
        #expect(harness.items.last?.regions.first?.track == harness.items.first?.regions.first?.track)
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test(arguments: ["sort", "bytetrack", "ocsort"])
    func confidencesThatAreNoNumbersCountAsNone(_ method: String) throws {
        let frames = (0..<4).map { _ in [region(10), region(200, score: .nan), region(300, score: -.infinity)] }
        let found = try tracks(frames, ["algorithm": .text(method), "min_hits": 0])
        #expect(found.last?.first == 1)
    }
}
