import RTP
import SluiceTestKit

/// H.264-like access units of random units, and what goes over the way.
struct Picture: Sendable {
    var units: [[UInt8]]

    static func random(_ random: inout SeededRandom, units: ClosedRange<Int> = 1...6, most: Int = 6000) -> Picture {
        Picture(
            units: (0..<Int.random(in: units, using: &random)).map { index in
                let type: UInt8 = index == 0 ? 5 : [1, 6, 7, 8, 9].randomElement(using: &random) ?? 1
                let limit = Bool.random(using: &random) ? 40 : most
                let count = Int.random(in: 1...limit, using: &random)
                // No byte of 0 to 3: nothing looks like a start code.
                return [0x60 | type] + (0..<count).map { _ in UInt8.random(in: 4...255, using: &random) }
            })
    }

    var annexB: [UInt8] { units.flatMap { [0, 0, 0, 1] + $0 } }
    var lengthPrefixed: [UInt8] {
        var bytes: [UInt8] = []
        for unit in units {
            bytes.append(uint32: UInt32(unit.count))
            bytes += unit
        }
        return bytes
    }
}

/// A sender with fixed numbers.
func makeSender(
    mtu: Int = 1200, mode: H264Packetizer.Mode = .nonInterleaved, aggregates: Bool = true, codec: VideoCodec = .h264,
    ssrc: UInt32 = 1, sequence: UInt16 = 0
) -> RTPSender {
    RTPSender(
        .init(
            codec: codec, payloadType: codec.usualPayloadType, ssrc: ssrc, sequence: sequence, timestamp: 0xFFFF_0000,
            packet_bytes: mtu, mode: mode, aggregates: aggregates))
}

extension RTPSender {
    mutating func packets(_ bytes: [UInt8], pts_ns: Int64, lengthBytes: Int? = nil) throws -> [[UInt8]] {
        guard try begin(bytes.span.bytes, lengthBytes: lengthBytes, pts_ns: pts_ns) else { return [] }
        var all: [[UInt8]] = []
        var packet: [UInt8] = []
        while next(of: bytes.span.bytes, into: &packet) { all.append(packet) }
        return all
    }
}

func makeReceiver(_ codec: VideoCodec = .h264, _ change: (inout RTPReceiver.Settings) -> Void = { _ in }) -> RTPReceiver
{
    var settings = RTPReceiver.Settings(codec: codec, payloadType: codec.usualPayloadType)
    change(&settings)
    return RTPReceiver(settings)
}

extension RTPReceiver {
    mutating func receive(_ datagram: [UInt8], at arrival_ns: Int64 = 0) -> [ReceivedUnit] {
        receive(datagram.span.bytes, arrival_ns: arrival_ns)
        return takeAll()
    }

    mutating func takeAll() -> [ReceivedUnit] {
        defer { clearUnits() }
        return Array(units)
    }
}
