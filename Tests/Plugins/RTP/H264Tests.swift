import RTP
import SluiceTestKit
import Testing

@Suite("H.264 as payload (RFC 6184)")
struct H264Tests {
    @Test(
        "what is packed comes out as it was, at every packet size and in both framings",
        arguments: 1...12 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var sender = makeSender(
            mtu: Int.random(in: 280...2000, using: &random), aggregates: seed % 3 != 0, sequence: 65_500)
        var receiver = makeReceiver()
        for index in 0..<24 {
            let picture = Picture.random(&random)
            let isPrefixed = index % 2 == 1
            let packets = try sender.packets(
                isPrefixed ? picture.lengthPrefixed : picture.annexB, pts_ns: Int64(index) * 40_000_000,
                lengthBytes: isPrefixed ? 4 : nil)
            var units: [ReceivedUnit] = []
            for packet in packets { units += receiver.receive(packet, at: Int64(index) * 40_000_000) }
            #expect(units.count == 1, "seed \(seed), picture \(index)")
            #expect(units.first?.bytes == picture.annexB, "seed \(seed), picture \(index)")
            #expect(units.first?.pts_ns == Int64(index) * 40_000_000 && units.first?.isKey == true)
            #expect(units.first?.isDamaged == false && units.first?.isDiscontinuous == false)
        }
        #expect(receiver.faults.total == 0 && receiver.counts.lost == 0)
    }

    @Test("no packet is larger than the limit, the marker is on the last alone, and numbers rise")
    func shape() throws {
        var random = SeededRandom(seed: 5)
        for mtu in [280, 281, 576, 1200] {
            var sender = makeSender(mtu: mtu, sequence: 65_530)
            var next: UInt16 = 65_530
            for _ in 0..<20 {
                let packets = try sender.packets(Picture.random(&random).annexB, pts_ns: 0)
                for (index, packet) in packets.enumerated() {
                    let parsed = try RTPPacket(parsing: packet.span.bytes)
                    #expect(packet.count <= mtu)
                    #expect(parsed.header.marker == (index == packets.count - 1))
                    #expect(parsed.header.sequence == next)
                    next &+= 1
                }
            }
        }
    }

    @Test("small units share a packet, with the highest importance of them; large ones are cut, in two at least")
    func kinds() throws {
        var sender = makeSender(mtu: 300)
        let small: [[UInt8]] = [[0x67, 1, 2, 3, 4], [0x28, 4], [0x06, 9, 9]]
        let large = [0x65] + [UInt8](repeating: 7, count: 900)
        let packets = try sender.packets(Picture(units: small + [large]).annexB, pts_ns: 0)
        #expect(packets[0][12] == 0x78)
        #expect(Array(packets[0][13...]) == small.flatMap { [0, UInt8($0.count)] + $0 })
        #expect(packets[1][12] == 0x7C && packets[1][13] == 0x85)
        #expect(packets[2][13] == 0x05 && packets.last?[13] == 0x45)
        // A unit one byte too large has a fragment of few bytes behind the first, never one that is first and last.
        for count in 286...290 {
            let edge = try sender.packets(
                Picture(units: [[0x65] + [UInt8](repeating: 7, count: count)]).annexB, pts_ns: 0)
            #expect(edge.allSatisfy { $0[12] & 0x1F != 28 || $0[13] & 0xC0 != 0xC0 })
        }
    }

    @Test("mode 0 sends units as they are, and refuses those that are larger than a packet")
    func single() throws {
        var sender = makeSender(mtu: 300, mode: .singleUnit)
        let units: [[UInt8]] = [
            [0x67, 1, 2, 3, 4], [0x68, 4], [0x65] + [UInt8](repeating: 7, count: 900), [0x61, 5],
        ]
        let packets = try sender.packets(Picture(units: units).annexB, pts_ns: 0)
        #expect(packets.map { Array($0[12...]) } == [units[0], units[1], units[3]])
        #expect(packets.last.map { $0[1] & 0x80 } == 0x80 && sender.refusedUnits == 1)
    }

    @Test("parameter sets go before a key picture that lacks them, and are told once to those behind the receiver")
    func parameters() throws {
        var sets = ParameterSets()
        let units: [[UInt8]] = [[0x67, 66, 0xC0, 30, 0x8C, 1], [0x68, 0xCE, 0x3C, 0x80]]
        for unit in units { sets.note(unit.span.bytes) }
        #expect(sets.isComplete)
        var sender = makeSender()
        let key: [UInt8] = [0, 0, 0, 1, 0x65, 9, 9, 9]
        var receiver = makeReceiver()
        for round in 0..<2 {
            let isAny = try sender.begin(
                key.span.bytes, lengthBytes: nil, pts_ns: Int64(round) * 1_000_000_000, parameters: sets)
            #expect(isAny)
            var units: [ReceivedUnit] = []
            var packet: [UInt8] = []
            while sender.next(of: key.span.bytes, into: &packet) {
                units += receiver.receive(packet, at: Int64(round) * 1_000_000_000)
            }
            #expect(units.map(\.bytes) == [sets.annexB + key])
            #expect(units.first?.configuration == (round == 0 ? sets.annexB : []))
        }
    }

    @Test("avcC and Annex B configurations say the same")
    func configuration() {
        let (sps, pps): ([UInt8], [UInt8]) = ([0x67, 66, 0xC0, 30, 0x8C, 1], [0x68, 0xCE, 0x3C, 0x80])
        var (plain, record) = (ParameterSets(), ParameterSets())
        let plainBytes: [UInt8] = [0, 0, 0, 1] + sps + [0, 0, 1] + pps
        let plainLength = plain.note(configuration: plainBytes.span.bytes)
        #expect(plainLength == nil)
        let avcC: [UInt8] = [1, 66, 0xC0, 30, 0xFF, 0xE1, 0, 6] + sps + [1, 0, 4] + pps
        let recordLength = record.note(configuration: avcC.span.bytes)
        #expect(recordLength == 4)
        #expect(plain.annexB == record.annexB && record.sps == [sps] && record.pps == [pps])
        for count in 0..<avcC.count {
            var cut = ParameterSets()
            cut.note(configuration: Array(avcC[..<count]).span.bytes)
        }
    }

    /// A payload with a header of the stream.
    func packet(_ sequence: UInt16, _ payload: [UInt8], timestamp: UInt32 = 0, marker: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        RTPHeader(payloadType: 96, marker: marker, sequence: sequence, timestamp: timestamp, ssrc: 1).append(to: &bytes)
        return bytes + payload
    }

    @Test("each payload that cannot be used is counted with its reason, and the picture is marked")
    func payloads() {
        let faults: [(RTPFault, [UInt8])] = [
            (.noPayload, []), (.reservedType, [0x60]), (.reservedType, [0x7E, 1]), (.reservedType, [0x7F, 1]),
            (.interleaved, [25, 0, 0, 0, 1, 0x65]), (.interleaved, [26, 0, 0]), (.interleaved, [27, 0, 0]),
            (.interleaved, [29, 0x85, 0, 0]), (.forbiddenBit, [0xE5, 1, 2]), (.fragmentWithoutStart, [0x7C, 0x05, 1]),
            (.fragmentWithoutStart, [0x7C, 0x45, 1]), (.wrongFragment, [0x7C, 0xC5, 1]),
            (.wrongFragment, [0x7C, 0x9C, 1]),
            (.shortPayload, [0x7C, 0x85]), (.wrongAggregate, [0x78, 0, 5, 1]), (.wrongAggregate, [0x78, 0, 0, 0x65]),
            (.wrongAggregate, [0x78, 0]), (.wrongAggregate, [0x78, 0, 2, 0x7C, 0x85]),
        ]
        for (fault, payload) in faults {
            var receiver = makeReceiver()
            _ = receiver.receive(packet(1, [0x65, 1, 2]))
            let units = receiver.receive(packet(2, payload, marker: true))
            #expect(receiver.faults[fault] == 1 && receiver.faults.total == 1, "\(fault) \(payload)")
            #expect(units.map(\.bytes) == [[0, 0, 0, 1, 0x65, 1, 2]] && units[0].isDamaged, "\(fault)")
        }
    }

    @Test("a fragmented unit whose end is missing is thrown away, the rest of the picture stays")
    func cutFragment() {
        var receiver = makeReceiver()
        _ = receiver.receive(packet(1, [0x61, 1]))
        _ = receiver.receive(packet(2, [0x7C, 0x85, 1]))
        let units = receiver.receive(packet(3, [0x61, 2], marker: true))
        #expect(units.map(\.bytes) == [[0, 0, 0, 1, 0x61, 1, 0, 0, 0, 1, 0x61, 2]])
        #expect(units[0].isDamaged && !units[0].isKey && receiver.faults[.fragmentWithoutEnd] == 1)
    }

    @Test("a unit larger than the limit is thrown away and counted, and memory stays bounded")
    func tooLarge() {
        var receiver = makeReceiver { $0.unitLimit_bytes = 4096 }
        _ = receiver.receive(packet(1, [0x67, 1, 2, 3, 4]))
        _ = receiver.receive(packet(2, [0x7C, 0x85] + [UInt8](repeating: 1, count: 1000)))
        for sequence in 3..<60 {
            _ = receiver.receive(packet(UInt16(sequence), [0x7C, 0x05] + [UInt8](repeating: 1, count: 1000)))
        }
        let units = receiver.receive(packet(60, [0x7C, 0x45, 1], marker: true))
        #expect(units.map(\.bytes) == [[0, 0, 0, 1, 0x67, 1, 2, 3, 4]] && units[0].isDamaged)
        #expect(receiver.faults[.unitTooLarge] == 1 && receiver.faults[.fragmentWithoutStart] == 54)
    }
}
