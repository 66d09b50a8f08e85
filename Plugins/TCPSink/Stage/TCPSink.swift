import NetworkLink
import PluginSDK

/// Sends packets over connections with RFC 4571 framing. A receiver that is slow costs the others nothing.
public struct TCPSink: Stage {
    /// Packets in, nothing out.
    public static let manifest = StageManifest(
        id: "io.sluice.tcp-sink", summary: "Sends RTP and RTCP over TCP, framed by RFC 4571.",
        inputs: [.packets("in", ["rtp"], "A frame for each packet.")], outputs: [], state: .graph, blocking: true,
        advances: true)

    /// From here on bytes are sent before the moment is over.
    private static let batch_bytes = 64 << 10

    private let context: StageContext
    private let settings: TCPSinkSettings
    private var peers: PeerSet
    private var isFirst = true
    private var unsent = 0
    private var nobody = LogCount()
    private var unfit = LogCount()

    /// Listens, or looks at the address.
    /// - Throws: `io` when the port is taken or not allowed.
    public init(settings: TCPSinkSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        peers = try PeerSet(settings, context)
    }

    /// Adds a packet for each receiver.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet else { return }
        let bytes = packet.bytes
        guard (1...0xFFFF).contains(bytes.byteCount) else {
            if unfit.add() { context.log(.warning, "\(unfit.count) packets of 0 or over 65,535 bytes were not sent") }
            return
        }
        if unsent == 0 { peers.admit() }
        if isFirst { waitForFirst() }
        if peers.peers.isEmpty {
            if nobody.add() { context.log(.info, "\(nobody.count) packets went nowhere: no receiver is connected") }
            return
        }
        let now_ns = context.now_ns
        for index in peers.peers.indices { add(bytes, index, now_ns) }
        unsent += bytes.byteCount
        if unsent >= Self.batch_bytes { flush() }
    }

    private mutating func add(_ bytes: RawSpan, _ index: Int, _ now_ns: Int64) {
        if !peers.peers[index].hasRoom(for: bytes.byteCount) { makeRoom(bytes.byteCount, index) }
        guard !peers.peers[index].isOver else { return }
        if peers.peers[index].hasRoom(for: bytes.byteCount) {
            peers.peers[index].append(bytes, now_ns)
        } else if peers.peers[index].dropped.add() {
            let peer = peers.peers[index]
            context.log(.warning, "\(peer.name) does not keep up: \(peer.dropped.count) packets were left out for it")
        }
    }

    private mutating func makeRoom(_ count: Int, _ index: Int) {
        let limit_ns = Int64(settings.stall_seconds * 1e9)
        peers.peers[index].flush(context.now_ns)
        guard settings.slow_peer == .wait else { return }
        while !peers.peers[index].hasRoom(for: count), !peers.peers[index].isOver, !context.isCancelled,
            !peers.peers[index].isStalled(context.now_ns, limit_ns: limit_ns)
        {
            _ = peers.peers[index].socket.wait(for: .writable, milliseconds: 100)
            peers.peers[index].flush(context.now_ns)
        }
    }

    /// Sends: nothing more comes of this moment.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        peers.admit()
        flush()
    }

    /// Sends all that waits, as long as receivers take it.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { finish() }

    /// Sends all that waits, as long as receivers take it.
    public mutating func stop() throws(StageError) { finish() }

    private mutating func flush() {
        unsent = 0
        if settings.slow_peer == .disconnect {
            let now_ns = context.now_ns
            if peers.peers.contains(where: { $0.dropped.count > 0 }) { peers.part(now_ns) { $0.dropped.count > 0 } }
        }
        peers.flush()
    }

    private mutating func finish() {
        flush()
        while !context.isCancelled, peers.peers.contains(where: { $0.waiting > 0 }) {
            peers.wait(milliseconds: 100)
            peers.flush()
        }
    }

    private mutating func waitForFirst() {
        isFirst = false
        let deadline_ns = context.now_ns + Int64(settings.wait_for_peer_seconds * 1e9)
        while peers.peers.isEmpty, context.now_ns < deadline_ns, !context.isCancelled {
            peers.wait(milliseconds: 20)
            peers.admit()
        }
    }
}
