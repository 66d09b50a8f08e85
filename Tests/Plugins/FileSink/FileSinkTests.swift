import Foundation
import PluginSDK
import SluiceMedia
import SluiceTestKit
import TestMedia
import Testing

@testable import EncoderStage
@testable import FileSinkStage

@Suite("file-sink", .enabled(if: MediaTool.isInstalled, "FFmpeg or GStreamer is not installed"))
struct FileSinkTests {
    /// Coded pictures with their stamps.
    private func film(
        _ count: Int, _ more: ConfigValue = [:], width: Int = 96, height: Int = 64
    ) throws -> [RecordedItem] {
        let defaults: ConfigValue = ["keyframe_seconds": 0.4]
        let encoder = try StageHarness<Encoder>(defaults.merging(more))
        for index in 0..<count { try encoder.push(.moving(width: width, height: height, at: index)) }
        try encoder.finish()
        #expect(encoder.close().isClean)
        return encoder.items
    }

    private func push(_ items: [RecordedItem], to harness: StageHarness<FileSink>) throws {
        for item in items {
            let packet = try #require(item.packet)
            try harness.push(packet, seq: item.seq, pts_ns: item.pts_ns)
        }
    }

    private func folderPath(_ folder: TestFolder) -> ConfigValue { .text(folder.path) }

    @Test(
        "what is written plays in FFmpeg and GStreamer, picture by picture, at the times it had",
        arguments: ["mp4", "matroska"], [true, false])
    func plays(container: String, hasBFrames: Bool) throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "container": .text(container), "name": "{stream}",
        ])
        try harness.begin(name: "door")
        try push(film(60, hasBFrames ? ["zero_latency": false, "preset": "medium"] : [:]), to: harness)
        try harness.finish()
        let name = container == "mp4" ? "door.mp4" : "door.mkv"
        #expect(folder.names == [name])
        let facts = try MediaFacts.ofFile(folder.file(name))
        #expect(facts.complaints.isEmpty, "\(facts.complaints)")
        #expect((facts.codec, facts.width, facts.height) == ("h264", 96, 64))
        try #require(facts.times.count == 60)
        for (index, time) in facts.times.enumerated() { #expect(abs(time - Double(index) * 0.04) < 0.0011) }
        #expect(try MediaFacts.gstreamerFrames(folder.file(name)) == 60)
        if MediaTool.has("gst-discoverer-1.0") {
            #expect(try MediaFacts.discovered(folder.file(name)).contains("H.264"))
        }
        let record = try #require(harness.records("sluice.file").first)
        #expect(record["frames"]?.asInteger == 60 && record["reason"]?.asText == "end")
        #expect(record["path"]?.asText == folder.file(name))
        #expect(record["end_pts_ns"]?.asInteger == 2_400_000_000)
        #expect(harness.close().isClean)
    }

    @Test("motion JPEG too", arguments: ["mp4", "matroska"])
    func jpeg(container: String) throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "container": .text(container), "name": "film",
        ])
        try push(film(10, ["codec": "jpeg"]), to: harness)
        try harness.finish()
        let facts = try MediaFacts.ofFile(folder.file(folder.names[0]))
        #expect((facts.codec, facts.width, facts.height, facts.times.count) == ("mjpeg", 96, 64, 10))
        #expect(harness.close().isClean)
    }

    /// Where fragments begin: boxes `moof` and clusters.
    private func fragments(_ bytes: [UInt8], _ container: String) -> [Int] {
        let mark: [UInt8] = container == "mp4" ? Array("moof".utf8) : [0x1F, 0x43, 0xB6, 0x75]
        return bytes.indices.dropLast(3).filter { Array(bytes[$0..<$0 + 4]) == mark }
            .map { container == "mp4" ? $0 - 4 : $0 }
    }

    @Test(
        "what a kill leaves while a fragment is written plays up to the last whole one",
        arguments: ["mp4", "matroska"],
        [1 as UInt64, 2, 3, 4])
    func cut(container: String, seed: UInt64) throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "container": .text(container), "name": "film", "fragment_ms": 200,
        ])
        try push(film(50), to: harness)
        // Not finished: this is what a kill leaves between two fragments.
        let name = folder.names[0]
        let bytes = try #require(folder.bytes(name))
        let starts = fragments(bytes, container)
        try #require(starts.count > 8)
        #expect(try MediaFacts.ofFile(folder.file(name)).times.count >= 45)
        // And within one: its head is written last.
        var random = SeededRandom(seed: seed)
        let number = Int.random(in: 2..<starts.count - 1, using: &random)
        let cut = Int.random(in: starts[number] + 8..<starts[number + 1], using: &random)
        var part = Array(bytes[..<cut])
        for index in starts[number]..<starts[number] + 8 { part[index] = 0 }
        let path = folder.file(container == "mp4" ? "part.mp4" : "part.mkv")
        try Data(part).write(to: URL(fileURLWithPath: path))
        let whole = folder.file(container == "mp4" ? "whole.mp4" : "whole.mkv")
        try Data(bytes[..<starts[number]]).write(to: URL(fileURLWithPath: whole))
        let count = try MediaFacts.ofFile(whole).times.count
        #expect(count >= number * 3)
        #expect(try MediaFacts.ofFile(path).times.count == count, "cut at \(cut) in fragment \(number)")
        #expect(try MediaFacts.gstreamerFrames(whole) == count)
        #expect(harness.close().isClean)
    }

    @Test("pictures that come at uneven times keep them, also the first of a fragment", arguments: ["mp4", "matroska"])
    func unevenTimes(container: String) throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "container": .text(container), "name": "film", "fragment_ms": 200,
        ])
        // As where every second or third frame was dropped; the packets' own duration stays that of the camera.
        let times_ms: [Int64] = [0, 40, 80, 200, 240, 400, 520, 560, 600, 1000, 1040, 1200, 1240, 1280, 1680]
        for (item, time_ms) in zip(try film(times_ms.count), times_ms) {
            var packet = try #require(item.packet)
            packet.dts_ns = time_ms * 1_000_000
            try harness.push(packet, seq: item.seq, pts_ns: time_ms * 1_000_000)
        }
        try harness.finish()
        let found = try MediaFacts.ofFile(folder.file(folder.names[0])).times
        #expect(found.map { Int64(($0 * 1000).rounded()) } == times_ms)
        #expect(harness.close().isClean)
    }

    @Test("what a kill leaves plays from the second picture on", arguments: ["mp4", "matroska"])
    func early(container: String) throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "container": .text(container), "name": "film", "fragment_ms": 10_000,
        ])
        let items = try film(5)
        try push([items[0]], to: harness)
        let path = folder.file(folder.names[0])
        for item in items.dropFirst() {
            try push([item], to: harness)
            // What is on the disk now is what a kill leaves.
            #expect(try MediaFacts.ofFile(path).times == [0])
        }
        try harness.finish()
        #expect(try MediaFacts.ofFile(path).times.count == 5)
        #expect(harness.close().isClean)
    }

    @Test(
        "a new file begins with the first key picture after the length or the size",
        arguments: ["segment_seconds", "segment_mb"])
    func rotation(key: String) throws {
        let folder = TestFolder()
        let isSize = key == "segment_mb"
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), key == "segment_mb" ? "segment_mb" : "segment_seconds": 1,
            "name": "{stream}-{part}",
        ])
        if isSize {
            let encoder = try StageHarness<Encoder>(["keyframe_seconds": 0.2, "crf": 5])
            for index in 0..<50 { try encoder.push(.noise(.i420, width: 320, height: 240, seed: UInt64(index))) }
            try encoder.finish()
            try push(encoder.items, to: harness)
            #expect(encoder.close().isClean)
        } else {
            try push(film(100), to: harness)
        }
        try harness.finish()
        let records = harness.records("sluice.file")
        #expect(records.count > 2)
        #expect(records.dropLast().allSatisfy { $0["reason"]?.asText == (isSize ? "size" : "duration") })
        var total = 0
        for record in records {
            let path = try #require(record["path"]?.asText)
            let facts = try MediaFacts.ofFile(path)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == Int(record["bytes"]?.asInteger ?? -1))
            #expect(facts.complaints.isEmpty && facts.times.first == 0)
            #expect(facts.times.count == Int(record["frames"]?.asInteger ?? -1))
            total += facts.times.count
        }
        #expect(total == (isSize ? 50 : 100))
        #expect(harness.close().isClean)
    }

    @Test("a change of size or codec opens another file; packets before a key picture wait for one")
    func changes() throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>(["directory": folderPath(folder), "name": "{part}"])
        try push(Array(film(20).dropFirst(3)), to: harness)
        try push(film(5, width: 64, height: 48).map { $0 }, to: harness)
        try push(film(5, ["codec": "jpeg"]), to: harness)
        try harness.finish()
        #expect(folder.names == ["1.mp4", "2.mp4", "3.mp4"])
        let facts = try folder.names.map { try MediaFacts.ofFile(folder.file($0)) }
        #expect(facts.map(\.width) == [96, 64, 96])
        #expect(facts.map(\.times.count) == [10, 5, 5])
        #expect(harness.records("sluice.file").map { $0["reason"]?.asText } == ["change", "change", "end"])
        #expect(harness.close().isClean)
    }

    @Test("a file that is there is left alone")
    func existing() throws {
        let folder = TestFolder()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.file("film.mp4")))
        let harness = try StageHarness<FileSink>(["directory": folderPath(folder), "name": "film"])
        try push(film(5), to: harness)
        try harness.finish()
        #expect(folder.names == ["film-2.mp4", "film.mp4"])
        #expect(folder.text("film.mp4") == "precious")
        #expect(try MediaFacts.ofFile(folder.file("film-2.mp4")).times.count == 5)
        #expect(harness.close().isClean)
    }

    @Test("each track has a file of its own, closed when it is gone")
    func tracks() throws {
        let folder = TestFolder()
        let encoder = try StageHarness<Encoder>(["per": "track"])
        let harness = try StageHarness<FileSink>([
            "directory": folderPath(folder), "name": "{track}", "per": "track", "idle_seconds": 1, "max_files": 2,
        ])
        for seq in 0..<30 as Range<UInt64> {
            for track in 1...3 as ClosedRange<UInt64> where track < 3 || seq > 20 {
                let region = TestRegion(Box(x: 0, y: 0, width: 32, height: 32), track: track)
                try encoder.push(
                    .moving(width: 32, height: 32, at: Int(seq)), regions: [region], seq: seq, sub: UInt32(track))
            }
        }
        for item in encoder.items where item.packet != nil && (item.regions[0].track != 1 || item.seq < 10) {
            try harness.push(try #require(item.packet), regions: item.regions, seq: item.seq, pts_ns: item.pts_ns)
        }
        try harness.advance(seq: 100, pts_ns: 9_000_000_000)
        #expect(harness.records("sluice.file").compactMap { $0["track"]?.asInteger }.sorted() == [1, 2, 3])
        #expect(harness.records("sluice.file").contains { $0["reason"]?.asText == "limit" })
        #expect(folder.names == ["1.mp4", "2.mp4", "3.mp4"])
        #expect(try folder.names.map { try MediaFacts.ofFile(folder.file($0)).times.count } == [10, 30, 9])
        try harness.finish()
        #expect(encoder.close().isClean && harness.close().isClean)
    }

    @Test("a folder that cannot be made, or written to, fails the start with the reason")
    func folders() throws {
        let folder = TestFolder()
        try Data().write(to: URL(fileURLWithPath: folder.file("file")))
        for (path, reason) in [(folder.file("file/below"), "in the way"), ("/proc/sluice", "cannot make the folder")] {
            let error = try #require(throws: StageError.self) {
                try StageHarness<FileSink>(["directory": .text(path)])
            }
            #expect(error.code == .io && error.message.contains(reason), "\(error.message)")
        }
        let error = try #require(throws: StageError.self) {
            try StageHarness<FileSink>(["directory": folderPath(folder), "name": "../{stream}"])
        }
        #expect(error.code == .configuration)
    }

    @Test("zero-length and meaningless packets cost themselves alone")
    func garbage() throws {
        let folder = TestFolder()
        let harness = try StageHarness<FileSink>(["directory": folderPath(folder), "name": "{part}"])
        try harness.push(TestPacket(codec: "h264", bytes: [], isKey: true))
        let error = try #require(throws: StageError.self) {
            try harness.push(TestPacket(codec: "h264", bytes: [0, 0, 1, 9, 9, 9], isKey: true))
        }
        #expect(error.message.contains("came without parameter sets (SPS, PPS); let the sender"), "\(error.message)")
        #expect(folder.names.isEmpty)
        #expect(throws: StageError.self) {
            try harness.push(TestPacket(codec: "opus", bytes: [1, 2, 3], isKey: true))
        }
        try push(film(5), to: harness)
        try harness.push(TestPacket(codec: "h264", bytes: []))
        try harness.finish()
        #expect(try MediaFacts.ofFile(folder.file(try #require(folder.names.first))).times.count == 5)
        #expect(harness.close().isClean)
    }
}
