import Foundation
import H264FileSourceStage
import PluginSDK
import RTP
import RTPPackerStage
import RTPUnpackerStage
import SluiceTestKit
import TCPSinkStage
import TCPSourceStage
import TestMaterial
import Testing
import UDPSinkStage
import UDPSourceStage

/// Streams as lists of items, through one stage after the other.
enum Streams {
    /// The access units of a file.
    static func units(_ path: String, _ more: ConfigValue = [:]) throws -> [RecordedItem] {
        let settings: ConfigValue = ["path": .text(path)]
        let harness = try StageHarness<H264FileSource>(settings.merging(more))
        while try harness.produce() != .end {}
        let items = harness.items
        #expect(harness.close().isClean)
        return items
    }

    /// What the packer makes of them: packets, and what goes out by `rtcp`.
    static func pack(_ units: [RecordedItem], _ settings: ConfigValue = [:]) throws -> [RecordedItem] {
        let harness = try StageHarness<RTPPacker>(settings)
        try harness.begin(name: "cam")
        for unit in units {
            let packet = try #require(unit.packet)
            try harness.push(packet, seq: unit.seq, pts_ns: unit.pts_ns)
        }
        try harness.finish()
        let items = harness.items
        #expect(harness.close().isClean)
        return items
    }

    /// What the unpacker makes of datagrams.
    static func unpack(_ datagrams: [[UInt8]], _ settings: ConfigValue = [:]) throws -> [RecordedItem] {
        let harness = try StageHarness<RTPUnpacker>(settings)
        harness.frame_interval_ns = 1_000_000
        try harness.begin(name: "cam")
        for datagram in datagrams { try harness.push(TestPacket(codec: "rtp", bytes: datagram)) }
        try harness.finish()
        let items = harness.items
        #expect(harness.close().isClean)
        return items
    }

    /// Sends packets by a sink.
    static func send<S: Stage>(_ items: [RecordedItem], by sink: StageHarness<S>) throws {
        for item in items {
            let packet = try #require(item.packet)
            try sink.push(packet)
        }
        try sink.finish()
    }

    /// Decoding times do not fall, and none is later than its picture is shown.
    static func expectDecodingOrder(_ units: [RecordedItem]) {
        let dts = units.compactMap { $0.packet?.dts_ns }
        #expect(zip(dts.dropFirst(), dts).allSatisfy { $0 >= $1 }, "decoding times fall")
        #expect(zip(dts, units).allSatisfy { $0 <= $1.pts_ns }, "a picture is decoded after it is shown")
    }

    /// NAL units of coded pictures.
    static func nals(_ bytes: [UInt8]) -> [[UInt8]] {
        var ranges: [Range<Int>] = []
        NALUnits.find(annexB: bytes.span.bytes, into: &ranges)
        return ranges.map { Array(bytes[$0]) }
    }

    /// The MD5 of a stream decoded by FFmpeg.
    static func decodedMD5(_ bytes: [UInt8]) throws -> String {
        let folder = TestFolder()
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("x.h264")))
        return try md5(Program.run("ffmpeg", ["-v", "error", "-f", "h264", "-i", folder.file("x.h264")] + rawMD5))
    }

    static let rawMD5 = ["-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-c:v", "rawvideo", "-f", "md5", "-"]

    static func md5(_ output: String) throws -> String {
        String(try #require(output.firstMatch(of: #/MD5=([0-9a-f]{32})/#), "no MD5 in: \(output)").1)
    }

    /// The hash that each decode must have, by file.
    static func expectedDecodes() throws -> [(file: String, frames: Int, md5: String)] {
        try TestMaterial.text("h264/expected_decode.tsv").split(separator: "\n").dropFirst().map { line in
            let words = line.split(separator: "\t").map(String.init)
            return (words[0], Int(words[4]) ?? 0, words[5])
        }
    }

    static func expectedMD5(_ file: String) throws -> String {
        try #require(try expectedDecodes().first { $0.file == file }).md5
    }
}

extension [RecordedItem] {
    /// The bytes of the packets of an output.
    func bytes(port: Int = 0) -> [[UInt8]] { filter { $0.port == port }.compactMap { $0.packet?.bytes } }
    /// All packets of an output, one behind the other.
    func joined(port: Int = 0) -> [UInt8] { bytes(port: port).flatMap { $0 } }
    /// The last record.
    var lastRecord: RecordedRecord? { compactMap(\.record).last }
}

extension StageHarness where S: ~Copyable {
    /// The port in the line of the log that tells it.
    func port() throws -> Int {
        let line = try #require(logs.first { $0.text.contains(" port ") }?.text)
        return try #require(Int(line.split(separator: " ").last ?? ""))
    }

    /// Lets a source receive until it has enough, or until it says that there is no more.
    func receive(until isEnough: () throws -> Bool) throws {
        var isOver = false
        try waitUntil("enough has come") {
            clock_ns += 1_000_000
            if try produce(timeout_ns: 10_000_000) == .end { isOver = true }
            return try isOver || isEnough()
        }
    }
}

let hasMaterial = TestMaterial.folder != nil
/// 100 pictures of 176x144 in 56 kB: whatever receives it needs no more room than a system gives it.
let small = "h264/openh264/BA_MW_D.264"
