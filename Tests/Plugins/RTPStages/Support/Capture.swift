import Foundation
import TestMaterial

/// Files of captured datagrams (pcap).
enum Capture {
    /// The payloads of all UDP datagrams of an Ethernet capture, with their ports.
    static func datagrams(_ path: String) throws -> [(port: Int, bytes: [UInt8])] {
        let file = [UInt8](try Data(contentsOf: TestMaterial.file(path)))
        func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) } }
        var offset = 24
        var found: [(Int, [UInt8])] = []
        while offset + 16 <= file.count {
            let length = word(offset + 8)
            let packet = offset + 16
            offset = packet + length
            guard length > 42, file[packet + 12] == 8, file[packet + 13] == 0, file[packet + 23] == 17 else { continue }
            let udp = packet + 14 + Int(file[packet + 14] & 15) * 4
            let size = Int(file[udp + 4]) << 8 | Int(file[udp + 5])
            found.append((Int(file[udp + 2]) << 8 | Int(file[udp + 3]), Array(file[(udp + 8)..<(udp + size)])))
        }
        return found
    }

    /// A capture of datagrams as raw IPv4.
    static func write(_ datagrams: [(port: Int, bytes: [UInt8])], to path: String) throws {
        func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
        var file: [UInt8] = [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0] + little(0) + little(0) + little(65_535) + little(101)
        for (index, datagram) in datagrams.enumerated() {
            let total = 28 + datagram.bytes.count
            var ip: [UInt8] =
                [0x45, 0] + big(total) + big(index & 0xFFFF) + [0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]
            var sum = stride(from: 0, to: 20, by: 2).reduce(0) { $0 + (Int(ip[$1]) << 8 | Int(ip[$1 + 1])) }
            sum = (sum & 0xFFFF) + (sum >> 16)
            ip.replaceSubrange(10..<12, with: big(~((sum & 0xFFFF) + (sum >> 16))))
            file +=
                little(UInt32(index / 1000)) + little(UInt32(index % 1000 * 1000)) + little(UInt32(total))
                + little(UInt32(total))
            file += ip + big(40_000) + big(datagram.port) + big(8 + datagram.bytes.count) + [0, 0] + datagram.bytes
        }
        try Data(file).write(to: URL(fileURLWithPath: path))
    }
}
