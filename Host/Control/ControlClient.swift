import CHostShim
import Glibc
import HostCore

/// Asks a running host for something.
public struct ControlClient {
    private let path: String
    /// How long an answer may take: an edit waits for stages to come to the end of an item, and for new ones to start.
    private static let patience_s: Int32 = 60

    /// - Parameter path: The host's socket.
    public init(path: String) { self.path = path }

    /// The socket of the only running host of this user, or of the one that is named. What hosts that died have left
    /// behind is removed.
    /// - Parameter name: Part of the socket's name: the graph's, or the process id; `nil` for the only one.
    /// - Throws: `missing` when there is none, `usage` when there are several.
    public static func find(_ name: String? = nil) throws(HostError) -> ControlClient {
        var alive: [String] = []
        for path in ControlPlace.sockets {
            let made = shim_local_connect(path, 1)
            if made >= 0 {
                close(made)
                alive.append(path)
            } else if made == -ECONNREFUSED {
                unlink(path)
            }
        }
        let names = alive.map { $0.split(separator: "/").last.map { String($0.dropLast(5)) } ?? $0 }
        let chosen = zip(alive, names).filter { $0.1.isSocket(of: name) }
        guard let first = chosen.first else {
            let others = names.isEmpty ? "no graph runs as this user" : "there are \(names.joined(separator: ", "))"
            let what = name.map { "no running graph is called \($0)" } ?? "nothing to talk to"
            throw HostError(
                .missing, "\(what): \(others); start one with 'sluice run GRAPH', or name its socket with --socket")
        }
        guard chosen.count == 1 else {
            throw HostError(
                .usage, "several graphs run: \(chosen.map(\.1).joined(separator: ", ")); say which with --name")
        }
        return ControlClient(path: first.0)
    }

    /// Sends a request and waits for its answer.
    /// - Throws: `missing` when nobody listens, `file` when the connection breaks.
    public func ask(_ request: ControlRequest) throws(HostError) -> JSONValue {
        let connection = shim_local_connect(path, Self.patience_s)
        guard connection >= 0 else {
            throw HostError(
                .missing,
                "no running graph listens at \(path): \(ControlPlace.reason(-connection)); is it still running?")
        }
        defer { close(connection) }
        var left = Array(request.line.utf8)[...]
        while !left.isEmpty {
            let sent = left.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { throw broken() }
            left = left.dropFirst(sent)
        }
        return try answer(connection)
    }

    private func answer(_ connection: Int32) throws(HostError) -> JSONValue {
        var line: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(connection, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw broken() }
            if let end = bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) {
                line += bytes[..<end]
                break
            }
            line += bytes[..<count]
            guard line.count < 64 << 20 else { throw broken() }
        }
        guard let value = try? JSONValue.parse(String(decoding: line, as: UTF8.self)) else {
            throw HostError(.file, "what the host at \(path) answers is no JSON; is it a Sluice of this version?")
        }
        return value
    }

    private func broken() -> HostError {
        let reason = errno == 0 ? "it closed the connection" : ControlPlace.reason(errno)
        return HostError(.file, "the host at \(path) gave no answer: \(reason); see its log")
    }
}

extension String {
    /// Whether a socket's name, `GRAPH-PID`, is that of a graph or process; any for `nil`.
    fileprivate func isSocket(of name: String?) -> Bool {
        guard let name else { return true }
        return self == name || hasPrefix(name + "-") || hasSuffix("-" + name)
    }
}
