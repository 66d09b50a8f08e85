import Foundation
import PluginSDK
import SluiceTestKit
import TestMedia
import Testing

@testable import ClipSinkStage
@testable import EncoderStage

@Suite("clip-sink", .enabled(if: MediaTool.isInstalled, "FFmpeg or GStreamer is not installed"))
struct ClipSinkTests {
    private static let frame_ns: Int64 = 40_000_000

    /// 25 pictures a second with a key picture each second.
    private func film(_ count: Int, _ more: ConfigValue = [:], width: Int = 64) throws -> [RecordedItem] {
        let encoder = try StageHarness<Encoder>((["keyframe_seconds": 1] as ConfigValue).merging(more))
        for index in 0..<count { try encoder.push(.moving(width: width, height: 48, at: index)) }
        try encoder.finish()
        #expect(encoder.close().isClean)
        return encoder.items
    }

    private func harness(_ folder: TestFolder, _ more: ConfigValue = [:]) throws -> StageHarness<ClipSink> {
        let defaults: ConfigValue = [
            "directory": .text(folder.path), "records": ["alarm"], "before_seconds": 2, "after_seconds": 1,
            "late_seconds": 0.5, "name": "{number}",
        ]
        return try StageHarness<ClipSink>(defaults.merging(more))
    }

    /// Pushes the film; events come in right before the picture of the given number.
    private func run(
        _ harness: StageHarness<ClipSink>, _ film: [RecordedItem], events: [UInt64], late: UInt64 = 0
    ) throws {
        for item in film {
            for event in events where event + late == item.seq {
                try harness.push(
                    record: ["n": 1], type: "alarm", port: 1, seq: event, pts_ns: Int64(event) * Self.frame_ns)
            }
            try harness.push(try #require(item.packet), seq: item.seq, pts_ns: item.pts_ns)
        }
    }

    /// First and last picture of each clip, by number in the film, as the record and the file itself say.
    private func clips(_ harness: StageHarness<ClipSink>) throws -> [[Int]] {
        try harness.records("sluice.clip").map { record in
            let path = try #require(record["path"]?.asText)
            let facts = try MediaFacts.ofFile(path)
            #expect(facts.complaints.isEmpty && facts.times.first == 0, "\(path): \(facts.complaints)")
            #expect(facts.times.count == Int(record["frames"]?.asInteger ?? -1))
            #expect(try MediaFacts.gstreamerFrames(path) == facts.times.count)
            let first = Int((record["begin_pts_ns"]?.asInteger ?? -1) / Self.frame_ns)
            return [first, first + facts.times.count - 1]
        }
    }

    @Test(
        "a clip begins with the last key picture before the pre-roll and ends with the post-roll",
        arguments: ["mp4", "matroska"], [0, 10] as [UInt64])
    func oneEvent(container: String, late: UInt64) throws {
        let folder = TestFolder()
        let harness = try harness(folder, ["container": .text(container)])
        try run(harness, film(250), events: [110], late: late)
        try harness.finish()
        // 110 is at 4.4 s: from 2.4 s, whose key picture is 50, to 5.4 s, which is 135.
        #expect(try clips(harness) == [[50, 135]])
        let record = try #require(harness.records("sluice.clip").first)
        #expect(record["event_pts_ns"]?.asInteger == 110 * Self.frame_ns && record["events"]?.asInteger == 1)
        #expect(record["reason"]?.asText == "end-of-event")
        #expect(harness.close().isClean)
    }

    @Test("overlapping events are one clip, others are clips of their own")
    func severalEvents() throws {
        let folder = TestFolder()
        let harness = try harness(folder)
        // 300 comes when the clip of 240 is over, but before events for it could not come any more.
        try run(harness, film(500), events: [100, 110, 130, 240, 255, 420])
        try harness.finish()
        #expect(try clips(harness) == [[50, 155], [175, 280], [350, 445]])
        #expect(harness.records("sluice.clip").map { $0["events"]?.asInteger } == [3, 2, 1])
        #expect(folder.names == ["1.mp4", "2.mp4", "3.mp4"])
        #expect(harness.close().isClean)
    }

    @Test("an event at the very beginning or end gives what there is")
    func edges() throws {
        let folder = TestFolder()
        let harness = try harness(folder)
        try run(harness, film(200), events: [3, 195])
        try harness.finish()
        #expect(try clips(harness) == [[0, 28], [125, 199]])
        #expect(harness.records("sluice.clip").last?["reason"]?.asText == "end")
        #expect(harness.close().isClean)
    }

    @Test("a clip has a longest length; what follows is another one")
    func longest() throws {
        let folder = TestFolder()
        let harness = try harness(folder, ["max_seconds": 4])
        try run(harness, film(400), events: stride(from: 100, to: 260, by: 10).map { UInt64($0) })
        try harness.finish()
        let found = try clips(harness)
        #expect(found.count >= 2)
        #expect(found.first?.first == 50)
        #expect(found.allSatisfy { $0[1] - $0[0] <= 101 })
        #expect((found.last?.last ?? 0) >= 274)
        #expect(harness.records("sluice.clip").first?["reason"]?.asText == "limit")
        #expect(harness.close().isClean)
    }

    @Test("regions beside packets, and beside other items, are events when label and score are as asked")
    func regions() throws {
        let folder = TestFolder()
        let harness = try harness(
            folder,
            [
                "records": [], "label": "face", "score": "quality", "at_least": 0.8, "before_seconds": 0,
                "after_seconds": 0.4,
            ])
        let box = Box(x: 0, y: 0, width: 9, height: 9)
        let cases: [UInt64: TestRegion] = [
            50: TestRegion(box, label: "face", scores: ["quality": 0.9]),
            100: TestRegion(box, label: "cat", scores: ["quality": 0.9]),
            120: TestRegion(box, label: "face", scores: ["quality": 0.7]),
            140: TestRegion(box, label: "face"),
        ]
        for item in try film(250) {
            let regions = cases[item.seq].map { [$0] } ?? []
            try harness.push(try #require(item.packet), regions: regions, seq: item.seq, pts_ns: item.pts_ns)
            if item.seq == 200 {
                try harness.push(
                    .gradient(.gray8, width: 8, height: 8),
                    regions: [TestRegion(box, label: "face", scores: ["quality": 0.8])], port: 1, seq: 200,
                    pts_ns: 200 * Self.frame_ns)
            }
        }
        try harness.finish()
        #expect(try clips(harness) == [[50, 60], [200, 210]])
        #expect(harness.close().isClean)
    }

    @Test("memory is bounded: when the buffer is too small, the pre-roll is shorter")
    func bounded() throws {
        let folder = TestFolder()
        let encoder = try StageHarness<Encoder>(["keyframe_seconds": 0.2, "crf": 1])
        for index in 0..<40 { try encoder.push(.noise(.i420, width: 320, height: 240, seed: UInt64(index))) }
        try encoder.finish()
        let bytes = encoder.items.compactMap { $0.packet?.bytes.count }.reduce(0, +)
        try #require(bytes > 3_000_000)
        let harness = try harness(folder, ["buffer_mb": 1, "before_seconds": 60])
        try run(harness, encoder.items, events: [30])
        try harness.finish()
        let found = try #require(try clips(harness).first)
        #expect(found[0] > 0 && found[0] <= 30 && found[1] == 39)
        #expect(encoder.close().isClean && harness.close().isClean)
    }

    @Test("a change of size ends a clip; a packet larger than the buffer is refused")
    func changes() throws {
        let folder = TestFolder()
        let harness = try harness(folder)
        let other = try film(100, width: 80).map { item in (item, item.seq + 100, item.pts_ns + 100 * Self.frame_ns) }
        try run(harness, film(100), events: [90])
        for (item, seq, pts_ns) in other {
            var packet = try #require(item.packet)
            packet.dts_ns = pts_ns
            try harness.push(packet, seq: seq, pts_ns: pts_ns)
        }
        let large = TestPacket(codec: "h264", bytes: [UInt8](repeating: 1, count: 33_000_000))
        let error = try #require(throws: StageError.self) {
            try harness.push(large, seq: 200, pts_ns: 200 * Self.frame_ns)
        }
        #expect(error.code == .limit && error.message.contains("buffer_mb"))
        try harness.finish()
        #expect(try clips(harness) == [[25, 99]])
        #expect(harness.records("sluice.clip").first?["reason"]?.asText == "change")
        #expect(harness.close().isClean)
    }

    @Test("lengths change while it runs")
    func live() throws {
        let folder = TestFolder()
        let harness = try harness(folder)
        let film = try film(300)
        try run(harness, Array(film.prefix(150)), events: [60])
        try harness.set(["before_seconds": 0, "after_seconds": 0.2])
        try run(harness, Array(film.dropFirst(150)), events: [225])
        try harness.finish()
        #expect(try clips(harness) == [[0, 85], [225, 230]])
        #expect(harness.close().isClean)
    }

    @Test("without anything that could be an event the graph does not start")
    func noEvents() throws {
        let folder = TestFolder()
        let error = try #require(throws: StageError.self) {
            try StageHarness<ClipSink>(["directory": .text(folder.path)])
        }
        #expect(error.message == "records: nothing is an event; write records, label or score")
    }
}

@Suite("The ring of packets")
struct PacketRingTests {
    @Test("holds the latest packets whole, whatever their sizes", arguments: [1 as UInt64, 2, 3])
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let ring = PacketRing(capacity_bytes: 5000)
        var kept: [[UInt8]] = []
        for number in 0..<3000 as Range<Int64> {
            let bytes = (0..<Int.random(in: 0...900, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let stamp = ItemStamp(stream: 0, seq: UInt64(number), pts_ns: number, capture_ns: 0, wall_ns: 0)
            let isKept = ring.push(bytes.span.bytes, stamp: stamp, dts_ns: number, isKey: number % 7 == 0)
            #expect(isKept)
            kept.append(bytes)
            let oldest = try #require(ring.oldest).number
            #expect(UInt64(number) - oldest >= 3 || oldest == 0, "five and a half of the largest fit")
            for entry in oldest...UInt64(number) {
                let found = try #require(ring[entry])
                let same = try ring.withBytes(found) { (b: UnsafeRawBufferPointer) throws(StageError) in
                    b.elementsEqual(kept[Int(entry)])
                }
                #expect(same, "packet \(entry) at \(number)")
            }
            #expect(ring[UInt64(number) + 1] == nil)
            if oldest > 0 { #expect(ring[oldest - 1] == nil) }
        }
        let large = [UInt8](repeating: 0, count: 5001)
        let stamp = ItemStamp(stream: 0, seq: 0, pts_ns: 0, capture_ns: 0, wall_ns: 0)
        let isKept = ring.push(large.span.bytes, stamp: stamp, dts_ns: 0, isKey: true)
        #expect(!isKept)
    }
}
