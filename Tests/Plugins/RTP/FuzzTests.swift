import RTP
import SluiceTestKit
import Testing

@Suite("Whatever comes from outside: no crash, bounded memory")
struct FuzzTests {
    /// Sound packets with bytes changed, cut and lengthened, and plain noise.
    static func spoil(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var result = bytes
        switch UInt8.random(in: 0...5, using: &random) {
        case 0:
            return (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 1: return Array(result.prefix(Int.random(in: 0...result.count, using: &random)))
        case 2:
            result += (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
        default:
            for _ in 0..<Int.random(in: 1...4, using: &random) where !result.isEmpty {
                // Most of what matters is at the front.
                let end = Bool.random(using: &random) ? min(24, result.count) : result.count
                result[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return result
    }

    @Test("receivers of both payloads", arguments: 1...24 as ClosedRange<UInt64>)
    func receiver(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let codec: VideoCodec = seed % 3 == 0 ? .jpeg : .h264
        var sender = makeSender(mtu: 400, codec: codec)
        let limit = 1 << 16
        var receiver = makeReceiver(codec) { settings in
            settings.unitLimit_bytes = limit
            settings.reorderLimit = 32
        }
        var packet: [UInt8] = []
        for index in 0..<40 {
            let picture =
                codec == .h264 ? Picture.random(&random).annexB : JPEGTests.file(scan: JPEGTests.scan(900, seed: seed))
            for sound in try sender.packets(picture, pts_ns: Int64(index) * 40_000_000) {
                packet = UInt8.random(in: 0...2, using: &random) == 0 ? Self.spoil(sound, &random) : sound
                let units = receiver.receive(packet, at: Int64(index) * 40_000_000)
                #expect(units.allSatisfy { !$0.bytes.isEmpty && $0.bytes.count <= limit + 2 }, "seed \(seed)")
            }
        }
        receiver.finish(now_ns: .max)
        #expect(receiver.faults.total > 0 && receiver.emittedUnits > 0, "seed \(seed)")
    }

    @Test("noise alone", arguments: 1...8 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var receiver = makeReceiver { $0.unitLimit_bytes = 4096 }
        for _ in 0..<1500 {
            var bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            // Half of it gets past the header.
            if bytes.count > 12, Bool.random(using: &random) {
                bytes.replaceSubrange(0..<2, with: [0x80, 96])
                bytes.replaceSubrange(8..<12, with: [0, 0, 0, 1])
            }
            for unit in receiver.receive(bytes) { #expect(unit.bytes.count <= 4096) }
        }
    }

    @Test("RTCP", arguments: 1...8 as ClosedRange<UInt64>)
    func control(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let block = ReportBlock(
            ssrc: 1, fractionLost: 1, packetsLost: 1, highestSequence: 1, jitter: 1, lastReport: 1,
            delaySinceLastReport: 1)
        var sound: [UInt8] = []
        RTCPWriter.appendReceiverReport(from: 1, blocks: [block, block], to: &sound)
        RTCPWriter.appendDescription(of: 1, name: Array("name".utf8), to: &sound)
        RTCPWriter.appendBye(of: 1, to: &sound)
        var accepted = 0
        for _ in 0..<1500 {
            let bytes = Self.spoil(sound, &random)
            guard var reader = try? RTCPReader(checking: bytes.span.bytes, allowsReducedSize: true) else { continue }
            accepted += 1
            var items = 0
            while let item = reader.next(in: bytes.span.bytes) {
                items += 1
                if case .description(_, _, let text) = item { #expect(text.upperBound <= bytes.count) }
            }
            #expect(items <= bytes.count)
        }
        #expect(accepted > 0, "seed \(seed)")
    }

    @Test("frames, descriptions and parameter sets", arguments: 1...8 as ClosedRange<UInt64>)
    func rest(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let noise = (0..<40_000).map { _ in UInt8.random(in: 0...(seed % 2 == 0 ? 255 : 2), using: &random) }
        let (found, reader) = FramingTests.read(
            noise, limit: 300, pieces: { Int.random(in: 1...900, using: &$0) }, seed: seed)
        #expect(found.allSatisfy { (1...300).contains($0.count) } && reader.bytes.count == 604)
        let text = Array(
            "v=0\r\nm=video 5 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHow=,aM48gA==\r\n"
                .utf8)
        for _ in 0..<400 {
            _ = try? SessionDescription(parsing: String(decoding: Self.spoil(text, &random), as: UTF8.self))
        }
        for _ in 0..<400 {
            var sets = ParameterSets()
            sets.note(
                configuration: Self.spoil(
                    [1, 66, 0xC0, 30, 0xFF, 0xE1, 0, 6, 0x67, 66, 0xC0, 30, 0x8C, 1, 1, 0, 4, 0x68, 0xCE, 0x3C, 0x80],
                    &random
                ).span.bytes)
        }
    }
}
