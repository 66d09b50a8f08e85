import Glibc
import PluginSDK
import RecordSinkStage
import SluiceTestKit
import Testing

@Suite struct RecordSinkTests {
    let folder = TestFolder()
    var path: String { folder.file("records.jsonl") }
    let picture = TestFrame.solid(.i420, width: 4, height: 4, rgb: (1, 2, 3))

    func sink(_ more: ConfigValue = [:]) throws -> StageHarness<RecordSink> {
        try StageHarness<RecordSink>(ConfigValue.object([(key: "path", value: .text(path))]).merging(more))
    }

    func lines() throws -> [String] {
        let text = try #require(folder.text("records.jsonl"))
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    @Test func aCapturedFrameLeavesAbsentValuesOut() throws {
        let harness = try sink()
        try harness.begin(name: "door")
        try harness.push(picture, regions: [TestRegion(Box(x: 1.5, y: -2, width: 3, height: 1 / 3))], seq: 9)
        try harness.finish()
        let id = 1 << 48 | 1
        #expect(
            try lines() == [
                "{\"stream\":\"door\",\"seq\":9,\"sub\":0,\"pts_ns\":0,\"kind\":\"frame\",\"origin\":{\"seq\":9},"
                    + "\"regions\":[{\"id\":\(id),\"box\":[1.5,-2,3,0.3333],\"confidence\":1}]}"
            ])
        #expect(harness.close().isClean)
    }

    @Test func aCropHasItsOriginAndRegionsHaveAll() throws {
        let harness = try sink()
        var crop = picture
        crop.originRegion = 77
        crop.affine = [0.5, 0, 100, 0, 0.5, 20.25]
        let region = TestRegion(
            Box(x: 1, y: 2, width: 3, height: 4), label: "fa\"ce\n", confidence: 0.87654, track: 3, id: 5, parent: 4,
            points: [Point(x: 1, y: 2), Point(x: 3.25, y: 0)], scores: ["a": 0.5, "b": -1.25], isPredicted: true)
        try harness.push(crop, regions: [region, region], stream: 2, sub: 1, pts_ns: -5)
        try harness.finish()
        let line = try ConfigValue(json: #require(try lines().first))
        #expect(line["sub"]?.asInteger == 1)
        #expect(line["pts_ns"]?.asInteger == -5)
        #expect(line["origin"]?["region"]?.asInteger == 77)
        #expect(line["origin"]?["affine"]?.asArray.compactMap(\.asNumber) == [0.5, 0, 100, 0, 0.5, 20.25])
        let regions = try #require(line["regions"]?.asArray)
        #expect(regions.count == 2)
        let written = regions[1]
        #expect(
            written.members.map(\.key) == [
                "id", "parent", "label", "box", "confidence", "track", "predicted", "points", "scores",
            ])
        #expect(written["label"]?.asText == "fa\"ce\n")
        #expect(written["confidence"]?.asNumber == 0.8765)
        #expect(written["points"]?.asArray.map { $0.asArray.compactMap(\.asNumber) } == [[1, 2], [3.25, 0]])
        #expect(written["scores"]?["b"]?.asNumber == -1.25)
        #expect(harness.close().isClean)
    }

    @Test func recordsAndOtherItemsHaveTheirLines() throws {
        let harness = try sink()
        try harness.push(record: ["track": 3], type: "sluice.track-end")
        try harness.push(TestPacket(codec: "h264", bytes: [1]))
        try harness.finish()
        let values = try lines().map { try ConfigValue(json: $0) }
        #expect(values.map { $0["kind"]?.asText } == ["record", "packet"])
        #expect(values[0]["type"]?.asText == "sluice.track-end")
        #expect(values[0]["record"]?["track"]?.asInteger == 3)
        #expect(values[1].members.map(\.key) == ["stream", "seq", "sub", "pts_ns", "kind"])
        #expect(harness.close().isClean)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (-0.00004, "0"), (0.00006, "0.0001"), (1.0999999, "1.1"), (-12.5, "-12.5"),
            (100, "100"), (3.0e15, "3e+15"), (Float.nan, "null"), (-Float.infinity, "null"),
        ] as [(Float, String)])
    func numbersAreShort(_ number: Float, _ text: String) throws {
        let harness = try sink()
        try harness.push(picture, regions: [TestRegion(Box(x: number, y: 0, width: 0, height: 0))])
        try harness.finish()
        let line = try #require(try lines().first)
        #expect(line.contains("\"box\":[\(text),0,0,0]"), "\(line)")
        #expect(harness.close().isClean)
    }

    @Test func linesWaitNoLongerThanAsked() throws {
        let harness = try sink(["flush_seconds": 0.1])
        try harness.push(picture)
        #expect(folder.text("records.jsonl") == "")
        try harness.push(picture)
        try harness.push(picture)
        try harness.push(picture)
        #expect(try lines().count == 4)
        try harness.push(picture)
        try harness.advance(seq: 20, pts_ns: 1_000_000_000)
        #expect(try lines().count == 5)
        #expect(harness.close().isClean)
    }

    func write(_ text: String) {
        let file = fopen(path, "w")
        fputs(text, file)
        fclose(file)
    }

    @Test func aFileCanBeGoneOnWith() throws {
        write("old\nbroken")
        let appending = try sink(["append": true])
        try appending.push(picture)
        try appending.finish()
        #expect(try lines().count == 3)
        #expect(try lines()[1] == "broken", "a line that a crash cut short does not swallow the next")
    }

    @Test func aFileIsEmptiedOncePerRun() throws {
        write("old\n")
        for expected in 1...2 {
            let harness = try sink()
            try harness.push(picture)
            try harness.finish()
            #expect(try lines().count == expected, "a stage made anew goes on in its file")
        }
    }

    @Test func foldersOnTheWayAreMade() throws {
        let harness = try StageHarness<RecordSink>(["path": .text(folder.file("a/b/c.jsonl"))])
        try harness.push(picture)
        try harness.finish()
        #expect(folder.text("a/b/c.jsonl")?.isEmpty == false)
    }

    @Test(arguments: ["/proc/nowhere/x.jsonl", "/dev/null/x", "/"])
    func whatCannotBeOpenedIsSaidAtConfigure(_ bad: String) throws {
        let error = #expect(throws: StageError.self) { try StageHarness<RecordSink>(["path": .text(bad)]) }
        #expect(error?.code == .io)
        #expect(error?.message.contains(bad.split(separator: "/").first.map(String.init) ?? "/") == true)
    }

    @Test func aPathIsNeeded() {
        let error = #expect(throws: StageError.self) { try StageHarness<RecordSink>() }
        #expect(error?.code == .configuration)
    }

    @Test func aFullDiskIsAnErrorWithPathAndReason() throws {
        let harness = try StageHarness<RecordSink>(["path": "/dev/full", "flush_seconds": 0])
        let error = #expect(throws: StageError.self) { try harness.push(picture) }
        #expect(error?.code == .io)
        #expect(error?.message.contains("/dev/full") == true)
        #expect(error?.message.contains("No space left on device") == true)
        #expect(throws: StageError.self) { try harness.finish() }
        #expect(harness.close().isClean)
    }

    /// In a process of its own, since the limit on the size of files counts for all of a process.
    @Test func aFullDiskLeavesWholeLinesAndLosesNone() async {
        await #expect(processExitsWith: .success) {
            let folder = TestFolder()
            let file = folder.file("records.jsonl")
            let harness = try StageHarness<RecordSink>(["path": .text(file), "flush_seconds": 0])
            let picture = TestFrame.solid(.gray8, width: 1, height: 1, rgb: (1, 2, 3))
            try harness.push(picture)
            let size = folder.bytes("records.jsonl")?.count ?? 0
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            limit.rlim_cur = rlim_t(size * 2 + size / 2)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            var failures = 0
            for _ in 0..<4 { do { try harness.push(picture) } catch { failures += 1 } }
            let full = folder.text("records.jsonl") ?? ""
            guard failures == 3, full.hasSuffix("}\n"), full.count(where: { $0 == "\n" }) == 2 else { exit(1) }
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            try harness.finish()
            let text = folder.text("records.jsonl") ?? ""
            let numbers = text.split(separator: "\n").compactMap { line in
                (try? ConfigValue(json: String(line)))?["seq"]?.asInteger
            }
            guard numbers == [0, 1, 2, 3, 4] else { exit(2) }
        }
    }
}

@Suite struct MOTChallengeTests {
    let folder = TestFolder()
    let picture = TestFrame.solid(.i420, width: 4, height: 4, rgb: (1, 2, 3))

    func sink() throws -> StageHarness<RecordSink> {
        try StageHarness<RecordSink>(["path": .text(folder.file("result.txt")), "format": "motchallenge"])
    }

    @Test func followedRegionsAreLines() throws {
        let harness = try sink()
        let box = Box(x: -1.25, y: 2, width: 3.33333, height: 4)
        try harness.push(
            picture,
            regions: [
                TestRegion(box, confidence: 0.5, track: 12), TestRegion(box),
                TestRegion(box, track: 3, isPredicted: true),
                TestRegion(Box(x: .nan, y: 0, width: 1, height: 1), track: 4),
                TestRegion(box, confidence: .nan, track: 5),
            ], seq: 7)
        try harness.push(record: [:], type: "sluice.track-end")
        try harness.push(picture, regions: [TestRegion(box, track: 12)])
        try harness.finish()
        #expect(
            folder.text("result.txt")
                == "7,12,-1.25,2,3.3333,4,0.5,-1,-1,-1\n7,5,-1.25,2,3.3333,4,0,-1,-1,-1\n9,12,-1.25,2,3.3333,4,1,-1,-1,-1\n"
        )
        #expect(harness.close().isClean)
    }

    @Test func aSecondStreamIsRefused() throws {
        let harness = try sink()
        try harness.push(picture, regions: [TestRegion(Box(x: 1, y: 2, width: 3, height: 4), track: 1)], seq: 1)
        let error = #expect(throws: StageError.self) { try harness.begin(stream: 9, name: "yard") }
        #expect(error?.message.contains("'yard'") == true)
        let later = #expect(throws: StageError.self) { try harness.push(picture, stream: 9) }
        #expect(later?.message.contains("own record-sink") == true)
        try harness.end(stream: 0)
        #expect(folder.text("result.txt") == "1,1,1,2,3,4,1,-1,-1,-1\n")
        #expect(harness.close().isClean)
    }
}
