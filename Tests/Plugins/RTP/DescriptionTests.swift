import RTP
import Testing

@Suite("Session descriptions (RFC 8866)")
struct DescriptionTests {
    @Test("what is written is read")
    func roundTrip() throws {
        var description = SessionDescription()
        description.name = "door"
        description.id = 12
        description.port = 5004
        description.packetizationMode = 1
        description.parameterSets = [[0x67, 66, 0xC0, 30, 0x8C], [0x68, 0xCE, 0x3C, 0x80]]
        description.sharesPort = true
        description.ssrc = 77
        description.canonicalName = "me"
        description.framesPerSecond = 29.97
        let text = description.text
        #expect(text.contains("profile-level-id=42C01E") && text.hasSuffix("\r\n") && text.contains("a=rtcp-mux\r\n"))
        #expect(text.contains("sprop-parameter-sets=Z0LAHow=,aM48gA=="))
        var read = try SessionDescription(parsing: text)
        read.id = 12
        read.canonicalName = "me"
        #expect(read == description)
        description.codec = .jpeg
        description.payloadType = 26
        description.transport = .tcp
        description.address = "::1"
        let other = try SessionDescription(parsing: description.text)
        #expect(other.codec == .jpeg && other.transport == .tcp && other.address == "::1" && other.payloadType == 26)
    }

    @Test("descriptions of other programs are read")
    func foreign() throws {
        let text = """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=No Name
            c=IN IP4 224.1.2.3/32
            t=0 0
            a=tool:libavformat 59.27.100
            m=audio 5002 RTP/AVP 97
            a=rtpmap:97 OPUS/48000/2
            m=video 5004 RTP/AVP 33 102
            b=AS:200
            a=rtpmap:102 H264/90000
            a=fmtp:102 packetization-mode=1; sprop-parameter-sets=Z2QAFazZQ0R+,aOvjyyLA; profile-level-id=640015
            m=video 6000 RTP/AVP 26
            """
        let read = try SessionDescription(parsing: text)
        #expect(
            read.payloadType == 102 && read.port == 5004 && read.address == "224.1.2.3" && read.packetizationMode == 1)
        #expect(read.parameterSets.map(\.count) == [9, 6])
        let jpeg = try SessionDescription(parsing: "v=0\nm=video 6000 RTP/AVP 26\n")
        #expect(jpeg.codec == .jpeg && jpeg.payloadType == 26)
    }

    @Test(
        "what cannot be used is refused with its reason",
        arguments: [
            ("", "v=0"), ("v=1", "v=0"), ("v=0\nm=audio 1 RTP/AVP 0", "m=video"), ("v=0\nm=video x RTP/AVP 96", "port"),
            ("v=0\nm=video 99999 RTP/AVP 96", "port"), ("v=0\nm=video 5 RTP/AVP 96\na=rtpmap:96 VP8/90000", "neither"),
            ("v=0\nm=video 5 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=2", "interleaved"),
            ("v=0\nm=video 5 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=$$$", "Base64"),
            (String(repeating: "v=0\n", count: 20_000), "64 KiB"),
        ])
    func refused(text: String, reason: String) {
        #expect { try SessionDescription(parsing: text) } throws: { error in
            (error as? SessionDescription.Refusal)?.message.contains(reason) == true
        }
    }
}
