import RTP
import SluiceTestKit
import TestMaterial
import Testing

@Suite("RTP packets")
struct PacketTests {
    func header(_ sequence: UInt16 = 7, marker: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        RTPHeader(payloadType: 96, marker: marker, sequence: sequence, timestamp: 0xFFFF_FFFE, ssrc: 0xDEAD_BEEF)
            .append(to: &bytes)
        return bytes
    }

    func fault(_ bytes: [UInt8]) -> RTPFault? {
        do throws(RTPFault) {
            _ = try RTPPacket(parsing: bytes.span.bytes)
            return nil
        } catch { return error }
    }

    @Test("what is written is read")
    func roundTrip() throws {
        let bytes = header(65_535, marker: true) + [1, 2, 3]
        let packet = try RTPPacket(parsing: bytes.span.bytes)
        #expect(packet.header.sequence == 65_535 && packet.header.marker && packet.header.payloadType == 96)
        #expect(packet.header.timestamp == 0xFFFF_FFFE && packet.header.ssrc == 0xDEAD_BEEF)
        #expect(packet.payload == 12..<15 && packet.extensionProfile == nil && packet.sourceCount == 0)
    }

    @Test("sources, extension and padding are left out of the payload")
    func parts() throws {
        var bytes = header()
        bytes[0] = 0x80 | 0x20 | 0x10 | 2
        bytes += [0, 0, 0, 1, 0, 0, 0, 2, 0xBE, 0xDE, 0, 1, 9, 9, 9, 9, 42, 43, 0, 0, 3]
        let packet = try RTPPacket(parsing: bytes.span.bytes)
        #expect(packet.sourceCount == 2 && packet.extensionProfile == 0xBEDE && packet.paddingBytes == 3)
        #expect(packet.extensionContent == 24..<28 && packet.payload == 28..<30)
    }

    @Test("each malformed header is refused with its reason")
    func malformed() {
        #expect(fault([]) == .empty)
        #expect(fault([0x80, 96, 0]) == .tooShort)
        var bytes = header()
        bytes[0] = 0x40
        #expect(fault(bytes) == .wrongVersion)
        bytes[0] = 0x8F
        #expect(fault(bytes + [0, 0, 0, 0]) == .sourcesBeyondEnd)
        bytes[0] = 0x90
        #expect(fault(bytes + [0xBE]) == .extensionBeyondEnd)
        #expect(fault(bytes + [0xBE, 0xDE, 0, 2, 0, 0, 0, 0]) == .extensionBeyondEnd)
        bytes[0] = 0xA0
        #expect(fault(bytes + [1, 2, 0]) == .wrongPadding)
        #expect(fault(bytes + [1, 2, 4]) == .wrongPadding)
        #expect(fault(bytes + [1, 2, 3]) == nil)
    }

    @Test("packets of other implementations are read", .enabled(if: TestMaterial.folder != nil, "no test data"))
    func vectors() throws {
        func packet(_ name: String) throws -> RTPPacket {
            try RTPPacket(parsing: Array(try Material.bytes("rtp/" + name)).span.bytes)
        }
        let plain = try packet("aiortc/rtp.bin")
        #expect(plain.header.payloadType == 0 && plain.header.sequence == 15_743 && plain.payload.count == 160)
        #expect(plain.header.timestamp == 3_937_035_252 && plain.header.ssrc == 4_028_317_929)
        let sources = try packet("aiortc/rtp_with_csrc.bin")
        #expect(sources.sourceCount == 2 && sources.payload.count == 160)
        let padding = try packet("aiortc/rtp_only_padding.bin")
        #expect(padding.payload.isEmpty && padding.paddingBytes == 224)
        let both = try packet("aiortc/rtp_only_padding_with_header_extensions.bin")
        #expect(both.payload.isEmpty && both.extensionProfile == 0xBEDE)
        let mid = try packet("aiortc/rtp_with_sdes_mid.bin")
        #expect(mid.header.marker && mid.extensionProfile == 0xBEDE)
        let digits = try packet("aiortc/rtp_dtmf.bin")
        #expect(digits.header.payloadType == 101 && digits.header.marker && digits.payload.count == 4)
        let voice = try Material.bytes("rtp/membrane/rtp/rtp_packet.bin")
        let payload = try Material.bytes("rtp/membrane/rtp/rtp_packet_payload.bin")
        #expect(Array(voice[try packet("membrane/rtp/rtp_packet.bin").payload]) == payload)
        let padded = try Material.bytes("rtp/membrane/rtp/rtp_packet_with_padding.bin")
        #expect(Array(padded[try packet("membrane/rtp/rtp_packet_with_padding.bin").payload]) == payload)
    }
}
