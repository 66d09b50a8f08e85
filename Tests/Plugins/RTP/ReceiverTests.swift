import RTP
import SluiceTestKit
import Testing

@Suite("Receiving a stream")
struct ReceiverTests {
    /// Pictures of some packets each, 40 ms apart.
    func stream(_ count: Int, sequence: UInt16 = 65_500, ssrc: UInt32 = 1, from first: Int = 0, seed: UInt64 = 9) throws
        -> [(packet: [UInt8], picture: Int)]
    {
        var random = SeededRandom(seed: seed)
        var sender = makeSender(ssrc: ssrc, sequence: sequence)
        return try (first..<first + count).flatMap { index in
            try sender.packets(Picture.random(&random).annexB, pts_ns: Int64(index) * 40_000_000).map { ($0, index) }
        }
    }

    @Test("packets out of order are put in order, also across the wrap", arguments: 1...8 as ClosedRange<UInt64>)
    func order(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let all = try stream(80)
        var expected = makeReceiver()
        let inOrder = all.flatMap { expected.receive($0.packet) }
        // Each packet but the first may come up to twelve places late.
        let late = all.indices.map { $0 == 0 ? 0 : $0 + Int.random(in: 0...12, using: &random) }
        let shuffled = zip(late, all).sorted { $0.0 < $1.0 }.map(\.1.packet)
        var receiver = makeReceiver()
        var units = shuffled.flatMap { receiver.receive($0) }
        receiver.finish(now_ns: 0)
        units += receiver.takeAll()
        #expect(units.map(\.bytes) == inOrder.map(\.bytes), "seed \(seed)")
        #expect(receiver.counts.lost == 0 && receiver.counts.outOfOrder > 0 && receiver.faults.total == 0)
    }

    @Test("what is lost is counted and marked, once its wait is over and not before")
    func loss() throws {
        let all = try stream(10, sequence: 10)
        let lost = try #require(all.firstIndex { $0.picture == 4 })
        var receiver = makeReceiver { $0.latency_ns = 50_000_000 }
        var units: [ReceivedUnit] = []
        for (index, entry) in all.enumerated() where index != lost {
            units += receiver.receive(entry.packet, at: index < lost ? 0 : 1_000_000)
        }
        #expect(units.count == 4 && receiver.counts.lost == 0)
        receiver.expire(now_ns: 50_999_999)
        let early = receiver.takeAll()
        #expect(early.isEmpty && receiver.deadline_ns == 51_000_000)
        receiver.expire(now_ns: 51_000_000)
        units += receiver.takeAll()
        #expect(receiver.counts.lost == 1 && receiver.deadline_ns == nil)
        let isAll = all.filter { $0.picture == 4 }.count == 1
        #expect(units.count == (isAll ? 9 : 10))
        #expect(units[4].isDiscontinuous && units.filter(\.isDiscontinuous).count == 1)
        // Late, and so refused.
        _ = receiver.receive(all[lost].packet, at: 60_000_000)
        #expect(receiver.faults[.late] == 1)
    }

    @Test("a picture with a hole in its middle goes on as damaged, the next one is whole")
    func hole() throws {
        var sender = makeSender(mtu: 300)
        let big = Picture(units: [[0x61, 1, 2], [0x65] + [UInt8](repeating: 7, count: 2000), [0x61, 3]])
        let packets = try sender.packets(big.annexB, pts_ns: 0) + sender.packets(big.annexB, pts_ns: 40_000_000)
        var receiver = makeReceiver { $0.latency_ns = 0 }
        var units: [ReceivedUnit] = []
        for (index, packet) in packets.enumerated() where index != 3 { units += receiver.receive(packet) }
        #expect(units.count == 2)
        #expect(units[0].isDamaged && units[0].bytes == [0, 0, 0, 1, 0x61, 1, 2, 0, 0, 0, 1, 0x61, 3])
        #expect(!units[1].isDamaged && units[1].bytes == big.annexB)
        #expect(receiver.counts.lost == 1 && receiver.faults[.fragmentWithoutEnd] == 1)
    }

    @Test("no more packets wait than are allowed, and a leap ahead of all places loses what is between")
    func bounded() throws {
        let all = try stream(200, sequence: 0)
        var receiver = makeReceiver { settings in
            settings.latency_ns = 10_000_000_000
            settings.reorderLimit = 16
        }
        _ = receiver.receive(all[0].packet)
        for entry in all[2..<18] { _ = receiver.receive(entry.packet) }
        #expect(receiver.counts.lost == 0)
        _ = receiver.receive(all[18].packet)
        #expect(receiver.counts.lost == 1 && receiver.deadline_ns == nil)
        _ = receiver.receive(all[20].packet)
        _ = receiver.receive(all[150].packet)
        #expect(receiver.counts.lost == 1 + 1 + 129)
    }

    @Test("a packet that comes twice is refused once")
    func duplicates() throws {
        var receiver = makeReceiver()
        let all = try stream(3)
        for entry in all { _ = receiver.receive(entry.packet) }
        _ = receiver.receive(all[all.count - 1].packet)
        #expect(receiver.faults[.late] == 1)
        var other = makeReceiver()
        _ = other.receive(all[0].packet)
        _ = other.receive(all[2].packet)
        _ = other.receive(all[2].packet)
        #expect(other.faults[.duplicate] == 1)
    }

    @Test("unknown payload types, empty datagrams and oversize are refused")
    func refused() throws {
        var receiver = makeReceiver { $0.packetLimit_bytes = 2000 }
        var packet = try stream(1)[0].packet
        packet[1] = 97
        _ = receiver.receive(packet)
        _ = receiver.receive([])
        _ = receiver.receive([UInt8](repeating: 0x80, count: 2001))
        #expect(receiver.faults[.unknownPayloadType] == 1 && receiver.faults[.tooShort] == 0)
        #expect(receiver.faults[.empty] == 1 && receiver.faults[.tooLarge] == 1 && receiver.source == nil)
    }

    @Test("another source is followed when two of its packets come in a row, and time goes on")
    func sourceChange() throws {
        var receiver = makeReceiver()
        var units = try stream(5).flatMap { receiver.receive($0.packet, at: Int64($0.picture) * 40_000_000) }
        // A single packet of a stranger changes nothing.
        let stranger = try stream(1, ssrc: 77)
        _ = receiver.receive(stranger[0].packet, at: 200_000_000)
        #expect(receiver.source == 1 && receiver.faults[.foreignSource] == 1)
        units += try stream(1, sequence: 65_500 &+ UInt16(try stream(5).count), from: 5, seed: 10).flatMap {
            receiver.receive($0.packet, at: 200_000_000)
        }
        let before = units.count
        let other = try stream(5, sequence: 3, ssrc: 2, from: 100_000)
        for entry in other {
            units += receiver.receive(entry.packet, at: Int64(entry.picture - 100_000 + 6) * 40_000_000)
        }
        #expect(receiver.source == 2 && receiver.counts.sourceChanges == 1)
        #expect(units.count == before + 5)
        #expect(units[before].isDiscontinuous && units[before].epoch == units[0].epoch + 1)
        let steps = zip(units.dropFirst(), units).map { $0.pts_ns - $1.pts_ns }
        #expect(steps.allSatisfy { $0 == 40_000_000 }, "\(steps)")
    }

    @Test("a source that was asked for is the only one")
    func pinned() throws {
        var receiver = makeReceiver { $0.ssrc = 2 }
        for entry in try stream(5, ssrc: 1) { _ = receiver.receive(entry.packet) }
        #expect(receiver.source == nil && receiver.faults[.foreignSource] > 0)
        let units = try stream(5, ssrc: 2).flatMap { receiver.receive($0.packet) }
        #expect(units.count == 5)
    }

    @Test("a time stamp that leaps begins an epoch, and stream time goes on with the arrival")
    func clockLeap() throws {
        var receiver = makeReceiver()
        var sender = makeSender()
        let picture = Picture(units: [[0x65, 1, 2]]).annexB
        var units: [ReceivedUnit] = []
        for index in 0..<6 {
            let leap: Int64 = index < 3 ? 0 : 3_600_000_000_000
            for packet in try sender.packets(picture, pts_ns: Int64(index) * 40_000_000 + leap) {
                units += receiver.receive(packet, at: Int64(index) * 41_000_000)
            }
        }
        #expect(units.map(\.pts_ns) == [0, 40, 80, 121, 161, 201].map { $0 * 1_000_000 })
        #expect(units.map(\.epoch) == [0, 0, 0, 1, 1, 1])
        #expect(units.map(\.isDiscontinuous) == [false, false, false, true, false, false] && receiver.leaps == 1)
    }

    @Test("time stamps wrap without a step")
    func wrap() throws {
        var receiver = makeReceiver()
        var sender = makeSender()
        let picture = Picture(units: [[0x65, 1, 2]]).annexB
        var units: [ReceivedUnit] = []
        for index in 0..<40 {
            for packet in try sender.packets(picture, pts_ns: Int64(index) * 40_000_000) {
                units += receiver.receive(packet)
            }
        }
        #expect(units.map(\.pts_ns) == (0..<40).map { Int64($0) * 40_000_000 } && units.last?.epoch == 0)
        #expect((units.first?.timestamp ?? 0) > (units.last?.timestamp ?? 0))
    }

    @Test("a sequence that begins anew is followed from its second packet on")
    func restart() throws {
        var receiver = makeReceiver()
        for entry in try stream(3, sequence: 0) { _ = receiver.receive(entry.packet) }
        let again = try stream(20, sequence: 40_000, from: 3)
        let units = again.flatMap { receiver.receive($0.packet) }
        #expect(receiver.faults[.sequenceLeap] == 1 && receiver.counts.restarts == 1)
        #expect(units.count >= 19 && receiver.counts.lost == 0)
    }

    @Test("the sender's clock is known after its report, the stream ends with its BYE, and the report answers")
    func control() throws {
        var receiver = makeReceiver()
        var sender = makeSender(ssrc: 42)
        let picture = Picture(units: [[0x65, 1, 2]]).annexB
        for packet in try sender.packets(picture, pts_ns: 0) {
            let first = receiver.receive(packet, at: 5_000_000).first
            #expect(first?.wall_ns == nil)
        }
        var control: [UInt8] = []
        RTCPWriter.append(sender.report(wall_ns: 1_700_000_000_000_000_000, pts_ns: 0), to: &control)
        _ = receiver.receive(control, at: 6_000_000)
        let units = try sender.packets(picture, pts_ns: 40_000_000).flatMap { receiver.receive($0, at: 46_000_000) }
        #expect(abs((units.first?.wall_ns ?? 0) - 1_700_000_000_040_000_000) < 100)
        var answer: [UInt8] = []
        let block = receiver.writeReport(from: 7, name: Array("me".utf8), now_ns: 106_000_000, into: &answer)
        #expect(block?.ssrc == 42 && block?.packetsLost == 0 && block?.highestSequence == 1)
        let arrival = NTPTime(wall_ns: 1_700_000_000_130_000_000)
        #expect(abs((block?.roundTrip_ns(arrival: arrival) ?? 0) - 30_000_000) < 40_000)
        RTCPWriter.appendBye(of: 42, to: &control)
        _ = receiver.receive(control, at: 200_000_000)
        #expect(receiver.hasLeft)
        _ = receiver.receive([0x81, 201, 0, 0])
        #expect(receiver.faults[.wrongControlContents] == 1)
    }
}
