import NetworkLink
import PluginSDK
import RTP

/// Receives datagrams, each as a packet.
public struct UDPSource: Stage {
    /// No input, packets out.
    public static let manifest = StageManifest(
        id: "io.sluice.udp-source", summary: "Receives RTP and RTCP as UDP datagrams.", inputs: [],
        outputs: [.packets("out", ["rtp"], "A packet for each datagram: RTP, or RTCP.")], state: .graph, holds: true,
        blocking: true)

    /// While something has come lately, time is told this often: later stages judge by it what has been lost.
    private static let tick_ms: Int64 = 10
    private static let lively_ns: Int64 = 1_000_000_000

    private let context: StageContext
    private let settings: UDPSourceSettings
    private let codec: Name
    private let senders: [Host]
    private let none: [UInt8] = []
    private let socket: Socket
    private var batch: DatagramBatch
    private var clock: SourceClock
    private var last_ns: Int64?
    private var hasLeft = false
    private var tooLarge = LogCount()
    private var foreign = LogCount()
    private var overflow = LogCount()

    /// Binds the socket: what cannot be received at fails here.
    public init(settings: UDPSourceSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        codec = context.intern("rtp")
        senders = try Host.list(settings.senders, key: "senders")
        socket = try Socket.receiver(
            address: settings.address, port: settings.port, buffer_bytes: settings.receive_buffer_bytes)
        batch = DatagramBatch(packet_bytes: settings.max_packet_bytes)
        clock = SourceClock(context)
        context.log(.info, "receives at \(settings.address) port \(socket.port)")
    }

    /// Emits what has come, or waits for it.
    public mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production {
        var count = try batch.receive(from: socket)
        if count == 0, hasLeft { return .end }
        if count == 0 {
            _ = socket.wait(for: .readable, milliseconds: patience(deadline_ns))
            count = try batch.receive(from: socket)
        }
        let now_ns = context.now_ns
        if count > 0 { try emit(count, now_ns, output) }
        if let last_ns {
            try output.progress(clock.progress(now_ns))
            let idle_ns = now_ns - last_ns
            let limit_ns = Int64(settings.end_after_idle_seconds * 1e9)
            if count == 0, limit_ns > 0, idle_ns >= limit_ns { return .end }
        }
        return count > 0 ? .emitted : .nothingYet
    }

    private func patience(_ deadline_ns: Int64) -> Int {
        let now_ns = context.now_ns
        let rest_ms = max(0, (deadline_ns - now_ns + 999_999) / 1_000_000)
        let isLively = last_ns.map { now_ns - $0 < Self.lively_ns } ?? false
        return Int(isLively ? min(rest_ms, Self.tick_ms) : min(rest_ms, 1000))
    }

    private mutating func emit(_ count: Int, _ now_ns: Int64, _ output: Output) throws(StageError) {
        last_ns = now_ns
        if overflow.set(UInt64(batch.lost)) {
            context.log(
                .warning,
                "the system threw \(batch.lost) datagrams away: the graph is too slow, or raise receive_buffer_bytes "
                    + "and net.core.rmem_max")
        }
        let memory = batch.bytes
        for index in 0..<count where isWanted(index) {
            let bytes = memory.span.bytes.extracting(batch.range(index))
            if settings.end_on_bye, Goodbye.isIn(bytes) { hasLeft = true }
            let stamp = clock.next(now_ns)
            try output.emit(
                packet: codec, bytes, configuration: none.span.bytes, dts_ns: stamp.pts_ns, stamp: stamp)
        }
    }

    private mutating func isWanted(_ index: Int) -> Bool {
        if !senders.isEmpty, !senders.contains(batch.host(index)) {
            if foreign.add() {
                context.log(
                    .warning, "\(foreign.count) datagrams of others were refused, the last of \(batch.host(index))")
            }
            return false
        }
        guard batch.isCut(index) else { return true }
        if tooLarge.add() {
            context.log(
                .warning, "\(tooLarge.count) datagrams were larger than max_packet_bytes: \(settings.max_packet_bytes)")
        }
        return false
    }
}
