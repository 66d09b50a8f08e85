import Foundation
import H264FileSourceStage
import PluginSDK
import RTP
import RTPPackerStage
import RTPUnpackerStage
import SluiceTestKit
import Testing

@Suite("The packer and the unpacker as stages")
struct StagesTests {
    static let sps: [UInt8] = [0x67, 66, 0xC0, 30, 0x8C, 1]
    static let pps: [UInt8] = [0x68, 0xCE, 0x3C, 0x80]
    static let configuration: [UInt8] = [0, 0, 0, 1] + sps + [0, 0, 0, 1] + pps
    static let key: [UInt8] = [0, 0, 0, 1, 0x65, 9, 9, 9]
    static let other: [UInt8] = [0, 0, 0, 1, 0x61, 7, 7]

    func packer(_ more: ConfigValue = [:]) throws -> StageHarness<RTPPacker> {
        let fixed: ConfigValue = ["ssrc": 5, "first_sequence": 65_535, "first_timestamp": 4_294_967_295, "cname": "me"]
        return try StageHarness<RTPPacker>(fixed.merging(more))
    }

    func key(_ isFirst: Bool = true) -> TestPacket {
        TestPacket(codec: "h264", bytes: Self.key, configuration: isFirst ? Self.configuration : [], isKey: true)
    }

    func headers(_ items: [RecordedItem]) throws -> [RTPHeader] {
        try items.bytes().map { try RTPPacket(parsing: $0.span.bytes).header }
    }

    @Test("numbers, time stamps and markers; parameter sets before each key picture")
    func packets() throws {
        let harness = try packer(["payload_type": 101])
        try harness.push(key(), pts_ns: 0)
        try harness.push(TestPacket(codec: "h264", bytes: Self.other), pts_ns: 40_000_000)
        try harness.push(key(false), pts_ns: 80_000_000)
        let items = harness.take().filter { $0.port == 0 }
        let found = try headers(items)
        #expect(found.map(\.sequence) == [65_535, 0, 1, 2, 3])
        #expect(found.map(\.timestamp) == [4_294_967_295, 4_294_967_295, 3599, 7199, 7199])
        #expect(found.map(\.marker) == [false, true, true, false, true])
        #expect(found.allSatisfy { $0.payloadType == 101 && $0.ssrc == 5 })
        #expect(
            items.map(\.sub) == [0, 1, 0, 0, 1] && items.map { $0.packet?.isKey } == [true, true, false, true, true])
        #expect(items.bytes()[0][12...] == ([0x78, 0, 6] + Self.sps + [0, 4] + Self.pps)[...])
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test("numbers that are not given are random")
    func random() throws {
        let found = try (0..<4).map { _ in
            let harness = try StageHarness<RTPPacker>()
            try harness.push(key())
            return try #require(headers(harness.items.filter { $0.port == 0 }).first)
        }
        #expect(Set(found.map(\.ssrc)).count == 4 && Set(found.map(\.timestamp)).count == 4)
    }

    @Test("sender reports: at once, then at their interval, with a goodbye; where they go")
    func senderReports() throws {
        for (setting, port, count) in [("separate", 1, 4), ("muxed", 0, 4), ("none", 0, 0)] {
            let harness = try packer(["reports": .text(setting), "report_seconds": 1])
            for index in 0..<80 { try harness.push(key(index == 0), pts_ns: Int64(index) * 40_000_000) }
            try harness.finish()
            let control = harness.items.filter { $0.packet.map { RTCPReader.isControl($0.bytes.span.bytes) } == true }
            #expect((count == 0) == control.isEmpty && control.allSatisfy { $0.port == port })
            guard let last = control.last?.packet?.bytes else { continue }
            #expect((4...8).contains(control.count))
            var reader = try RTCPReader(checking: last.span.bytes)
            guard case .senderReport(let report) = reader.next(in: last.span.bytes) else { return #expect(Bool(false)) }
            #expect(report.packets == UInt32(harness.items.count - control.count) && report.ssrc == 5)
            #expect(report.timestamp == UInt32(truncatingIfNeeded: 79 * 3600 - 1))
            #expect(abs(report.time.wall_ns - 1_700_000_000_000_000_000 - 79 * 40_000_000) < 10)
            let goodbyes = control.bytes(port: port).map { Goodbye.isIn($0.span.bytes) }
            #expect(goodbyes == control.dropLast().map { _ in false } + [true])
        }
    }

    @Test("the description is written when the stream is known, as a whole")
    func description() throws {
        let folder = TestFolder()
        let harness = try packer([
            "sdp_path": .text(folder.file("new/{stream}.sdp")), "sdp_address": "::1", "sdp_port": 6000,
            "reports": "muxed",
        ])
        try harness.begin(name: "front/door")
        try harness.push(TestPacket(codec: "h264", bytes: Self.other))
        #expect(folder.names.isEmpty)
        try harness.push(key())
        let text = try #require(folder.text("new/front_door.sdp"))
        #expect(
            text.contains("m=video 6000 RTP/AVP 96\r\n") && text.contains("c=IN IP6 ::1\r\n")
                && text.contains("s=front/door"))
        #expect(try SessionDescription(parsing: text).parameterSets == [Self.sps, Self.pps])
        let unpacker = try StageHarness<RTPUnpacker>(["sdp_path": .text(folder.file("new/front_door.sdp"))])
        for bytes in harness.items.bytes() { try unpacker.push(TestPacket(codec: "rtp", bytes: bytes)) }
        #expect(unpacker.items.bytes().last == Self.configuration + Self.key)
        let blocked = try packer(["sdp_path": "/proc/nowhere/x.sdp"])
        try blocked.push(key())
        #expect(
            blocked.logs.contains { $0.level == .error && $0.text.contains("/proc/nowhere") }
                && blocked.items.bytes().count == 2)
    }

    @Test("a receiver's report comes back as a record with loss and round trip")
    func roundTripTime() throws {
        let sender = try packer(["report_seconds": 0.1])
        let receiver = try StageHarness<RTPUnpacker>(["report_seconds": 0.1])
        for index in 0..<20 {
            try sender.push(key(index == 0), pts_ns: Int64(index) * 40_000_000)
            for item in sender.take() where item.kind == .packet && !(index == 7 && item.port == 0) {
                try receiver.push(
                    try #require(item.packet), seq: UInt64(index * 10) + UInt64(item.sub % 9),
                    pts_ns: item.pts_ns + 5_000_000)
            }
        }
        let answer = try #require(receiver.items.last { $0.port == 1 }?.packet)
        try sender.begin(stream: 9, port: 1, name: "back")
        try sender.push(answer, port: 1, stream: 9, pts_ns: 19 * 40_000_000 + 12_000_000)
        let record = try #require(sender.items.lastRecord)
        #expect(record.type == "sluice.rtp-link" && record["ssrc"]?.asInteger == 5)
        #expect(record["lost_packets"]?.asInteger == 2 && (record["round_trip_ms"]?.asNumber ?? 0) > 0)
        #expect(throws: StageError.self) {
            try sender.push(TestPacket(codec: "rtp", bytes: [0x81, 201, 0, 0]), port: 1, stream: 9)
        }
        // What is about others is passed over.
        var foreign: [UInt8] = []
        RTCPWriter.appendReceiverReport(from: 1, blocks: [], to: &foreign)
        try sender.push(TestPacket(codec: "rtp", bytes: foreign), port: 1, stream: 9)
    }

    @Test("what is lost is told by flags, a record and a report; silence does not hold it up")
    func loss() throws {
        let sender = try packer(["reports": "none", "parameter_sets": "as-they-come"])
        for index in 0..<10 { try sender.push(key(index == 0), pts_ns: Int64(index) * 40_000_000) }
        var packets = sender.items.bytes()
        packets.remove(at: 4)
        let harness = try StageHarness<RTPUnpacker>(["latency_ms": 30])
        for (index, bytes) in packets.prefix(6).enumerated() {
            try harness.push(TestPacket(codec: "rtp", bytes: bytes), pts_ns: Int64(index) * 1_000_000)
        }
        #expect(harness.items.bytes().count == 4)
        harness.clock_ns += 20_000_000
        try harness.advance(seq: 6, pts_ns: 25_000_000)
        #expect(harness.items.bytes().count == 4)
        harness.clock_ns += 20_000_000
        try harness.advance(seq: 6, pts_ns: 50_000_000)
        let units = harness.items.filter { $0.port == 0 }
        #expect(units.count == 6 && units.map { $0.flags & 1 } == [0, 0, 0, 0, 1, 0])
        #expect(Set(units.map { [$0.seq, UInt64($0.sub)] }).count == 6)
        #expect(
            !harness.progress.isEmpty && harness.progress.allSatisfy { time in units.contains { $0.seq > time.seq } })
        try harness.finish()
        let record = try #require(harness.items.lastRecord)
        #expect(record["lost"]?.asInteger == 1 && record["last"]?.asBool == true && record["units"]?.asInteger == 6)
        #expect(harness.close().isClean)
    }

    @Test("pictures before the first key, and damaged ones, can be left out")
    func leftOut() throws {
        let sender = try packer(["reports": "none", "mtu_bytes": 280])
        let big: [UInt8] = Self.key + [UInt8](repeating: 8, count: 900)
        try sender.push(TestPacket(codec: "h264", bytes: Self.other), pts_ns: 0)
        for index in 1..<4 {
            try sender.push(TestPacket(codec: "h264", bytes: big, isKey: true), pts_ns: Int64(index) * 40_000_000)
        }
        var packets = sender.items.bytes()
        packets.remove(at: 2)
        let items = try Streams.unpack(packets, ["wait_for_key": true, "drop_damaged": true, "latency_ms": 0])
        #expect(items.bytes() == [big, big])
        #expect(items.lastRecord?["dropped_units"]?.asInteger == 2)
    }

    @Test("a key picture that nobody can decode, for want of parameter sets, is told once with what to do")
    func missingSets() throws {
        func logs(_ hasSets: Bool) throws -> [String] {
            let sender = try packer(["reports": "none"])
            for index in 0..<4 {
                let packet = hasSets ? key() : TestPacket(codec: "h264", bytes: Self.key, isKey: true)
                try sender.push(packet, pts_ns: Int64(index) * 40_000_000)
            }
            let harness = try StageHarness<RTPUnpacker>()
            for packet in sender.items.bytes() { try harness.push(TestPacket(codec: "rtp", bytes: packet)) }
            try harness.finish()
            return harness.logs.filter { $0.level == .warning }.map(\.text)
        }
        let told = try logs(false)
        #expect(told.count == 1 && told[0].contains("(SPS, PPS)") && told[0].contains("sdp_path"), "\(told)")
        #expect(try logs(true).isEmpty)
    }

    @Test("malformed packets are counted and logged, and the stream beside them is not disturbed")
    func malformed() throws {
        let sender = try packer(["reports": "none", "parameter_sets": "as-they-come"])
        for index in 0..<50 { try sender.push(key(index == 0), pts_ns: Int64(index) * 40_000_000) }
        let harness = try StageHarness<RTPUnpacker>()
        for packet in sender.items.bytes() {
            try harness.push(TestPacket(codec: "rtp", bytes: packet))
            for bad: [UInt8] in [[], [1, 2, 3], [0x80, 97] + packet[2...], [0x40] + packet[1...], [0x80, 200, 0, 9]] {
                try harness.push(TestPacket(codec: "rtp", bytes: bad))
            }
        }
        try harness.finish()
        #expect(harness.items.bytes().count == 50 && harness.errors.isEmpty)
        let refused = try #require(harness.items.lastRecord?["refused"])
        let counts = refused.members.map { "\($0.key) \($0.value.asInteger ?? 0)" }
        #expect(
            counts == [
                "empty 50", "too-short 50", "wrong-version 50", "unknown-payload-type 50", "control-beyond-end 50",
            ])
        #expect((2...12).contains(harness.logs.count { $0.level == .warning }))
    }

    @Test("packing: single tells of units that are too large, once and then ever fewer")
    func single() throws {
        let harness = try packer(["packing": "single", "mtu_bytes": 280, "reports": "none"])
        for _ in 0..<20 {
            try harness.push(TestPacket(codec: "h264", bytes: Self.key + [UInt8](repeating: 8, count: 900)))
        }
        #expect(harness.items.isEmpty && (2...6).contains(harness.logs.count))
        #expect(harness.logs.allSatisfy { $0.text.contains("packing: aggregate") })
    }

    @Test("a picture that is no JPEG, or cannot be said in RTP, is an error of that item alone")
    func noJPEG() throws {
        let harness = try packer()
        #expect(throws: StageError.self) { try harness.push(TestPacket(codec: "jpeg", bytes: Array("no jpeg".utf8))) }
        #expect(harness.errors.last?.code == .format && harness.errors.last?.text.contains("JPEG") == true)
    }

    @Test(
        "wrong settings are refused with their key",
        arguments: [
            ("payload_type", 128), ("payload_type", 72), ("ssrc", -1), ("first_sequence", 65_536),
            ("first_timestamp", -5),
        ])
    func settings(key: String, value: Int64) {
        #expect { try StageHarness<RTPPacker>(.object([(key: key, value: .integer(value))])) } throws: { error in
            (error as? StageError)?.message.hasPrefix("\(key):") == true
        }
    }

    @Test("descriptions that cannot be used are refused with their path")
    func wrongDescription() throws {
        let folder = TestFolder()
        try Data("v=0\nm=audio 1 RTP/AVP 0\n".utf8).write(to: URL(fileURLWithPath: folder.file("a.sdp")))
        for (path, code) in [
            (folder.file("a.sdp"), StageError.Code.configuration), (folder.file("none.sdp"), .missing),
        ] {
            #expect { try StageHarness<RTPUnpacker>(["sdp_path": .text(path)]) } throws: { error in
                (error as? StageError)?.code == code && (error as? StageError)?.message.contains(path) == true
            }
        }
    }

    @Test("the file source: rate, repetition, and files that are none")
    func fileSource() throws {
        let folder = TestFolder()
        let path = folder.file("x.h264")
        try Data(Self.configuration + Self.key + [0, 0, 0, 1, 9, 0x10] + Self.key).write(to: URL(fileURLWithPath: path))
        let units = try Streams.units(path, ["frame_rate": 50, "times": 3])
        #expect(
            units.count == 6 && units.map(\.pts_ns) == (0..<6).map { $0 * 20_000_000 }
                && units.map(\.seq) == [1, 2, 3, 4, 5, 6])
        #expect(units.allSatisfy { $0.packet?.isKey == true && $0.duration_ns == 20_000_000 })
        #expect(units.map { $0.packet?.configuration.isEmpty } == [false, true, true, true, true, true])
        #expect(throws: StageError.self) { try StageHarness<H264FileSource>(["path": .text(folder.file("none"))]) }
        try Data([UInt8](repeating: 7, count: 600_000)).write(to: URL(fileURLWithPath: path))
        let none = try StageHarness<H264FileSource>(["path": .text(path), "max_unit_bytes": 2048])
        #expect(throws: StageError.self) { while try none.produce() != .end {} }
        #expect(try none.produce() == .end)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try Streams.units(path).isEmpty)
    }

    @Test("the file source keeps the pace of its pictures when asked to")
    func pace() throws {
        let folder = TestFolder()
        try Data(Self.configuration + Self.key + [0, 0, 0, 1, 9, 0x10] + Self.key).write(
            to: URL(fileURLWithPath: folder.file("x")))
        let harness = try StageHarness<H264FileSource>([
            "path": .text(folder.file("x")), "pace": "realtime", "frame_rate": 10,
        ])
        #expect(try harness.produce(timeout_ns: 0) == .emitted && harness.items.count == 1)
        harness.clock_ns += 99_000_000
        #expect(try harness.produce(timeout_ns: 0) == .nothingYet)
        harness.clock_ns += 1_000_000
        #expect(try harness.produce(timeout_ns: 0) == .emitted && harness.items.count == 2)
        #expect(try harness.produce(timeout_ns: 0) == .end)
    }
}
