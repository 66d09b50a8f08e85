import Foundation
import NetworkLink
import PluginSDK
import RTP
import SluiceTestKit
import TCPSinkStage
import TCPSourceStage
import Testing
import UDPSinkStage
import UDPSourceStage

/// Sinks and sources against each other and against misuse, on ports that the system gives.
@Suite("Sinks and sources of the network", .serialized)
struct NetworkTests {
    func packets(_ count: Int, bytes: Int = 200) -> [TestPacket] {
        (0..<count).map {
            TestPacket(codec: "rtp", bytes: [0x80, 96] + [UInt8](repeating: UInt8($0 & 255), count: bytes))
        }
    }

    func udpSink(_ port: Int, _ more: ConfigValue = [:]) throws -> StageHarness<UDPSink> {
        try StageHarness<UDPSink>((["port": .integer(Int64(port))] as ConfigValue).merging(more))
    }

    func goodbye() -> TestPacket {
        var bytes: [UInt8] = []
        RTCPWriter.appendReceiverReport(from: 1, blocks: [], to: &bytes)
        RTCPWriter.appendBye(of: 1, to: &bytes)
        return TestPacket(codec: "rtp", bytes: bytes)
    }

    @Test(
        "datagrams come as they were sent, in order, over IPv4 and IPv6", arguments: ["127.0.0.1", "::1", "localhost"])
    func datagrams(address: String) throws {
        let source = try StageHarness<UDPSource>(["port": 0, "address": .text(address), "end_on_bye": true])
        let sink = try udpSink(try source.port(), ["address": .text(address)])
        let sent = packets(150)
        for packet in sent + [goodbye()] { try sink.push(packet) }
        try sink.finish()
        try source.receive { false }
        #expect(source.items.dropLast().map(\.packet?.bytes) == sent.map(\.bytes))
        #expect(source.items.map(\.seq) == (1...151).map { UInt64($0) } && source.items.first?.pts_ns == 0)
        #expect(!source.progress.isEmpty && source.close().isClean && sink.close().isClean)
    }

    @Test("packets of one moment are sent when it is over, not before")
    func batches() throws {
        let source = try StageHarness<UDPSource>(["port": 0])
        let sink = try udpSink(try source.port())
        for packet in packets(3) { try sink.push(packet, seq: 1) }
        #expect(try source.produce(timeout_ns: 0) == .nothingYet)
        try sink.advance(seq: 1)
        #expect(try source.produce(timeout_ns: 0) == .emitted && source.items.count == 3)
        for packet in packets(64) { try sink.push(packet, seq: 2) }
        while try source.produce(timeout_ns: 0) == .emitted {}
        #expect(source.items.count == 67)
    }

    @Test("what nobody receives is told and costs nothing else; what cannot be sent is left out")
    func nobody() throws {
        let port = try Ports.freePair()
        let sink = try udpSink(port)
        for _ in 0..<5 {
            for packet in packets(10) { try sink.push(packet) }
            try sink.advance()
        }
        #expect(sink.logs.contains { $0.text.contains("nobody receives at 127.0.0.1 port \(port)") })
        try sink.push(TestPacket(codec: "rtp", bytes: []))
        try sink.push(TestPacket(codec: "rtp", bytes: [UInt8](repeating: 1, count: 65_508)))
        #expect(sink.logs.contains { $0.text.contains("65,507") } && sink.errors.isEmpty)
        try sink.finish()
        #expect(sink.close().isClean)
    }

    @Test("datagrams that are too large, and those of others, are refused and counted")
    func unwanted() throws {
        let source = try StageHarness<UDPSource>(["port": 0, "max_packet_bytes": 100])
        let sink = try udpSink(try source.port())
        for packet in packets(3) + packets(2, bytes: 50) { try sink.push(packet) }
        try sink.finish()
        while try source.produce(timeout_ns: 0) == .emitted {}
        #expect(source.items.count == 2 && source.logs.contains { $0.text.contains("max_packet_bytes") })
        let guarded = try StageHarness<UDPSource>(["port": 0, "senders": ["192.0.2.7", "2001:db8::1"]])
        let stranger = try udpSink(try guarded.port())
        for packet in packets(4) { try stranger.push(packet) }
        try stranger.finish()
        while try guarded.produce(timeout_ns: 0) == .emitted {}
        #expect(
            guarded.items.isEmpty && guarded.logs.contains { $0.text.contains("127.0.0.1") && $0.level == .warning })
    }

    @Test("an empty datagram goes on, for the unpacker to count")
    func empty() throws {
        let source = try StageHarness<UDPSource>(["port": 0])
        let sender = try Socket.sender(
            to: "127.0.0.1", port: try source.port(), from: nil, localPort: 0, buffer_bytes: 0, hops: 0)
        #expect(
            sender.send([], from: 0, lengths: [0][...]).sent == 0
                || sender.send([0], from: 0, lengths: [0][...]).sent == 1)
        try source.receive { !source.items.isEmpty }
        #expect(source.items.first?.packet?.bytes == [])
        #expect(try Streams.unpack([[]]).lastRecord?["refused"]?["empty"]?.asInteger == 1)
    }

    @Test("a source ends after silence when it is told to, and waits for the first datagram as long as it takes")
    func silence() throws {
        let source = try StageHarness<UDPSource>(["port": 0, "end_after_idle_seconds": 2])
        source.clock_ns += 100_000_000_000
        #expect(try source.produce(timeout_ns: 0) == .nothingYet)
        let sink = try udpSink(try source.port())
        try sink.push(packets(1)[0])
        try sink.finish()
        try source.receive { !source.items.isEmpty }
        #expect(try source.produce(timeout_ns: 0) == .nothingYet)
        source.clock_ns += 2_000_000_000
        #expect(try source.produce(timeout_ns: 0) == .end)
    }

    @Test("a port that is taken, an address that is none, and keys that do not fit are refused")
    func refused() throws {
        let source = try StageHarness<UDPSource>(["port": 0])
        let listener = try StageHarness<TCPSource>(["port": 0])
        let (udp, tcp) = (Int64(try source.port()), Int64(try listener.port()))
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "accepted"
        }
        #expect(
            message { _ = try StageHarness<UDPSource>(["port": .integer(udp)]) }.contains(
                "127.0.0.1 port \(udp): Address already in use"))
        #expect(message { _ = try StageHarness<TCPSource>(["port": .integer(tcp)]) }.contains("Address already in use"))
        #expect(message { _ = try StageHarness<UDPSource>(["port": 0, "address": "192.0.2.1"]) }.contains("192.0.2.1"))
        #expect(
            message { _ = try StageHarness<UDPSource>(["port": 0, "senders": ["localhost"]]) }.hasPrefix("senders:"))
        #expect(message { _ = try StageHarness<UDPSink>(["port": 9, "from_port": 5]) }.hasPrefix("from_port:"))
        #expect(message { _ = try StageHarness<TCPSink>(["port": 0]) }.hasPrefix("port:"))
        #expect(message { _ = try StageHarness<TCPSource>(["port": 0, "mode": "connect"]) }.hasPrefix("port:"))
    }

    func tcpSink(_ port: Int, _ more: ConfigValue = [:]) throws -> StageHarness<TCPSink> {
        try StageHarness<TCPSink>((["port": .integer(Int64(port))] as ConfigValue).merging(more))
    }

    @Test("packets come over a connection as they were sent, whoever begins it", arguments: ["connect", "listen"])
    func connections(mode: String) throws {
        let sent = packets(300, bytes: 3000) + [goodbye()]
        let isListening = mode == "listen"
        let wait: ConfigValue = ["mode": .text(mode), "wait_for_peer_seconds": 60, "slow_peer": "wait"]
        let first = isListening ? try tcpSink(0, wait) : nil
        let port = try first?.port() ?? 0
        let source = try StageHarness<TCPSource>([
            "port": .integer(Int64(port)), "mode": isListening ? "connect" : "listen", "end_on_bye": true,
        ])
        let sink = try first ?? tcpSink(try source.port(), wait)
        if isListening { _ = try source.produce(timeout_ns: 10_000_000) }
        // 900 kB fit the buffers of the system and the sink, so neither waits for the other in this one thread.
        for packet in sent { try sink.push(packet) }
        try sink.advance()
        var flushed = false
        try source.receive {
            if !flushed { try sink.advance() }
            flushed = source.items.count == sent.count
            return false
        }
        #expect(source.items.map(\.packet?.bytes) == sent.map(\.bytes))
        try sink.finish()
        #expect(source.close().isClean && sink.close().isClean)
    }

    @Test("a receiver that takes nothing is left out, and the others get all", arguments: ["drop", "disconnect"])
    func slowPeer(policy: String) throws {
        let sink = try tcpSink(0, ["mode": "listen", "slow_peer": .text(policy), "buffer_bytes": 131_072])
        let port = Int64(try sink.port())
        let good = try StageHarness<TCPSource>(["port": .integer(port), "mode": "connect"])
        try good.receive { good.logs.contains { $0.text.contains("connected") } }
        let slow = try Socket.connection(to: "127.0.0.1", port: Int(port))
        #expect(slow.wait(for: .writable, milliseconds: 10_000))
        var sent = 0
        // Until the system's buffers of the slow one are full, and its own too.
        for packet in packets(20_000, bytes: 4000) {
            try sink.push(packet)
            try sink.advance()
            sent += 1
            while good.items.count < sent { try good.receive { good.items.count >= sent } }
            _ = good.take()
            sent = 0
            if sink.logs.contains(where: { $0.text.contains(policy == "drop" ? "keep up" : "closed") }) { break }
        }
        #expect(sink.logs.contains { $0.text.contains("does not keep up") })
        if policy == "disconnect" {
            #expect(sink.logs.contains { $0.text.contains("was closed") || $0.text.contains("has gone") })
        }
    }

    @Test("a sink connects again after a loss, with patience; what goes nowhere is told")
    func reconnect() throws {
        var source: StageHarness<TCPSource>? = try StageHarness<TCPSource>(["port": 0])
        let port = try #require(source).port()
        let sink = try tcpSink(port)
        func pass(_ packet: TestPacket) throws {
            try sink.push(packet)
            try sink.advance()
        }
        try waitUntil("it connects") {
            try pass(packets(1)[0])
            _ = try source?.produce(timeout_ns: 0)
            return source?.items.isEmpty == false
        }
        source = nil
        try waitUntil("it notices") {
            try pass(packets(1)[0])
            return sink.logs.contains { $0.text.contains("has gone") }
        }
        let before = sink.logs.count
        for _ in 0..<50 { try pass(packets(1)[0]) }
        #expect(sink.logs.count - before <= 8)
        let again = try StageHarness<TCPSource>(["port": .integer(Int64(port))])
        try waitUntil("it connects again") {
            sink.clock_ns += 100_000_000
            try pass(packets(1)[0])
            _ = try again.produce(timeout_ns: 0)
            return !again.items.isEmpty
        }
        #expect(again.items[0].flags & 1 == 0)
    }

    @Test("a source takes the next connection when one ends, and marks what comes of it; strangers are turned away")
    func nextConnection() throws {
        let source = try StageHarness<TCPSource>(["port": 0, "max_packet_bytes": 1000])
        let port = try source.port()
        for round in 1...2 {
            let sink = try tcpSink(port)
            try waitUntil("a packet of connection \(round)") {
                try sink.push(packets(1)[0])
                try sink.advance()
                _ = try source.produce(timeout_ns: 0)
                return source.items.contains { ($0.flags & 1 == 1) == (round == 2) }
            }
            try sink.push(packets(1, bytes: 2000)[0])
            try sink.finish()
            sink.close()
            try source.receive { source.logs.count { $0.text.contains("closed the connection") } == round }
        }
        #expect(source.logs.contains { $0.text.contains("max_packet_bytes") })
        let guarded = try StageHarness<TCPSource>(["port": 0, "senders": ["192.0.2.7"]])
        let stranger = try Socket.connection(to: "127.0.0.1", port: try guarded.port())
        try guarded.receive { guarded.logs.contains { $0.text.contains("refused") } }
        #expect(stranger.wait(for: .readable, milliseconds: 10_000) && guarded.items.isEmpty)
    }

    @Test("a silent connection is closed after its time")
    func silentConnection() throws {
        let source = try StageHarness<TCPSource>(["port": 0, "idle_timeout_seconds": 5, "end_on_close": true])
        let silent = try Socket.connection(to: "127.0.0.1", port: try source.port())
        try source.receive { source.logs.contains { $0.text.contains("has connected") } }
        #expect(try source.produce(timeout_ns: 0) == .nothingYet)
        source.clock_ns += 5_000_000_000
        #expect(try source.produce(timeout_ns: 0) == .end)
        #expect(silent.wait(for: .readable, milliseconds: 10_000))
    }

    @Test("bytes of a stranger are taken apart without harm", arguments: 1...6 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let source = try StageHarness<TCPSource>(["port": 0, "max_packet_bytes": 300, "end_on_close": true])
        let stranger = try Socket.connection(to: "127.0.0.1", port: try source.port())
        try source.receive { source.logs.contains { $0.text.contains("has connected") } }
        for _ in 0..<20 {
            let noise = (0..<Int.random(in: 1...4000, using: &random)).map { _ in
                UInt8.random(in: 0...(seed % 2 == 0 ? 255 : 1), using: &random)
            }
            _ = noise.withUnsafeBytes { stranger.send($0) }
            _ = try source.produce(timeout_ns: 0)
        }
        #expect(source.items.allSatisfy { (1...300).contains($0.packet?.bytes.count ?? 0) }, "seed \(seed)")
        #expect(source.errors.isEmpty && source.violations.isEmpty)
    }

    @Test("an attempt is due at once, then after half a second, then after twice as long, up to half a minute")
    func backOff() {
        var backOff = BackOff()
        var now: Int64 = 5
        var waits: [Int64] = []
        #expect(backOff.isDue(now))
        for _ in 0..<8 {
            backOff.fail(now)
            let due = backOff.due_ns ?? now
            #expect(!backOff.isDue(due - 1) && backOff.isDue(due))
            waits.append((due - now) / 1_000_000)
            now = due
        }
        #expect(waits == [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
        backOff.succeed()
        #expect(backOff.isDue(now))
    }
}
