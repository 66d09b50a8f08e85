import RTP
import SluiceTestKit
import Testing

@Suite("JPEG as payload (RFC 2435)")
struct JPEGTests {
    /// A picture by the depacketizer's own headers: what a sender with the tables of Q 50 sends.
    static func file(type: UInt8 = 1, restart: UInt16 = 0, scan: [UInt8], q: UInt8 = 50, width8: UInt8 = 40) -> [UInt8]
    {
        var receiver = makeReceiver(.jpeg)
        var payload: [UInt8] = [0, 0, 0, 0, restart > 0 ? type + 64 : type, q, width8, 30]
        if restart > 0 {
            payload.append(uint16: restart)
            payload.append(uint16: 0xFFFF)
        }
        var packet: [UInt8] = []
        RTPHeader(payloadType: 26, marker: true, sequence: 0, timestamp: 0, ssrc: 9).append(to: &packet)
        return receiver.receive(packet + payload + scan).first?.bytes ?? []
    }

    static func scan(_ count: Int, seed: UInt64 = 3) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...0xFE, using: &random) }
    }

    @Test(
        "what is packed comes out as it was",
        arguments: [(0, 0, 10), (1, 0, 5000), (1, 4, 40_000), (0, 7, 999)] as [(UInt8, UInt16, Int)])
    func roundTrip(type: UInt8, restart: UInt16, count: Int) throws {
        let file = Self.file(type: type, restart: restart, scan: Self.scan(count))
        #expect(file.count > count + 600 && file.prefix(2) == [0xFF, 0xD8] && file.suffix(2) == [0xFF, 0xD9])
        var sender = makeSender(mtu: 500, codec: .jpeg)
        var receiver = makeReceiver(.jpeg)
        for index in 0..<5 {
            let packets = try sender.packets(file, pts_ns: Int64(index) * 40_000_000)
            #expect(packets.allSatisfy { $0.count <= 500 })
            let units = packets.flatMap { receiver.receive($0) }
            #expect(units.map(\.bytes) == [file] && units[0].isKey && units[0].pts_ns == Int64(index) * 40_000_000)
        }
        #expect(receiver.faults.total == 0)
    }

    @Test("one table for brightness and colour serves both, also in pictures that do not send it again")
    func oneTable() {
        let table = (0..<64).map { UInt8($0 + 1) }
        func payload(_ tables: [UInt8], q: UInt8) -> [UInt8] {
            [0, 0, 0, 0, 1, q, 40, 30, 0, 0, 0, UInt8(tables.count)] + tables + [1, 2, 3]
        }
        func unit(_ payload: [UInt8], _ sequence: UInt16, _ receiver: inout RTPReceiver) -> [UInt8] {
            var packet: [UInt8] = []
            RTPHeader(payloadType: 26, marker: true, sequence: sequence, timestamp: UInt32(sequence) * 3600, ssrc: 9)
                .append(to: &packet)
            return receiver.receive(packet + payload).first?.bytes ?? []
        }
        for q: UInt8 in [200, 255] {
            var receiver = makeReceiver(.jpeg)
            let both = unit(payload(table + table, q: q), 0, &receiver)
            #expect(both.count > 600 && unit(payload(table, q: q), 1, &receiver) == both)
            #expect(unit(payload([], q: q), 2, &receiver) == (q == 255 ? [] : both))
            #expect(receiver.faults[.missingTables] == (q == 255 ? 1 : 0))
            #expect(unit(payload(Array(table.dropLast()), q: q), 3, &receiver).isEmpty)
        }
    }

    @Test("a picture that the payload cannot say is refused with its reason")
    func refused() {
        let file = Self.file(scan: Self.scan(100))
        func refusal(_ bytes: [UInt8]) -> JPEGPicture.Refusal? {
            do throws(JPEGPicture.Refusal) {
                _ = try JPEGPicture(parsing: bytes.span.bytes)
                return nil
            } catch { return error }
        }
        #expect(refusal(file) == nil && refusal([]) == .notJPEG && refusal(Array("no jpeg".utf8)) == .notJPEG)
        func changed(_ marker: UInt8, _ offset: Int, _ value: UInt8) -> [UInt8] {
            var copy = file
            guard let place = (0..<file.count - 1).first(where: { file[$0] == 0xFF && file[$0 + 1] == marker }) else {
                return []
            }
            copy[place + offset] = value
            return copy
        }
        #expect(refusal(changed(0xC0, 1, 0xC2)) == .notBaseline)
        #expect(refusal(changed(0xC0, 4, 12)) == .notBaseline)
        #expect(refusal(changed(0xC0, 5, 0x10)) == .size)
        #expect(refusal(changed(0xC0, 11, 0x11)) == .sampling)
        #expect(refusal(changed(0xC4, 8, 9)) == .huffman)
        #expect(refusal(changed(0xDB, 4, 0x10)) == .quantisation)
        #expect(refusal(changed(0xC0, 12, 3)) == .quantisation)
        for count in 0..<min(700, file.count) { _ = refusal(Array(file[..<count])) }
    }

    @Test("a picture with a missing part is not given out, the next one is")
    func loss() throws {
        let file = Self.file(scan: Self.scan(5000))
        var sender = makeSender(mtu: 500, codec: .jpeg)
        for missing in [0, 3] {
            var receiver = makeReceiver(.jpeg) { $0.latency_ns = 0 }
            _ = try sender.packets(file, pts_ns: 0).flatMap { receiver.receive($0) }
            let cut = try sender.packets(file, pts_ns: 40_000_000).enumerated().filter { $0.offset != missing }
            #expect(cut.flatMap { receiver.receive($0.element) }.isEmpty)
            let units = try sender.packets(file, pts_ns: 80_000_000).flatMap { receiver.receive($0) }
            #expect(units.map(\.bytes) == [file] && units[0].isDiscontinuous)
            #expect(receiver.faults[.missingPart] == 1 && receiver.counts.lost == 1)
        }
    }

    @Test("each payload that cannot be used is counted with its reason")
    func payloads() {
        let faults: [(RTPFault, [UInt8])] = [
            (.noPayload, []), (.wrongJPEGHeader, [0, 0, 0, 0, 1, 50, 40]),
            (.unknownJPEGType, [0, 0, 0, 0, 2, 50, 40, 30, 1]),
            (.unknownJPEGType, [0, 0, 0, 0, 129, 50, 40, 30, 1]), (.wrongJPEGHeader, [0, 0, 0, 0, 1, 50, 0, 30, 1]),
            (.wrongJPEGHeader, [0, 0, 0, 0, 65, 50, 40, 30, 1, 0]),
            (.missingTables, [0, 0, 0, 0, 1, 255, 40, 30, 0, 0, 0, 0, 1]),
            (.missingTables, [0, 0, 0, 0, 1, 200, 40, 30, 0, 0, 0, 0, 1]),
            (.missingTables, [0, 0, 0, 0, 1, 200, 40, 30, 0, 3, 0, 0, 1]),
            (.wrongJPEGHeader, [0, 0, 0, 0, 1, 255, 40, 30, 0, 0, 0, 128, 1]),
            (.missingPart, [0, 0, 1, 0, 1, 50, 40, 30, 1]),
        ]
        for (fault, payload) in faults {
            var receiver = makeReceiver(.jpeg)
            var packet: [UInt8] = []
            RTPHeader(payloadType: 26, marker: true, sequence: 0, timestamp: 0, ssrc: 9).append(to: &packet)
            let units = receiver.receive(packet + payload)
            #expect(units.isEmpty && receiver.faults[fault] == 1 && receiver.faults.total == 1, "\(fault) \(payload)")
        }
    }
}
