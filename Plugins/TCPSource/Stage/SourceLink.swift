import NetworkLink
import PluginSDK
import RTP

/// The connection of a source: waits for one or makes one, reads it, and begins anew when it is lost.
///
///     idle ──accepted, or connected──▶ open ──closed, silent──▶ idle
///       └──connect──▶ connecting ──failed──▶ idle (later)
struct SourceLink {
    /// What a step came to.
    enum Step {
        case nothing
        case opened
        case bytes
        case closed
    }

    private enum State {
        case idle
        case connecting(Socket)
        case open(Socket)
    }

    private let settings: TCPSourceSettings
    private let context: StageContext
    private let listener: Socket?
    private let senders: [Host]
    private var state = State.idle
    private var backOff = BackOff()
    private var lastByte_ns: Int64 = 0
    private var refused = LogCount()

    init(_ settings: TCPSourceSettings, _ context: StageContext) throws(StageError) {
        self.settings = settings
        self.context = context
        senders = try Host.list(settings.senders, key: "senders")
        guard settings.mode == .listen else {
            listener = nil
            return
        }
        let socket = try Socket.listener(address: settings.address, port: settings.port, backlog: 4)
        listener = socket
        context.log(.info, "listens at \(settings.address) port \(socket.port)")
    }

    mutating func step(until deadline_ns: Int64, _ reader: inout FrameReader) -> Step {
        let patience = Int(min(1000, max(0, (deadline_ns - context.now_ns + 999_999) / 1_000_000)))
        switch state {
        case .idle: return listener.map { accept($0, patience) } ?? connect(deadline_ns)
        case .connecting(let socket): return finishConnecting(socket, patience)
        case .open(let socket): return read(socket, patience, &reader)
        }
    }

    private mutating func accept(_ listener: Socket, _ patience: Int) -> Step {
        guard listener.wait(for: .readable, milliseconds: patience), let (socket, host) = listener.accept() else {
            return .nothing
        }
        guard senders.isEmpty || senders.contains(host) else {
            if refused.add() { context.log(.warning, "\(refused.count) connections were refused, the last of \(host)") }
            return .nothing
        }
        context.log(.info, "\(host) has connected")
        return open(socket)
    }

    private mutating func open(_ socket: Socket) -> Step {
        state = .open(socket)
        lastByte_ns = context.now_ns
        backOff.succeed()
        return .opened
    }

    private mutating func connect(_ deadline_ns: Int64) -> Step {
        let now_ns = context.now_ns
        guard backOff.isDue(now_ns) else {
            Pause.until(min(deadline_ns, backOff.due_ns ?? now_ns), now_ns)
            return .nothing
        }
        do throws(StageError) {
            state = .connecting(try Socket.connection(to: settings.address, port: settings.port))
        } catch {
            fail(error.message)
        }
        return .nothing
    }

    private mutating func finishConnecting(_ socket: Socket, _ patience: Int) -> Step {
        guard socket.wait(for: .writable, milliseconds: patience) else { return .nothing }
        if let failure = socket.connectionFailure {
            fail("cannot connect to \(settings.address) port \(settings.port): \(failure)")
            return .nothing
        }
        context.log(.info, "has connected to \(settings.address) port \(settings.port)")
        return open(socket)
    }

    private mutating func fail(_ message: String) {
        state = .idle
        backOff.fail(context.now_ns)
        if refused.add() { context.log(.warning, message) }
    }

    private mutating func read(_ socket: Socket, _ patience: Int, _ reader: inout FrameReader) -> Step {
        var isOver = false
        let take = { (room: UnsafeMutableRawBufferPointer) -> Int in
            let count = socket.receive(into: room)
            isOver = count == nil
            return count ?? 0
        }
        var count = reader.fill(take)
        if count == 0, !isOver, socket.wait(for: .readable, milliseconds: patience) { count = reader.fill(take) }
        if isOver { return close("has closed the connection") }
        guard count > 0 else { return lookAtSilence() }
        lastByte_ns = context.now_ns
        return .bytes
    }

    private mutating func lookAtSilence() -> Step {
        let limit_ns = Int64(settings.idle_timeout_seconds * 1e9)
        guard limit_ns > 0, context.now_ns - lastByte_ns >= limit_ns else { return .nothing }
        return close("was silent for \(settings.idle_timeout_seconds) s, and the connection was closed")
    }

    private mutating func close(_ what: String) -> Step {
        context.log(.info, "the sender \(what)")
        state = .idle
        if listener == nil { backOff.fail(context.now_ns) }
        return .closed
    }
}
