import BestShotStage
import PluginSDK
import SluiceTestKit
import Testing

/// A choice by more than one score.
@Suite struct WeightedTests {
    let both: ConfigValue = [
        "scores": [["score": "quality", "weight": 0.25], ["score": "completeness", "weight": 0.75]]
    ]

    func car(_ scores: [String: Float]) -> TestRegion {
        TestRegion(Box(x: 2, y: 2, width: 16, height: 16), label: "car", track: 1, scores: scores)
    }

    func run(_ candidates: [[String: Float]], _ configuration: ConfigValue) throws -> StageHarness<BestShot> {
        let harness = try StageHarness<BestShot>(configuration)
        let picture = TestFrame.solid(.gray8, width: 20, height: 20, rgb: (0, 0, 0))
        for scores in candidates { try harness.push(picture, regions: [car(scores)]) }
        try harness.push(record: ["track": 1], type: "sluice.track-end")
        try harness.finish()
        #expect(harness.close().isClean)
        return harness
    }

    let candidates: [[String: Float]] = [
        ["quality": 0.9, "completeness": 0.2], ["quality": 0.4, "completeness": 0.8], ["quality": 1], [:],
        ["quality": .nan, "completeness": 1],
    ]

    @Test func theWeightedSumDecides() throws {
        let harness = try run(candidates, both)
        #expect(harness.frames.map(\.seq) == [1])
        let shot = try #require(harness.records("sluice.best-shot").first)
        #expect(shot["score"]?.asNumber == 0.7)
        #expect(shot["runner_up"]?.asNumber == 0.375)
        #expect(shot["candidates"]?.asInteger == 2, "one that lacks a score is none")
    }

    @Test func aWeightBelowZeroPrefersLowScores() throws {
        let one: ConfigValue = ["scores": [["score": "completeness", "weight": -1]], "min_score": -1]
        #expect(try run(candidates, one).frames.map(\.seq) == [0])
    }

    @Test func noneReachesTheThresholdAndTheBestIsTold() throws {
        let harness = try run(candidates, both.merging(["choose": "threshold", "threshold": 0.71]))
        #expect(harness.frames.isEmpty)
        let none = try #require(harness.records("sluice.best-shot.none").first)
        #expect(none["best"]?.asNumber == 0.7)
        #expect(none["candidates"]?.asInteger == 2)
        #expect(none["unscored"]?.asInteger == 3)
        #expect(try run(candidates, both.merging(["choose": "threshold", "threshold": 0.7])).frames.count == 1)
    }

    @Test(
        arguments: [
            (["scores": [["weight": 1]]], "name of a score"),
            (["scores": [["score": "a", "weight": 0]]], "counts nothing"),
            (["scores": [["score": "a"], ["score": "a"]]], "stands twice"), (["score": ""], "name of a score"),
        ] as [(ConfigValue, String)])
    func wrongSettingsAreNamed(_ configuration: ConfigValue, _ words: String) {
        let error = #expect(throws: StageError.self) { try StageHarness<BestShot>(configuration) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
