import DecoderStage
import EncoderStage
import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import TestMedia
import Testing

@Suite("Streams of other implementations", .enabled(if: hasMaterial, "no test data"))
struct MaterialTests {
    @Test("the capture gives its 142 access units without a gap, and nothing else is taken for video")
    func capture() throws {
        let datagrams = try Capture.datagrams("rtp/membrane/rtp/session/demo_rtp.pcap")
        #expect(datagrams.count == 862)
        let items = try Streams.unpack(datagrams.map(\.bytes))
        let units = items.filter { $0.port == 0 && $0.kind == .packet }
        #expect(units.count == 142)
        #expect(units.allSatisfy { $0.flags & 5 == 0 }, "marked as damaged or behind a gap")
        let record = try #require(items.lastRecord)
        #expect(
            record["packets"]?.asInteger == 842 && record["lost"]?.asInteger == 0 && record["units"]?.asInteger == 142)
        #expect(record["refused"]?["unknown-payload-type"]?.asInteger == 20 && record["refused"]?.members.count == 1)
        // Some pictures are shown before others that come first; in order of time they are evenly spaced, but for the last,
        // behind which the capture ends before those that are shown before it.
        let times = units.map(\.pts_ns).sorted().dropLast()
        #expect(zip(times.dropFirst(), times).allSatisfy { (33_200_000...33_500_000).contains($0 - $1) })
        #expect(units.first?.packet?.configuration.isEmpty == false)
        #expect(zip(units.dropFirst(), units).contains { $0.pts_ns < $1.pts_ns })
        Streams.expectDecodingOrder(units)
    }

    @Test("the source finds each access unit of each stream", arguments: try Streams.expectedDecodes())
    func split(file: String, frames: Int, md5: String) throws {
        let path = try TestMaterial.file(file).path
        let units = try Streams.units(path)
        #expect(units.count == frames, "\(file)")
        #expect(units.joined() == [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), "\(file)")
        #expect(units.first?.packet?.configuration.isEmpty == false)
        Streams.expectDecodingOrder(units)
        let times = units.map(\.pts_ns).sorted()
        let steps = Set(zip(times.dropFirst(), times).map { $0 - $1 })
        #expect(steps.allSatisfy { abs($0 - (steps.first ?? 0)) <= 1 } && times.first == 0)
    }

    @Test("pictures that are shown in another order than coded have the times at which they are shown, also behind RTP")
    func reordered() throws {
        let encoder = try StageHarness<Encoder>(["zero_latency": false, "preset": "medium", "keyframe_seconds": 1])
        for index in 0..<60 { try encoder.push(.moving(width: 96, height: 64, at: index)) }
        try encoder.finish()
        let folder = TestFolder()
        try Data(encoder.items.compactMap(\.packet).flatMap(\.bytes)).write(
            to: URL(fileURLWithPath: folder.file("b.h264")))
        #expect(encoder.close().isClean)
        let units = try Streams.units(folder.file("b.h264"))
        #expect(units.map(\.pts_ns).sorted() == (0..<60).map { $0 * 40_000_000 })
        #expect(zip(units.dropFirst(), units).contains { $0.pts_ns < $1.pts_ns }, "there are no B-frames")
        let decoder = try StageHarness<Decoder>()
        for unit in units { try decoder.push(try #require(unit.packet), seq: unit.seq, pts_ns: unit.pts_ns) }
        try decoder.finish()
        #expect(decoder.frames.map(\.pts_ns) == units.map(\.pts_ns).sorted(), "frames come in the order of their times")
        #expect(decoder.close().isClean)
        let received = try Streams.unpack(try Streams.pack(units).bytes(), ["report_seconds": 0]).filter {
            $0.port == 0
        }
        let pictures = received.filter { $0.kind == .packet }
        Streams.expectDecodingOrder(pictures)
        #expect(pictures.count == units.count)
        for (unit, picture) in zip(units, pictures) {
            #expect(abs((picture.pts_ns - pictures[0].pts_ns) - (unit.pts_ns - units[0].pts_ns)) < 12_000, "90 kHz")
        }
    }

    @Test(
        "each stream decodes to its hash after packing and unpacking, in each way of packing",
        .enabled(if: Program.areThere("ffmpeg"), "ffmpeg is not installed"), arguments: ["aggregate", "fragment"])
    func roundTrip(packing: String) throws {
        for (file, frames, md5) in try Streams.expectedDecodes() where frames <= 150 {
            let units = try Streams.units(TestMaterial.file(file).path)
            let packets = try Streams.pack(
                units,
                [
                    "packing": .text(packing), "mtu_bytes": 700, "first_sequence": 65_530,
                    "parameter_sets": "as-they-come",
                ])
            let items = try Streams.unpack(packets.bytes(), ["report_seconds": 0])
            #expect(items.bytes().map(Streams.nals) == units.bytes().map(Streams.nals), "\(file)")
            #expect(try Streams.decodedMD5(items.joined()) == md5, "\(file)")
            let keys = zip(items.filter { $0.port == 0 }, units).map { $0.packet?.isKey == $1.packet?.isKey }
            #expect(keys.allSatisfy { $0 }, "\(file)")
        }
    }

    @Test(
        "each malformed packet of the collection is refused with a counted reason",
        arguments: [
            ("rtcp_bye_invalid", "wrong-control-contents"), ("rtcp_psfb_invalid", "wrong-control-contents"),
            ("rtcp_rr_invalid", "wrong-control-contents"), ("rtcp_rtpfb_invalid", "wrong-control-contents"),
            ("rtcp_sdes_item_truncated", "wrong-control-contents"), ("rtcp_sr_invalid", "wrong-control-contents"),
            ("rtcp_sdes_source_truncated", ""),
        ])
    func malformed(name: String, reason: String) throws {
        let bytes = [UInt8](try Data(contentsOf: TestMaterial.file("rtp/aiortc/\(name).bin")))
        let items = try Streams.unpack([bytes, bytes])
        let refused = try #require(items.lastRecord?["refused"])
        #expect(refused.members.count == 1 && refused.members.first?.value.asInteger == 2, "\(refused)")
        if !reason.isEmpty { #expect(refused.members.first?.key == reason) }
    }
}
