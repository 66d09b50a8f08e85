import Foundation
import NetworkLink

/// Ports of this machine.
enum Ports {
    /// An even port and the one above it, both free a moment ago.
    static func freePair() throws -> Int {
        for _ in 0..<200 {
            let first = try Socket.receiver(address: "127.0.0.1", port: 0, buffer_bytes: 0)
            let port = first.port
            guard port % 2 == 0, (try? Socket.receiver(address: "127.0.0.1", port: port + 1, buffer_bytes: 0)) != nil,
                (try? Socket.listener(address: "127.0.0.1", port: port, backlog: 1)) != nil
            else { continue }
            return port
        }
        throw TooLate(description: "no free pair of ports")
    }

    /// Waits until another program receives at a port.
    static func waitForReceiver(_ port: Int, _ protocols: String = "udp", by program: Program) throws {
        let hex = String(format: ":%04X ", port)
        try waitUntil("\(program.name) receives at port \(port)") {
            guard program.isRunning else { throw TooLate(description: "\(program.name) has ended") }
            return [protocols, protocols + "6"].contains { table in
                let text = (try? String(contentsOfFile: "/proc/net/\(table)", encoding: .utf8)) ?? ""
                // The second column is the local address.
                return text.split(separator: "\n").contains { line in
                    let words = line.split(separator: " ")
                    return words.count > 2 && (words[1] + " ").hasSuffix(hex)
                }
            }
        }
    }
}
