import Foundation
import PluginSDK
import RecordSinkStage
import RegionsFromFileStage
import SluiceTestKit
import Testing

@Suite struct RegionsFromFileTests {
    let folder = TestFolder()
    let picture = TestFrame.solid(.i420, width: 32, height: 24, rgb: (0, 0, 0))

    func stage(_ text: String, _ more: ConfigValue = [:]) throws -> StageHarness<RegionsFromFile> {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("regions.txt")))
        return try StageHarness<RegionsFromFile>(
            ConfigValue.object([(key: "path", value: .text(folder.file("regions.txt")))]).merging(more))
    }

    @Test func linesOfTheChallengeComeByFrameNumber() throws {
        let text = "2,-1,10,20,30,40,0.5,-1,-1,-1\r\n1,7, 1.5 ,2,3,4,1\n\n2,-1,50,60,7,8,2,-1,-1,-1\n"
        let harness = try stage(text, ["label": "person"])
        for seq in 1...3 {
            try harness.push(picture, regions: [TestRegion(Box(x: 0, y: 0, width: 1, height: 1))], seq: UInt64(seq))
        }
        #expect(harness.frames.map(\.regions.count) == [2, 3, 1])
        let second = harness.frames[1].regions
        #expect(
            second.dropFirst().map(\.box) == [
                Box(x: 10, y: 20, width: 30, height: 40), Box(x: 50, y: 60, width: 7, height: 8),
            ])
        #expect(second.dropFirst().map(\.confidence) == [0.5, 1])
        #expect(second.dropFirst().allSatisfy { $0.label == "person" && $0.track == 0 })
        #expect(Set(second.map(\.id)).count == 3)
        #expect(harness.frames[0].regions[1].box == Box(x: 1.5, y: 2, width: 3, height: 4))
        #expect(harness.close().isClean)
    }

    @Test func keysChangeWhatIsRead() throws {
        let text = "11,7,10,20,30,40,1.5,3,0.5\n11,8,10,20,30,40,-1,1,0.5\n"
        let harness = try stage(
            text, ["frame_offset": 10, "scale": 0.5, "score_from": -2, "score_to": 2, "classes": [3], "tracks": true])
        try harness.push(picture, seq: 1)
        let region = try #require(harness.items.first?.regions.first)
        #expect(harness.items.first?.regions.count == 1)
        #expect(region.box == Box(x: 5, y: 10, width: 15, height: 20))
        #expect(region.confidence == 0.875)
        #expect(region.track == 7)
        #expect(harness.close().isClean)
    }

    @Test func shortLinesOfJSON() throws {
        let text = """
            {"frame": 3, "box": [1, 2, 3, 4], "label": "car", "confidence": 0.25, "scores": {"sharp": 0.5, "none": null}}
            {"seq": 3, "stream": "yard", "box": [5, 6, 7, 8]}
            {"frame": 3, "stream": "door", "box": [9, 9, 9, 9], "points": [[1, 2], [3, 4]]}
            {"stream": "door", "seq": 4, "kind": "record", "type": "x", "record": {}}
            """
        let harness = try stage(text)
        try harness.begin(stream: 1, name: "door")
        try harness.begin(stream: 2, name: "yard")
        for stream: UInt32 in [1, 2, 3] { try harness.push(picture, stream: stream, seq: 3) }
        #expect(harness.items.map { $0.regions.map(\.box.x) } == [[1, 9], [1, 5], [1]])
        let first = try #require(harness.items.first?.regions.first)
        #expect(first.label == "car" && first.confidence == 0.25 && first.scores == ["sharp": 0.5])
        #expect(harness.items.first?.regions.last?.points == [Point(x: 1, y: 2), Point(x: 3, y: 4)])
        #expect(harness.items.first?.regions.last?.label == "object")
        #expect(harness.close().isClean)
    }

    @Test func whatRecordSinkWritesComesBack() throws {
        let path = folder.file("seen.jsonl")
        let sink = try StageHarness<RecordSink>(.object([(key: "path", value: .text(path))]))
        try sink.begin(name: "door")
        let whole = TestRegion(Box(x: 1.5, y: 2, width: 9, height: 9), label: "car", confidence: 0.75, track: 4, id: 77)
        let part = TestRegion(
            Box(x: 3, y: 4, width: 2, height: 1), label: "plate", confidence: 0.5, track: 9, id: 78, parent: 77,
            points: [Point(x: 3, y: 4)], scores: ["quality": 0.25], isPredicted: true)
        try sink.push(picture, regions: [whole, part], seq: 5)
        try sink.finish()
        #expect(sink.close().isClean)

        let harness = try StageHarness<RegionsFromFile>(["path": .text(path), "tracks": true])
        try harness.begin(name: "door")
        try harness.push(picture, seq: 5)
        let found = try #require(harness.items.first?.regions)
        var (first, second) = (whole, part)
        (first.id, second.id, second.parent) = (found[0].id, found[1].id, found[0].id)
        #expect(found == [first, second])
        #expect(harness.close().isClean)
    }

    @Test(arguments: [
        ("1,-1,1,2,3\n", "5 comma-separated fields"), ("1,-1,1,2,3,x,1\n", "the height 'x' is no number"),
        ("1,-1,nan,2,3,4,1\n", "not finite"), ("1,-1,1,2,inf,4,1\n", "not finite"),
        ("1,-1,1,2,-3,4,1\n", "sizes above 0"),
        ("1,-1,1,2,0,4,1\n", "sizes above 0"), ("1.5,-1,1,2,3,4,1\n", "whole number"),
        ("-1,-1,1,2,3,4,1\n", "whole number"),
        ("1,-1,1,2,3,4,nan\n", "score"), ("1,-1,1e12,2,3,4,1\n", "beyond 1000000000 pixels"),
        ("1,-1,1,2,1e-60,4,1\n", "sizes above 0"),
        ("{\"frame\":1,\"box\":[1,2,3]}", "four numbers"), ("{\"frame\":1,\"box\":[1,2,3,null]}", "not finite"),
        ("{\"frame\":1", "no JSON"), ("{\"frame\":\"1\",\"box\":[1,2,3,4]}", "'frame' or 'seq'"), ("{}", "needs 'box'"),
        ("{\"frame\":1,\"box\":[1,2,-3,4]}", "sizes above 0"),
        ("{\"frame\":1,\"box\":[1,2,3,4],\"scores\":{\"a\":\"b\"}}", "the score 'a'"),
        ("{\"frame\":1,\"box\":[1,2,3,4],\"points\":[[1]]}", "a point is two numbers"),
    ])
    func eachBadLineIsRefusedWithItsPlaceOrCounted(_ line: String, _ reason: String) throws {
        let good = line.hasPrefix("{") ? "{\"frame\":1,\"box\":[1,2,3,4]}\n" : "1,-1,1,2,3,4,1\n"
        let error = #expect(throws: StageError.self) { try stage(good + line) }
        #expect(error?.message.contains("regions.txt:2: ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        let harness = try stage(good + line, ["bad_lines": "skip"])
        try harness.push(picture, seq: 1)
        #expect(harness.items.first?.regions.count == 1)
        #expect(harness.logs.contains { $0.text.contains("1 regions or lines") && $0.text.contains("line 2") })
        #expect(harness.close().isClean)
    }

    @Test func aHundredThousandBoxesInOneFrameAreRefusedOrCounted() throws {
        let text = String(repeating: "1,-1,1,2,3,4,1\n", count: 100_000)
        let error = #expect(throws: StageError.self) { try stage(text) }
        #expect(error?.message.contains("regions.txt:1001: more than 1000 regions in one frame") == true)
        let harness = try stage(text, ["bad_lines": "skip"])
        try harness.push(picture, seq: 1)
        #expect(harness.items.first?.regions.count == 1000)
        #expect(harness.logs.contains { $0.text.contains("99000 regions or lines of 100000 lines left out") })
        #expect(harness.close().isClean)
    }

    @Test func anAbsentFileIsNamed() throws {
        let error = #expect(throws: StageError.self) {
            try StageHarness<RegionsFromFile>(["path": .text(folder.file("none.txt"))])
        }
        #expect(error?.message.contains("none.txt: No such file or directory") == true)
        #expect(throws: StageError.self) { try stage("", ["score_from": 1, "score_to": 1]) }
        #expect(throws: StageError.self) { try StageHarness<RegionsFromFile>([:]) }
    }

    @Test func anEmptyFileIsTold() throws {
        let harness = try stage("\n \n")
        try harness.push(picture)
        #expect(harness.items.first?.regions.isEmpty == true)
        #expect(harness.logs.contains { $0.text.contains("there are no regions") })
        #expect(harness.close().isClean)
    }

    @Test(arguments: 1...40)
    func bytesOfAnyKindDoNoHarm(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let alphabet = Array("0123456789,.-+e{}[]\":\n\t framebox\u{0}\u{ff}".utf8)
        let starts = [Array("{\"frame\":1,\"box\":[1,2,3,4]}\n".utf8), Array("1,-1,1,2,3,4,1\n".utf8)]
        var bytes = starts[seed % 2]
        for _ in 0..<500 { bytes.append(alphabet.randomElement(using: &random) ?? 0) }
        for _ in 0..<20 {
            bytes[Int.random(in: 1..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("regions.txt")))
        let harness = try StageHarness<RegionsFromFile>(
            ["path": .text(folder.file("regions.txt")), "bad_lines": "skip"])
        for seq in 0..<5 { try harness.push(picture, seq: UInt64(seq)) }
        #expect(harness.items.count == 5, "seed \(seed)")
        #expect(harness.close().isClean, "seed \(seed)")
    }
}
