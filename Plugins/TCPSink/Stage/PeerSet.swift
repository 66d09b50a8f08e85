import NetworkLink
import PluginSDK

/// The receivers of a sink: takes them in, or goes to the one, and begins anew when it is lost.
struct PeerSet {
    private let settings: TCPSinkSettings
    private let context: StageContext
    private let listener: Socket?
    private let allowed: [Host]
    private let stall_ns: Int64
    var peers: [Peer] = []
    private var connecting: Socket?
    private var backOff = BackOff()
    private var refused = LogCount()

    init(_ settings: TCPSinkSettings, _ context: StageContext) throws(StageError) {
        self.settings = settings
        self.context = context
        stall_ns = Int64(settings.stall_seconds * 1e9)
        allowed = try Host.list(settings.receivers, key: "receivers")
        guard settings.mode == .listen else {
            listener = nil
            return
        }
        let socket = try Socket.listener(
            address: settings.address, port: settings.port, backlog: settings.max_peers)
        listener = socket
        context.log(.info, "listens at \(settings.address) port \(socket.port)")
    }

    /// Takes in who waits, and goes on with a connection under way.
    mutating func admit() {
        if let listener {
            while let (socket, host) = listener.accept() { admit(socket, host) }
        } else if peers.isEmpty {
            connect()
        }
    }

    private mutating func admit(_ socket: Socket, _ host: Host) {
        guard peers.count < settings.max_peers, allowed.isEmpty || allowed.contains(host) else {
            if refused.add() {
                context.log(.warning, "\(refused.count) receivers were turned away, the last of \(host)")
            }
            return
        }
        add(socket, "\(host)")
    }

    private mutating func add(_ socket: Socket, _ name: String) {
        context.log(.info, "sends to \(name)")
        peers.append(Peer(socket, name: name, capacity: settings.buffer_bytes, now_ns: context.now_ns))
    }

    private mutating func connect() {
        let now_ns = context.now_ns
        if let socket = connecting {
            guard socket.wait(for: .writable, milliseconds: 0) else { return }
            connecting = nil
            if let failure = socket.connectionFailure {
                fail("cannot connect to \(settings.address) port \(settings.port): \(failure)", now_ns)
            } else {
                backOff.succeed()
                refused = LogCount()
                add(socket, "\(settings.address) port \(settings.port)")
            }
        } else if backOff.isDue(now_ns) {
            do throws(StageError) {
                connecting = try Socket.connection(to: settings.address, port: settings.port)
            } catch {
                fail(error.message, now_ns)
            }
        }
    }

    private mutating func fail(_ message: String, _ now_ns: Int64) {
        backOff.fail(now_ns)
        if refused.add() { context.log(.warning, message) }
    }

    /// Waits, at most so long, until a receiver may have come or room may have been made.
    func wait(milliseconds: Int) {
        var sockets = peers.filter { $0.waiting > 0 }.map { ($0.socket, Socket.Readiness.writable) }
        if peers.isEmpty, let listener { sockets.append((listener, .readable)) }
        if peers.isEmpty, let connecting { sockets.append((connecting, .writable)) }
        _ = Socket.wait(sockets, milliseconds: milliseconds)
    }

    /// Sends what can be sent, and parts with those who are gone or take nothing.
    mutating func flush() {
        let now_ns = context.now_ns
        var isAnyOver = false
        for index in peers.indices {
            peers[index].flush(now_ns)
            if peers[index].isOver || peers[index].isStalled(now_ns, limit_ns: stall_ns) { isAnyOver = true }
        }
        if isAnyOver { part(now_ns) { [stall_ns] in $0.isOver || $0.isStalled(now_ns, limit_ns: stall_ns) } }
    }

    /// Closes connections.
    mutating func part(_ now_ns: Int64, _ isOver: (Peer) -> Bool) {
        for peer in peers where isOver(peer) {
            let why = peer.isOver ? "has gone" : "takes no more bytes, and was closed"
            context.log(.info, "\(peer.name) \(why); \(peer.waiting) bytes were waiting")
        }
        peers.removeAll(where: isOver)
        if listener == nil, peers.isEmpty { backOff.fail(now_ns) }
    }
}
