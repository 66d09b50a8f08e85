import CompletenessScorerStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct CompletenessScorerTests {
    let picture = TestFrame.solid(.i420, width: 200, height: 100, rgb: (10, 20, 30))
    /// Two halves: the upper one counts three times.
    let halves: ConfigValue = [
        "objects": [
            [
                "label": "car",
                "parts": [
                    ["name": "upper", "weight": 3, "at": [[0, 0, 1, 0.5]]],
                    ["name": "lower", "at": [[0, 0.5, 1, 0.5]]],
                ],
            ]
        ]
    ]

    func region(
        _ x: Float, _ y: Float, _ width: Float, _ height: Float, label: String = "car", id: UInt64 = 0,
        parent: UInt64 = 0
    ) -> TestRegion {
        TestRegion(Box(x: x, y: y, width: width, height: height), label: label, id: id, parent: parent)
    }

    /// Scores of the first region.
    func scores(_ regions: [TestRegion], _ more: ConfigValue = [:]) throws -> [String: Float] {
        let harness = try StageHarness<CompletenessScorer>(halves.merging(more))
        try harness.push(picture, regions: regions)
        try harness.finish()
        #expect(harness.close().isClean)
        return harness.items.first?.regions.first?.scores ?? [:]
    }

    @Test func whatIsWholeHasTheFullMark() throws {
        #expect(
            try scores([region(10, 10, 40, 40)])
                == ["completeness": 1, "completeness.upper": 1, "completeness.lower": 1])
    }

    @Test func theFrameCutsOff() throws {
        // Half of the lower half is outside: incomplete; the upper one is whole.
        #expect(
            try scores([region(10, 70, 40, 40)])
                == ["completeness": (3 + 0.5) / 4, "completeness.upper": 1, "completeness.lower": 0.5])
        #expect(try scores([region(300, 10, 40, 40)])["completeness"] == 0)
    }

    @Test func aNearerObjectCovers() throws {
        let object = region(10, 10, 40, 40)
        // Covers the lower half but for a fifth; its bottom edge is lower.
        let near = region(10, 34, 40, 30)
        #expect(
            try scores([object, near]) == ["completeness": 0.75, "completeness.upper": 1, "completeness.lower": 0])
        #expect(try scores([near, object])["completeness"] == 1)
        #expect(try scores([object, near], ["nearer": "none"])["completeness"] == 1)
        #expect(try scores([near, object], ["nearer": "all"])["completeness.upper"] == 0)
        #expect(try scores([object, near], ["nearer": "larger"])["completeness"] == 1)
        #expect(try scores([near, object], ["nearer": "larger"])["completeness"] != 1)
    }

    @Test func coversThatOverlapCountOnce() throws {
        let object = region(10, 10, 40, 40)
        // Two boxes on the same third of the lower half leave two thirds.
        let covers = [region(10, 30, 13, 30), region(10, 30, 13, 40)]
        let found = try scores([object] + covers, ["steps": 100])
        #expect(abs((found["completeness.lower"] ?? 0) - 0.67) < 0.011)
    }

    @Test func onlyNamedLabelsCoverAndPartsOfTheObjectNever() throws {
        let object = region(10, 10, 40, 40, id: 5)
        let tree = region(10, 30, 40, 40, label: "tree")
        #expect(try scores([object, tree])["completeness"] == 1)
        #expect(try scores([object, tree], ["covering": ["tree"]])["completeness.lower"] == 0)
        #expect(try scores([object, tree], ["covering": [""]])["completeness.lower"] == 0)
        #expect(try scores([object, region(10, 30, 40, 40, parent: 5)])["completeness"] == 1)
    }

    @Test func onlyTheObjectsRegionsAreScored() throws {
        let harness = try StageHarness<CompletenessScorer>(halves)
        let bad = TestRegion(Box(x: .nan, y: 0, width: 4, height: 4), label: "car")
        let guess = TestRegion(Box(x: 1, y: 1, width: 9, height: 9), label: "car", isPredicted: true)
        let inverted = region(40, 40, -10, 10)
        try harness.push(picture, regions: [region(1, 1, 9, 9, label: "tree"), bad, guess, inverted])
        try harness.push(picture)
        #expect(harness.items.allSatisfy { $0.regions.allSatisfy(\.scores.isEmpty) })
        #expect(harness.close().isClean)
    }

    @Test func partsThatShareARegionShareItsShare() throws {
        let object = region(10, 70, 40, 40)
        let apart = try scores([object], ["steps": 100])
        let shared = try scores([object], ["steps": 100, "share_distance": 0.1])
        #expect(apart["completeness.upper"] == 1 && apart["completeness.lower"] == 0.5)
        #expect(shared["completeness.upper"] == 0.75 && shared["completeness.lower"] == 0.75)
    }

    @Test func aPresetCanBeChanged() throws {
        let harness = try StageHarness<CompletenessScorer>([
            "objects": [
                [
                    "label": "car", "preset": "vehicle",
                    "parts": [
                        ["name": "plate", "weight": 10, "at": [[0, 0.9, 1, 0.1]]], ["name": "wheels", "weight": 0],
                        ["name": "antenna", "at": [[0.5, -0.1, 0.1, 0.1]]],
                    ],
                ], ["label": "face", "preset": "face"], ["label": "person", "preset": "person"],
            ]
        ])
        try harness.push(
            picture,
            regions: [
                region(10, 20, 40, 40), region(90, 20, 40, 40, label: "face"), region(150, 20, 9, 40, label: "person"),
            ])
        let found = harness.items.first?.regions.map(\.scores) ?? []
        #expect(found[0]["completeness"] == 1)
        #expect(found[0]["completeness.antenna"] == 1)
        #expect(found[0]["completeness.wheels"] == nil)
        #expect(found[0].count == 8)
        #expect(found[1]["completeness.mouth"] == 1)
        #expect(found[2]["completeness.torso"] == 1)
        #expect(harness.close().isClean)
    }

    @Test(
        arguments: [
            ([:], "objects"), (["objects": []], "objects: at least one"),
            (["objects": [["label": "a"]]], "no part with a weight above 0"),
            (["objects": [["label": "a", "parts": [["name": "x"]]]]], "needs a place"),
            (["objects": [["label": "a", "parts": [["name": "x", "at": [[0, 0, 1]]]]]]], "no place"),
            (["objects": [["label": "a", "parts": [["name": "x", "at": [[0, 0, -1, 1]]]]]]], "no place"),
            (["objects": [["label": "a", "preset": "face"], ["label": "a", "preset": "face"]]], "stands twice"),
            (
                ["objects": [["preset": "face"]], "levels": [["name": "x", "value": 1, "from": 0.5]]],
                "applies from 0"
            ),
            (
                [
                    "objects": [["preset": "face"]],
                    "levels": [["name": "x", "value": 1, "from": 0], ["name": "y", "value": 0, "from": 0]],
                ], "not above"
            ),
            (["objects": [["preset": "face"]], "steps": 1], "at least 2"),
        ] as [(ConfigValue, String)])
    func wrongSettingsAreNamed(_ configuration: ConfigValue, _ words: String) {
        let error = #expect(throws: StageError.self) { try StageHarness<CompletenessScorer>(configuration) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func tooManyRegionsPassUnjudgedAndAreCounted() throws {
        let harness = try StageHarness<CompletenessScorer>(halves)
        let many = (0..<100_000).map { _ in region(1, 1, 30, 30) }
        for _ in 0..<3 { try harness.push(picture, regions: many) }
        try harness.push(picture, regions: [region(10, 10, 40, 40)])
        #expect(harness.items.map(\.regions.count) == [100_000, 100_000, 100_000, 1])
        #expect(harness.items.last?.regions.first?.scores["completeness"] == 1)
        #expect(harness.logs.map(\.text).count == 2)
        #expect(harness.logs.last?.text.contains("2 frames passed unjudged: the last has 100000 regions") == true)
        #expect(harness.close().isClean)
    }

    @Test(arguments: [1, 3, 37], [1, 5, 44])
    func anySizeOfFrame(_ width: Int, _ height: Int) throws {
        let harness = try StageHarness<CompletenessScorer>(halves)
        let frame = TestFrame.solid(.nv12, width: width, height: height, rgb: (0, 0, 0))
        try harness.push(frame, regions: [region(0, 0, Float(width), Float(height)), region(-1e6, -1e6, 2e6, 2e6)])
        #expect(harness.items.first?.regions.first?.scores["completeness"] != nil)
        #expect(harness.close().isClean)
    }
}
