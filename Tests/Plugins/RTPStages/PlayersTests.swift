import Foundation
import PluginSDK
import RTP
import RTPPackerStage
import SluiceTestKit
import TCPSinkStage
import TCPSourceStage
import TestMaterial
import Testing
import UDPSinkStage
import UDPSourceStage

/// FFmpeg, GStreamer and Wireshark as judges, over the loopback interface.
@Suite(
    "Players and senders of others", .serialized,
    .enabled(if: hasMaterial && Program.areThere("ffmpeg", "gst-launch-1.0"), "no test data, or no FFmpeg or GStreamer")
)
struct PlayersTests {
    static let caps = "application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96"
    let folder = TestFolder()

    func file(_ path: String = small) throws -> String { try TestMaterial.file(path).path }

    func md5(ofFile name: String) throws -> String {
        try Program.run("md5sum", [folder.file(name)]).split(separator: " ").first.map(String.init) ?? ""
    }

    func sink(_ port: Int) throws -> StageHarness<UDPSink> {
        // A pace that no receiver falls behind.
        try StageHarness<UDPSink>(["port": .integer(Int64(port)), "max_bits_per_second": 40_000_000])
    }

    @Test(
        "FFmpeg plays what is sent by the description that is written",
        arguments: [("aggregate", small), ("fragment", "h264/openh264/Cisco_Men_whisper_640x320_CABAC_Bframe_9.264")])
    func ffmpegPlays(packing: String, stream: String) throws {
        let port = try Ports.freePair()
        let sdp = folder.file("x.sdp")
        let packets = try Streams.pack(
            Streams.units(file(stream)),
            ["packing": .text(packing), "sdp_path": .text(sdp), "sdp_port": .integer(Int64(port)), "reports": "muxed"])
        let player = try Program(
            "ffmpeg", ["-v", "error", "-protocol_whitelist", "file,udp,rtp", "-i", sdp] + Streams.rawMD5)
        try Ports.waitForReceiver(port, by: player)
        try Streams.send(packets.filter { $0.port == 0 }, by: sink(port))
        #expect(try Streams.md5(player.finish()) == Streams.expectedMD5(stream))
    }

    @Test("GStreamer plays what is sent, out of order within its buffer too", arguments: ["aggregate", "fragment"])
    func gstreamerPlays(packing: String) throws {
        let port = try Ports.freePair()
        var packets = try Streams.pack(
            Streams.units(file()), ["packing": .text(packing), "mtu_bytes": 500, "reports": "none"])
        // Pairs change places, but for the first, which says where the sequence begins.
        for index in stride(from: 1, to: packets.count - 1, by: 3) { packets.swapAt(index, index + 1) }
        let player = try Program(
            "gst-launch-1.0",
            [
                "-q", "udpsrc", "port=\(port)", "address=127.0.0.1", "num-buffers=\(packets.count)",
                "caps=\(Self.caps)", "!",
            ]
                + ["rtpjitterbuffer", "!", "rtph264depay", "!", "h264parse", "!", "avdec_h264", "max-threads=1", "!"]
                + ["filesink", "location=\(folder.file("x.yuv"))"])
        try Ports.waitForReceiver(port, by: player)
        try Streams.send(packets, by: sink(port))
        try player.finish()
        #expect(try md5(ofFile: "x.yuv") == Streams.expectedMD5(small))
    }

    @Test("GStreamer plays what is sent over a connection")
    func gstreamerPlaysTCP() throws {
        let port = try Ports.freePair()
        let packets = try Streams.pack(Streams.units(file()), ["reports": "none"])
        let player = try Program(
            "gst-launch-1.0",
            ["-q", "tcpserversrc", "host=127.0.0.1", "port=\(port)", "!"]
                + [Self.caps.replacing("x-rtp", with: "x-rtp-stream"), "!", "rtpstreamdepay", "!", "rtph264depay", "!"]
                + [
                    "h264parse", "!", "avdec_h264", "max-threads=1", "!", "filesink",
                    "location=\(folder.file("x.yuv"))",
                ])
        try Ports.waitForReceiver(port, "tcp", by: player)
        let sink = try StageHarness<TCPSink>(
            ["port": .integer(Int64(port)), "slow_peer": "wait", "wait_for_peer_seconds": 60])
        try Streams.send(packets, by: sink)
        sink.close()
        try player.finish()
        #expect(try md5(ofFile: "x.yuv") == Streams.expectedMD5(small))
    }

    @Test("what GStreamer sends is received", arguments: ["none", "zero-latency", "max-stap"])
    func gstreamerSends(mode: String) throws {
        let source = try StageHarness<UDPSource>(["port": 0])
        try Program.run(
            "gst-launch-1.0",
            [
                "-q", "filesrc", "location=\(file())", "!", "h264parse", "!", "rtph264pay", "config-interval=-1",
                "mtu=700",
            ]
                + ["aggregate-mode=\(mode)", "!", "udpsink", "host=127.0.0.1", "port=\(source.port())", "sync=false"])
        try expectStream(source)
    }

    @Test("what FFmpeg sends is received, by the description that it writes")
    func ffmpegSends() throws {
        let source = try StageHarness<UDPSource>(["port": 0])
        let description = try Program.run(
            "ffmpeg",
            ["-v", "error", "-r", "25", "-fflags", "+genpts", "-i", file(), "-c", "copy", "-f", "rtp"]
                + ["-sdp_file", folder.file("x.sdp"), "rtp://127.0.0.1:\(source.port())?pkt_size=900"])
        _ = description
        try expectStream(source, ["sdp_path": .text(folder.file("x.sdp"))])
    }

    @Test("what GStreamer sends over a connection is received")
    func gstreamerSendsTCP() throws {
        let source = try StageHarness<TCPSource>(["port": 0, "end_on_close": true])
        let sender = try Program(
            "gst-launch-1.0",
            ["-q", "filesrc", "location=\(file())", "!", "h264parse", "!", "rtph264pay", "config-interval=-1", "!"]
                + ["rtpstreampay", "!", "tcpclientsink", "host=127.0.0.1", "port=\(source.port())", "sync=false"])
        try source.receive { false }
        try sender.finish()
        try expectUnits(source.items.bytes())
    }

    private func expectStream(_ source: StageHarness<UDPSource>, _ settings: ConfigValue = [:]) throws {
        // The sender has ended, so all that it sent waits in the system.
        while try source.produce(timeout_ns: 0) == .emitted {}
        #expect(!source.logs.contains { $0.level == .warning })
        try expectUnits(source.items.bytes(), settings)
    }

    private func expectUnits(_ datagrams: [[UInt8]], _ settings: ConfigValue = [:]) throws {
        let items = try Streams.unpack(datagrams, settings)
        let record = try #require(items.lastRecord)
        #expect(record["units"]?.asInteger == 100 && record["lost"]?.asInteger == 0, "\(record.json)")
        #expect(record["refused"]?.members.isEmpty == true, "\(record.json)")
        #expect(try Streams.decodedMD5(items.joined()) == Streams.expectedMD5(small))
    }

    @Test("Wireshark finds no malformed packet", .enabled(if: Program.areThere("tshark"), "tshark is not installed"))
    func wireshark() throws {
        let packets = try Streams.pack(Streams.units(file()), ["mtu_bytes": 400, "report_seconds": 0.5])
        let received = try Streams.unpack(packets.bytes(), ["report_seconds": 0.1])
        let media = packets.bytes().map { (port: 5004, bytes: $0) }
        let control = (packets.bytes(port: 1) + received.bytes(port: 1)).map { (port: 5005, bytes: $0) }
        #expect(control.count > 10)
        try Capture.write(media + control, to: folder.file("x.pcap"))
        func count(_ filter: String) throws -> Int {
            try Program.run(
                "tshark",
                [
                    "-r", folder.file("x.pcap"), "-d", "udp.port==5004,rtp", "-d", "udp.port==5005,rtcp", "-d",
                    "rtp.pt==96,h264",
                ]
                    + ["-Y", filter, "-T", "fields", "-e", "frame.number"]
            ).split(separator: "\n").count
        }
        #expect(try count("_ws.malformed || _ws.expert.severity == error") == 0)
        #expect(try count("rtp") == media.count && count("h264") == media.count && count("rtcp") == control.count)
        #expect(try count("rtcp.pt == 200 && rtcp.sdes.type == 1") == packets.bytes(port: 1).count)
    }

    @Test("JPEG pictures go both ways", .serialized, arguments: ["I420", "Y42B"])
    func jpeg(format: String) throws {
        try Program.run(
            "gst-launch-1.0",
            [
                "-q", "videotestsrc", "num-buffers=6", "!",
                "video/x-raw,format=\(format),width=328,height=240,framerate=25/1",
            ]
                + ["!", "jpegenc", "!", "multifilesink", "location=\(folder.file("in-%d.jpg"))", "index=1"])
        func decoded(_ pattern: String) throws -> String {
            try Streams.md5(Program.run("ffmpeg", ["-v", "error", "-i", folder.file(pattern), "-f", "md5", "-"]))
        }
        let harness = try StageHarness<RTPPacker>(["reports": "none", "mtu_bytes": 1000])
        for index in 1...6 {
            try harness.push(TestPacket(codec: "jpeg", bytes: #require(folder.bytes("in-\(index).jpg")), isKey: true))
        }
        try harness.finish()
        let packets = harness.items
        let port = try Ports.freePair()
        let player = try Program(
            "gst-launch-1.0",
            ["-q", "udpsrc", "port=\(port)", "address=127.0.0.1", "num-buffers=\(packets.count)"]
                + ["caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=JPEG,payload=26", "!"]
                + ["rtpjpegdepay", "!", "multifilesink", "location=\(folder.file("out-%d.jpg"))", "index=1"])
        try Ports.waitForReceiver(port, by: player)
        try Streams.send(packets, by: sink(port))
        try player.finish()
        #expect(try decoded("out-%d.jpg") == decoded("in-%d.jpg"))

        let source = try StageHarness<UDPSource>(["port": 0])
        try Program.run(
            "gst-launch-1.0",
            ["-q", "multifilesrc", "location=\(folder.file("in-%d.jpg"))", "start-index=1", "stop-index=6"]
                + [
                    "caps=image/jpeg,framerate=25/1,width=328,height=240,parsed=true", "!", "jpegparse", "!",
                    "rtpjpegpay",
                ]
                + ["!", "udpsink", "host=127.0.0.1", "port=\(source.port())", "sync=false"])
        while try source.produce(timeout_ns: 0) == .emitted {}
        let pictures = try Streams.unpack(source.items.bytes(), ["codec": "jpeg"]).bytes()
        #expect(pictures.count == 6)
        for (index, picture) in pictures.enumerated() {
            try Data(picture).write(to: URL(fileURLWithPath: folder.file("back-\(index + 1).jpg")))
        }
        #expect(try decoded("back-%d.jpg") == decoded("in-%d.jpg"))
    }
}
