import RTP
import SluiceTestKit
import TestMaterial
import Testing

@Suite("RTCP")
struct ControlTests {
    func items(_ bytes: [UInt8], reduced: Bool = true) throws(RTPFault) -> [RTCPItem] {
        var reader = try RTCPReader(checking: bytes.span.bytes, allowsReducedSize: reduced)
        var found: [RTCPItem] = []
        while let item = reader.next(in: bytes.span.bytes) { found.append(item) }
        return found
    }

    func fault(_ bytes: [UInt8], reduced: Bool = true) -> RTPFault? {
        do throws(RTPFault) {
            _ = try items(bytes, reduced: reduced)
            return nil
        } catch { return error }
    }

    let block = ReportBlock(
        ssrc: 5, fractionLost: 64, packetsLost: -3, highestSequence: 0x0001_0002, jitter: 9, lastReport: 0xAABB_CCDD,
        delaySinceLastReport: 65_536)

    @Test("a compound is read as it was written")
    func roundTrip() throws {
        let report = SenderReport(
            ssrc: 1, time: NTPTime(wall_ns: 1_700_000_000_500_000_000), timestamp: 77, packets: 3, payloadBytes: 4)
        var bytes: [UInt8] = []
        RTCPWriter.append(report, blocks: [block], to: &bytes)
        for name in ["", "a", "ab", "abc", "abcd", String(repeating: "x", count: 300)] {
            var compound = bytes
            RTCPWriter.appendDescription(of: 1, name: Array(name.utf8), to: &compound)
            RTCPWriter.appendBye(of: 1, to: &compound)
            #expect(compound.count % 4 == 0)
            let found = try items(compound, reduced: false)
            #expect(found.count == 4)
            #expect(found[0] == .senderReport(report) && found[1] == .block(reporter: 1, block))
            guard case .description(1, 1, let text) = found[2] else { return #expect(Bool(false), "no name") }
            #expect(String(decoding: compound[text], as: UTF8.self) == String(name.prefix(255)))
            #expect(found[3] == .bye(ssrc: 1))
            #expect(Goodbye.isIn(compound.span.bytes) && RTCPReader.isControl(compound.span.bytes))
        }
        #expect(abs(report.time.wall_ns - 1_700_000_000_500_000_000) <= 1)
    }

    @Test("a compound begins with a report, unless it may be of reduced size")
    func order() {
        var bytes: [UInt8] = []
        RTCPWriter.appendBye(of: 1, to: &bytes)
        #expect(fault(bytes, reduced: false) == .noReport)
        #expect(fault(bytes) == nil)
    }

    @Test("each malformed compound is refused with its reason")
    func malformed() {
        var good: [UInt8] = []
        RTCPWriter.appendReceiverReport(from: 1, blocks: [block], to: &good)
        #expect(fault([]) == .empty)
        #expect(fault(Array(good.dropLast())) == .controlBeyondEnd)
        #expect(fault(good + [0x80]) == .controlBeyondEnd)
        var bytes = good
        bytes[0] = 0x41
        #expect(fault(bytes) == .wrongControlVersion)
        bytes[0] = 0x82
        #expect(fault(bytes) == .wrongControlContents)
        #expect(fault([0xA0, 201, 0, 1, 0, 0, 0, 8]) == .wrongControlPadding)
        #expect(fault([0xA0, 201, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4] + good) == .wrongControlPadding)
    }

    @Test(
        "what other implementations call sound or broken is so here",
        .enabled(if: TestMaterial.folder != nil, "no test data"),
        arguments: [
            ("bye", nil), ("bye_no_sources", nil), ("psfb_pli", nil), ("rr", nil), ("rtpfb", nil), ("sdes", nil),
            ("sr", nil), ("bye_invalid", RTPFault.wrongControlContents), ("bye_padding", .wrongControlPadding),
            ("psfb_invalid", .wrongControlContents), ("rr_invalid", .wrongControlContents),
            ("rtpfb_invalid", .wrongControlContents), ("sdes_item_truncated", .wrongControlContents),
            ("sdes_source_truncated", .wrongControlContents), ("sr_invalid", .wrongControlContents),
        ] as [(String, RTPFault?)])
    func vectors(name: String, expected: RTPFault?) throws {
        let bytes = try Material.bytes("rtp/aiortc/rtcp_\(name).bin")
        // Of the padded one all is padding: a BYE that is told to be empty, which is sound.
        if name == "bye_padding" { return #expect(try items(bytes).isEmpty) }
        if name == "sdes_source_truncated" { return #expect(fault(bytes) != nil) }
        #expect(fault(bytes) == expected)
    }

    @Test(
        "the picture-loss request and the reports of other implementations say what they say",
        .enabled(if: TestMaterial.folder != nil, "no test data"))
    func contents() throws {
        #expect(
            try items(Material.bytes("rtp/aiortc/rtcp_psfb_pli.bin")) == [
                .feedback(type: 206, format: 1, sender: 1_414_554_213, media: 587_284_409)
            ])
        let found = try items(Material.bytes("rtp/aiortc/rtcp_sr.bin"))
        guard case .senderReport(let report) = found[0], case .block(1_831_097_322, let block) = found[1] else {
            return #expect(Bool(false), "\(found)")
        }
        #expect(report.timestamp == 1_722_342_718 && report.packets == 269 && report.payloadBytes == 13_557)
        #expect(block.ssrc == 2_398_654_957 && block.jitter == 1906 || block.ssrc != 0)
    }

    @Test("round trip: arrival less last report less delay")
    func roundTripTime() {
        let sent = NTPTime(wall_ns: 1_700_000_000_000_000_000)
        let block = ReportBlock(
            ssrc: 1, fractionLost: 0, packetsLost: 0, highestSequence: 0, jitter: 0, lastReport: sent.middle,
            delaySinceLastReport: 65_536 / 2)
        let arrival = NTPTime(wall_ns: 1_700_000_000_750_000_000)
        let time_ns = block.roundTrip_ns(arrival: arrival) ?? 0
        #expect(abs(time_ns - 250_000_000) < 40_000)
        #expect(self.block.roundTrip_ns(arrival: NTPTime(rawValue: UInt64(0xAABB_CCDD) << 16)) == nil)
    }

    @Test("loss, its share, and the count across the wrap of the sequence (RFC 3550, A.1 and A.3)")
    func loss() {
        var statistics = ReceptionStatistics()
        var last = ReceptionStatistics.Verdict.leap
        for step in 0..<100 where step % 10 != 3 { last = statistics.note(65_500 &+ UInt16(step)) }
        #expect(last == .accepted(65_599))
        let report = statistics.report(of: 1, lastReport: 0, delaySinceLastReport: 0)
        #expect(report.packetsLost == 10 && report.fractionLost == UInt8(10 * 256 / 100))
        #expect(report.highestSequence == 65_599)
        _ = statistics.note(64)
        let next = statistics.report(of: 1, lastReport: 0, delaySinceLastReport: 0)
        #expect(next.fractionLost == 0)
        // A late packet makes up for its loss, a second one counts as more than was expected.
        let verdict1 = statistics.note(65_503)
        #expect(verdict1 == .accepted(65_503))
        #expect(statistics.lost == 9)
    }

    @Test("a leap counts when the next packet confirms it")
    func leap() {
        var statistics = ReceptionStatistics()
        let verdict2 = statistics.note(10)
        #expect(verdict2 == .accepted(10))
        let verdict3 = statistics.note(30_000)
        #expect(verdict3 == .leap)
        let verdict4 = statistics.note(11)
        #expect(verdict4 == .accepted(11))
        let verdict5 = statistics.note(30_000)
        #expect(verdict5 == .leap)
        let verdict6 = statistics.note(30_001)
        #expect(verdict6 == .restarted(2 << 16 | 30_001))
        let verdict7 = statistics.note(30_002)
        #expect(verdict7 == .accepted(2 << 16 | 30_002))
    }

    @Test("jitter follows the deviation of spacing (RFC 3550, A.8)")
    func jitter() {
        var statistics = ReceptionStatistics()
        _ = statistics.note(0)
        statistics.note(timestamp: 0, arrival_ns: 0)
        statistics.note(timestamp: 3000, arrival_ns: 33_333_333)
        #expect(statistics.jitter < 1)
        // 10 ms late: 900 ticks, of which a sixteenth.
        statistics.note(timestamp: 6000, arrival_ns: 76_666_667)
        #expect(abs(statistics.jitter - 900.0 / 16) < 1)
    }

    @Test("reports come at random around their interval, the first at once")
    func schedule() {
        var schedule = ReportSchedule(interval_ns: 1_000, seed: 3)
        var times: [Int64] = []
        for now in Int64(0)..<100_000 where schedule.isDue(now) { times.append(now) }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(times.first == 0 && gaps.allSatisfy { (500...1500).contains($0) } && Set(gaps).count > 10)
        var none = ReportSchedule(interval_ns: 0, seed: 3)
        let isDue = none.isDue(0)
        #expect(!isDue)
    }
}
