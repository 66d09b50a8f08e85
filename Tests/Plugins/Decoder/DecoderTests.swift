import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import TestMedia
import Testing

@testable import DecoderStage
@testable import EncoderStage

/// The streams of the test material with the hash of their decoded pictures.
private let material: [(file: String, frames: Int, md5: String)] = {
    guard let table = try? TestMaterial.text("h264/expected_decode.tsv") else { return [] }
    return table.split(separator: "\n").dropFirst().compactMap { line in
        let parts = line.split(separator: "\t").map(String.init)
        guard parts.count == 6, let frames = Int(parts[4]) else { return nil }
        return (parts[0], frames, parts[5])
    }
}()

@Suite("decoder")
struct DecoderTests {
    private static func md5(_ frames: [TestFrame]) throws -> String {
        var data = Data()
        for frame in frames { for plane in frame.planes { data.append(contentsOf: plane) } }
        return String(try MediaTool.run("md5sum", [], input: data).text.prefix(32))
    }

    /// Packets of a small film.
    private func film(
        _ count: Int, width: Int = 96, height: Int = 64, _ more: ConfigValue = [:]
    ) throws -> [TestPacket] {
        let encoder = try StageHarness<Encoder>((["crf": 15] as ConfigValue).merging(more))
        for index in 0..<count { try encoder.push(.moving(width: width, height: height, at: index)) }
        try encoder.finish()
        #expect(encoder.close().isClean)
        return encoder.items.compactMap(\.packet)
    }

    @Test(
        "each stream of the conformance material decodes to its hash, bit by bit",
        .enabled(if: MediaTool.isInstalled && !material.isEmpty, "the test material or FFmpeg is not there"),
        arguments: material.map(\.file), [1, 4])
    func conformance(file: String, threads: Int) throws {
        let expected = try #require(material.first { $0.file == file })
        let harness = try StageHarness<Decoder>(["threads": .integer(Int64(threads))])
        for packet in try AccessUnits.ofFile(try TestMaterial.file(file).path) { try harness.push(packet) }
        try harness.finish()
        let frames = harness.frames.compactMap(\.frame)
        #expect(frames.count == expected.frames)
        #expect(try Self.md5(frames) == expected.md5)
        #expect(harness.close().isClean)
    }

    @Test("pictures come in order, at the times of their packets, also with B-frames")
    func order() throws {
        let encoder = try StageHarness<Encoder>(["zero_latency": false, "preset": "medium"])
        for index in 0..<50 { try encoder.push(.moving(width: 96, height: 64, at: index)) }
        try encoder.finish()
        let harness = try StageHarness<Decoder>()
        for item in encoder.items {
            let packet = try #require(item.packet)
            try harness.push(packet, seq: item.seq, pts_ns: item.pts_ns)
        }
        try harness.finish()
        #expect(harness.frames.map(\.seq) == (0..<50).map { UInt64($0) })
        #expect(harness.frames.map(\.pts_ns) == (0..<50).map { Int64($0) * 40_000_000 })
        for (index, item) in harness.frames.enumerated() {
            #expect(try #require(item.frame).psnr(.moving(width: 96, height: 64, at: index)) > 30)
        }
        #expect(encoder.close().isClean && harness.close().isClean)
    }

    @Test("in low latency each packet gives its picture at once")
    func lowLatency() throws {
        let harness = try StageHarness<Decoder>(["low_latency": true])
        for (index, packet) in try film(10).enumerated() {
            try harness.push(packet)
            #expect(harness.frames.count == index + 1)
        }
        #expect(harness.close().isClean)
    }

    @Test(
        "H.264 is decoded into the host's memory, whatever the size: no picture is copied",
        arguments: [(96, 64), (96, 72), (96, 62), (34, 18), (1920, 1080)])
    func inPlace(width: Int, height: Int) throws {
        let harness = try StageHarness<Decoder>(["low_latency": true])
        for packet in try film(12, width: width, height: height) { try harness.push(packet) }
        #expect(Set(harness.frames.map(\.frameHandle)).count == 12)
        // A frame that libavcodec still looks at is held; a copy goes as soon as it is emitted.
        #expect(harness.heldFrameCount > 0)
        try harness.finish()
        #expect(harness.heldFrameCount == 0)
        #expect(harness.logs.map(\.text) == ["12 pictures of h264, 0 copied"])
        for (index, item) in harness.frames.enumerated() {
            #expect(try #require(item.frame).psnr(.moving(width: width, height: height, at: index)) > 30)
        }
        #expect(harness.close().isClean, "nothing beyond whole macroblocks was written")
    }

    @Test(
        "of the conformance material only what begins inside of a macroblock is copied",
        .enabled(if: !material.isEmpty, "the test material is not there"), arguments: material.map(\.file))
    func copies(file: String) throws {
        let harness = try StageHarness<Decoder>()
        for packet in try AccessUnits.ofFile(try TestMaterial.file(file).path) { try harness.push(packet) }
        try harness.finish()
        let count = harness.frames.count
        #expect(harness.logs.last?.text == "\(count) pictures of h264, 0 copied")
        #expect(harness.close().isClean)
    }

    @Test("other codecs are copied once, and the count says so")
    func counted() throws {
        let harness = try StageHarness<Decoder>()
        for packet in try film(3, ["codec": "jpeg"]) { try harness.push(packet) }
        try harness.finish()
        #expect(harness.logs.map(\.text) == ["3 pictures of jpeg, 3 copied"])
        #expect(harness.close().isClean)
    }

    @Test("colour is told as the stream tells it")
    func colour() throws {
        let encoder = try StageHarness<Encoder>()
        var frame = TestFrame.gradient(.i420, width: 64, height: 64)
        frame.matrix = 1
        frame.range = 2
        for _ in 0..<4 { try encoder.push(frame) }
        try encoder.finish()
        let harness = try StageHarness<Decoder>(["low_latency": true])
        for packet in encoder.items.compactMap(\.packet) { try harness.push(packet) }
        let frames = harness.frames.compactMap(\.frame)
        #expect(frames.count == 4)
        #expect(frames.allSatisfy { $0.matrix == 1 && $0.range == 2 })
        #expect(encoder.close().isClean && harness.close().isClean)
    }

    @Test("changes of size, also in every picture, go on without an error")
    func sizes() throws {
        let encoder = try StageHarness<Encoder>()
        let sizes = [(64, 48), (64, 48), (80, 64), (33, 17), (2, 2), (64, 48), (1, 1), (62, 46)]
        for (width, height) in sizes { try encoder.push(.gradient(.i420, width: width, height: height)) }
        try encoder.finish()
        let harness = try StageHarness<Decoder>(["low_latency": true])
        for packet in encoder.items.compactMap(\.packet) { try harness.push(packet) }
        try harness.finish()
        let found = harness.frames.compactMap(\.frame).map { [$0.width, $0.height] }
        #expect(found == sizes.map { [($0.0 + 1) / 2 * 2, ($0.1 + 1) / 2 * 2] })
        #expect(harness.records("sluice.decode-damage").isEmpty)
        #expect(encoder.close().isClean && harness.close().isClean)
    }

    @Test("lost and truncated packets are concealed, marked and reported; decoding goes on")
    func damage() throws {
        var packets = try film(40, ["max_slice_bytes": 200, "keyframe_seconds": 0.8])
        packets.remove(at: 5)
        packets[10].bytes.removeLast(packets[10].bytes.count / 2)
        let harness = try StageHarness<Decoder>(["low_latency": true, "report_seconds": 0])
        for packet in packets { try harness.push(packet, pts_ns: packet.dts_ns) }
        try harness.finish()
        let damaged = harness.frames.filter { ItemFlags(rawValue: $0.flags).contains(.corrupt) }
        #expect(!damaged.isEmpty)
        #expect(harness.frames.count >= 38)
        let records = harness.records("sluice.decode-damage")
        let told = records.reduce(0) { $0 + ($1["concealed"]?.asInteger ?? 0) }
        #expect(told == Int64(damaged.count))
        #expect(
            harness.frames.last.map { ItemFlags(rawValue: $0.flags).contains(.corrupt) } == false,
            "healed by a key picture")
        #expect(harness.errors.isEmpty, "damage is no error of the stage")
        let dropping = try StageHarness<Decoder>(["low_latency": true, "damaged": "drop"])
        for packet in packets { try dropping.push(packet, pts_ns: packet.dts_ns) }
        #expect(dropping.frames.allSatisfy { !ItemFlags(rawValue: $0.flags).contains(.corrupt) })
        #expect(dropping.frames.count < harness.frames.count)
        #expect(harness.close().isClean && dropping.close().isClean)
    }

    @Test("empty packets, noise and a stream without its beginning are counted with a reason")
    func garbage() throws {
        let harness = try StageHarness<Decoder>(["report_seconds": 0])
        let packets = try film(6)
        try harness.push(TestPacket(codec: "h264", bytes: []))
        for packet in packets.dropFirst() { try harness.push(packet) }
        var random = SeededRandom(seed: 7)
        for count in [1, 3, 4, 5, 60, 5000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            try harness.push(TestPacket(codec: "h264", bytes: bytes))
            try harness.push(TestPacket(codec: "h264", bytes: [0, 0, 0, 1] + bytes, configuration: bytes))
        }
        for packet in packets { try harness.push(packet) }
        try harness.finish()
        let records = harness.records("sluice.decode-damage")
        #expect(records.first?["reason"]?.asText == "a packet without bytes")
        // Before the first parameter sets the log says what is missing, and ever more rarely.
        let warnings = harness.logs.filter { $0.level == .warning }.map(\.text)
        #expect(warnings.first?.hasSuffix("gives no picture: a packet without bytes") == true, "\(warnings)")
        #expect(warnings.contains { $0.contains("no parameter sets (SPS, PPS) have come yet") }, "\(warnings)")
        #expect(warnings.count <= 6, "\(warnings)")
        #expect(records.reduce(0) { $0 + ($1["refused"]?.asInteger ?? 0) } >= 1)
        #expect(harness.frames.count >= 6, "the sound packets at the end decode")
        #expect(harness.close().isClean)
    }

    @Test("each cut of a stream is survived", arguments: [1 as UInt64, 2, 3])
    func mutations(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let harness = try StageHarness<Decoder>()
        for packet in try film(60, ["max_slice_bytes": 150]) {
            var packet = packet
            for _ in 0..<Int.random(in: 0...3, using: &random) where !packet.bytes.isEmpty {
                packet.bytes[Int.random(in: packet.bytes.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            if Int.random(in: 0..<8, using: &random) == 0 { packet.bytes.removeLast(packet.bytes.count / 2) }
            try harness.push(packet)
        }
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test("an unknown codec is an error that names it; a codec may change in a stream")
    func codecs() throws {
        let harness = try StageHarness<Decoder>()
        let error = try #require(throws: StageError.self) {
            try harness.push(TestPacket(codec: "speedy", bytes: [1, 2, 3]))
        }
        #expect(error.code == .format && error.message == "libavcodec has no decoder for packets of speedy")
        for packet in try film(3) { try harness.push(packet) }
        for packet in try film(2, ["codec": "jpeg"]) { try harness.push(packet) }
        for packet in try film(3) { try harness.push(packet) }
        try harness.finish()
        #expect(harness.frames.count == 8)
        #expect(harness.close().isClean)
    }

    @Test(
        "pictures with more colour than 4:2:0 become 4:2:0, grey ones too",
        .enabled(if: MediaTool.isInstalled), arguments: ["yuvj422p", "yuvj444p", "gray", "yuvj420p"])
    func otherFormats(format: String) throws {
        let made = try MediaTool.run(
            "ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "testsrc=size=50x30:rate=1", "-frames:v", "1", "-pix_fmt", format,
                "-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "-",
            ])
        let harness = try StageHarness<Decoder>()
        try harness.push(TestPacket(codec: "jpeg", bytes: [UInt8](made.output), isKey: true))
        try harness.finish()
        let frame = try #require(harness.frames.first?.frame)
        #expect((frame.width, frame.height) == (50, 30) && frame.range == 2)
        let packet = TestPacket(codec: "jpeg", bytes: [UInt8](made.output))
        let reference = try #require(try AccessUnits.decoded([packet], format: "mjpeg").first)
        #expect(frame.psnr(reference) > 35)
        #expect(harness.close().isClean)
    }

    @Test("a stream in 10 bits is refused with its format", .enabled(if: MediaTool.isInstalled))
    func tenBits() throws {
        let made = try MediaTool.run(
            "ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=25", "-frames:v", "3", "-pix_fmt",
                "yuv420p10le", "-c:v", "libx264", "-tune", "zerolatency", "-f", "h264", "-",
            ])
        try #require(made.status == 0, "\(made.errors)")
        let folder = TestFolder()
        try made.output.write(to: URL(fileURLWithPath: folder.file("ten.h264")))
        let harness = try StageHarness<Decoder>()
        let error = try #require(throws: StageError.self) {
            for packet in try AccessUnits.ofFile(folder.file("ten.h264")) { try harness.push(packet) }
            try harness.finish()
        }
        #expect(error.message.contains("yuv420p10le"), "\(error.message)")
        #expect(harness.close().isClean)
    }

    @Test("what is held back is told, and reset and an early end leak nothing")
    func early() throws {
        let packets = try film(30, ["zero_latency": false, "preset": "medium"])
        let harness = try StageHarness<Decoder>()
        for packet in packets.prefix(15) { try harness.push(packet) }
        try harness.reset()
        for packet in packets { try harness.push(packet) }
        #expect(harness.close().isClean)
    }
}
