import Foundation
import Glibc
import Testing

/// The example of a pair of graphs that send and receive, as it ships.
@Suite("Two graphs on one machine, RTP between them")
struct LoopbackTests {
    private static let plugins = [
        "encoder", "decoder", "rtp-packer", "rtp-unpacker", "udp-sink", "udp-source", "image-sink", "record-sink",
        "convert",
    ]

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
            }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func isBound(_ port: Int) -> Bool {
        let hex = String(format: ":%04X", port)
        let table = (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8)) ?? ""
        return table.split(separator: "\n").contains {
            $0.split(separator: " ").dropFirst().first?.hasSuffix(hex) == true
        }
    }

    private func start(_ graph: String, _ settings: [String], _ ports: [Int], in folder: Folder) throws -> Process {
        let path = Sluice.root.appending(path: "examples/rtp-loopback/\(graph).yaml").path
        let process = Sluice.process(
            ["run", path, "--quiet"] + settings.flatMap { ["--set", $0] }, in: folder, plugins: Self.plugins)
        process.environment?["FRAMES"] = "25"
        process.environment?["PORT"] = "\(ports[0])"
        process.environment?["ANSWERS"] = "\(ports[1])"
        try process.run()
        return process
    }

    private func wait(_ what: String, _ isSo: () -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 60)
        while !isSo() {
            try #require(Date() < end, "\(what): not within a minute")
            usleep(2000)
        }
    }

    @Test("each picture that is sent is received, and both ends know how it went")
    func loopback() throws {
        let folder = try Folder()
        // Different ones, since the first is still free when the second is asked for.
        var ports = [try Self.freePort(), try Self.freePort()]
        while ports[0] == ports[1] { ports[1] = try Self.freePort() }
        let receiver = try start(
            "receive", ["stages.pictures.with.directory=pictures", "stages.reception.with.path=reception.jsonl"], ports,
            in: folder)
        defer { if receiver.isRunning { receiver.terminate() } }
        try wait("the receiver binds its port") { Self.isBound(ports[0]) || !receiver.isRunning }
        let sender = try start(
            "send",
            ["stages.link.with.path=link.jsonl", "stages.packets.with.sdp_path=cam.sdp", "streams.cam.pace=max"], ports,
            in: folder)
        defer { if sender.isRunning { sender.terminate() } }
        try wait("both end by the goodbye") { !receiver.isRunning && !sender.isRunning }
        #expect(receiver.terminationStatus == 0 && sender.terminationStatus == 0)
        let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.file("pictures").path)
        #expect(pictures.count == 25)
        let last = try #require(try folder.text("reception.jsonl").split(separator: "\n").last)
        #expect(
            last.contains("\"last\":true") && last.contains("\"lost\":0,") && last.contains("\"units\":25"), "\(last)")
        #expect(try folder.text("link.jsonl").contains("\"sluice.rtp-link\""))
        #expect(try folder.text("cam.sdp").contains("m=video \(ports[0]) RTP/AVP 96"))
    }
}
