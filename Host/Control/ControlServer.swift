import CHostShim
import Glibc
import HostCore
import Synchronization

/// Listens on a local socket of this user's and hands requests to the control thread, one after the other.
///
/// Concurrency model: one thread of its own talks to clients; ``next()`` and the answer come from the control thread.
/// Clients of other users are turned away, and no more than ``limit`` are served at once.
public final class ControlServer: Sendable {
    /// A request that waits for its answer.
    public struct Pending: Sendable {
        /// What is asked.
        public let request: ControlRequest
        fileprivate let connection: Int32
        fileprivate let ticket: UInt64
    }

    private struct Client {
        var buffer = LineBuffer()
        var ticket: UInt64
        var outgoing: [UInt8] = []
        var isClosing = false
    }

    private struct State {
        var clients: [Int32: Client] = [:]
        var waiting: [Pending] = []
        var nextTicket: UInt64 = 0
        var thread: pthread_t?
    }

    /// Most clients at once.
    public static let limit = 16
    /// Where it listens.
    public let path: String
    private let listener: Int32
    private let wakeRead: Int32
    private let wakeWrite: Int32
    private let state = Mutex(State())
    private let isStopping = Atomic<Bool>(false)
    private let wake: @Sendable () -> Void

    /// Listens.
    /// - Parameters:
    ///   - path: Where; ``ControlPlace/socket(for:)`` unless the user says so. What a dead host left there is replaced.
    ///   - wake: Called on the server's thread when a request waits.
    /// - Throws: `file` when it cannot listen there.
    public init(path: String, wake: @escaping @Sendable () -> Void) throws(HostError) {
        self.path = path
        self.wake = wake
        if path.hasPrefix(ControlPlace.folder + "/") { try ControlPlace.makeFolder() }
        var made = shim_local_listen(path)
        if made == -EADDRINUSE, Self.isDead(path), unlink(path) == 0 { made = shim_local_listen(path) }
        guard made >= 0 else {
            let remedy = made == -ENAMETOOLONG ? "use a shorter one" : "name another with --control PATH"
            throw HostError(
                .file, "the control socket \(path) cannot be made: \(ControlPlace.reason(-made)); \(remedy)")
        }
        listener = made
        var ends: [Int32] = [-1, -1]
        guard shim_pipe(&ends) == 0 else {
            close(made)
            throw HostError(.limit, "the control socket \(path) cannot be served: \(ControlPlace.reason(errno))")
        }
        (wakeRead, wakeWrite) = (ends[0], ends[1])
    }

    /// A socket file that nobody listens at; a file of another kind is nobody's to replace.
    private static func isDead(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        let probe = shim_local_connect(path, 1)
        if probe >= 0 { close(probe) }
        return probe == -ECONNREFUSED
    }

    /// Starts to serve.
    public func start() {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                shim_name_thread("sluice-control")
                Unmanaged<ControlServer>.fromOpaque(argument).takeRetainedValue().serve()
                return nil
            }, box.toOpaque())
        guard status == 0 else { return box.release() }
        state.withLock { $0.thread = thread }
    }

    /// Ends serving and removes the socket. Requests that wait get no answer.
    public func stop() {
        guard !isStopping.exchange(true, ordering: .sequentiallyConsistent) else { return }
        nudge()
        if let thread = state.withLock({ $0.thread }) { pthread_join(thread, nil) }
        close(listener)
        unlink(path)
        close(wakeRead)
        close(wakeWrite)
    }

    /// The next request. Control thread.
    public func next() -> Pending? { state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() } }

    /// Answers a request. Control thread.
    public func answer(_ pending: Pending, _ value: JSONValue) {
        state.withLock { state in
            guard state.clients[pending.connection]?.ticket == pending.ticket else { return }
            state.clients[pending.connection]?.outgoing += Array((value.text + "\n").utf8)
        }
        nudge()
    }

    private func nudge() {
        var byte: UInt8 = 0
        _ = write(wakeWrite, &byte, 1)
    }

    private func serve() {
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0),
            ]
            state.withLock { state in
                for (connection, client) in state.clients {
                    let events = (client.isClosing ? 0 : POLLIN) | (client.outgoing.isEmpty ? 0 : POLLOUT)
                    polled.append(pollfd(fd: connection, events: Int16(events), revents: 0))
                }
            }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            if polled[1].revents != 0 { emptyPipe() }
            for entry in polled.dropFirst(2) where entry.revents != 0 { attend(entry) }
            if polled[0].revents != 0 { admit() }
        }
        for connection in state.withLock({ Array($0.clients.keys) }) { drop(connection) }
    }

    private func emptyPipe() {
        var bytes = [UInt8](repeating: 0, count: 64)
        _ = read(wakeRead, &bytes, bytes.count)
    }

    private func admit() {
        let made = shim_local_accept(listener)
        guard made >= 0 else { return }
        let peer = shim_local_peer(made)
        let isWelcome = peer == getuid() || peer == 0
        let isRoom = state.withLock { state in
            guard isWelcome, state.clients.count < Self.limit else { return false }
            state.nextTicket += 1
            state.clients[made] = Client(ticket: state.nextTicket)
            return true
        }
        if !isRoom { close(made) }
    }

    private func attend(_ entry: pollfd) {
        if Int32(entry.revents) & (POLLERR | POLLNVAL) != 0 { return drop(entry.fd) }
        if Int32(entry.revents) & POLLOUT != 0, !flush(entry.fd) { return drop(entry.fd) }
        if Int32(entry.revents) & (POLLIN | POLLHUP) != 0, !take(entry.fd) { drop(entry.fd) }
    }

    /// Writes what waits. `false` when the client is gone, or has all it was to get.
    private func flush(_ connection: Int32) -> Bool {
        state.withLock { state in
            guard var client = state.clients[connection] else { return false }
            let sent = client.outgoing.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 { return errno == EAGAIN || errno == EINTR }
            client.outgoing.removeFirst(sent)
            state.clients[connection] = client
            return !(client.isClosing && client.outgoing.isEmpty)
        }
    }

    /// Reads requests. `false` when the client has gone.
    private func take(_ connection: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16384)
        let count = read(connection, &bytes, bytes.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0 else { return false }
        let hasRequests = state.withLock { state in
            guard var client = state.clients[connection] else { return false }
            var isAsking = false
            for line in client.buffer.take(bytes[..<count]) {
                do throws(HostError) {
                    let request = try ControlRequest(line: line)
                    guard state.waiting.count < 64 else { throw HostError(.limit, "too many requests wait; try again") }
                    state.waiting.append(Pending(request: request, connection: connection, ticket: client.ticket))
                    isAsking = true
                } catch {
                    client.outgoing += Array((ControlAnswer.refused(error).text + "\n").utf8)
                }
            }
            if client.buffer.isTooLong {
                let error = HostError(.limit, "a request may have at most \(LineBuffer.limit) bytes")
                client.outgoing += Array((ControlAnswer.refused(error).text + "\n").utf8)
                client.isClosing = true
            }
            state.clients[connection] = client
            return isAsking
        }
        if hasRequests { wake() }
        return true
    }

    private func drop(_ connection: Int32) {
        state.withLock { state in
            state.clients[connection] = nil
            state.waiting.removeAll { $0.connection == connection }
        }
        close(connection)
    }
}
