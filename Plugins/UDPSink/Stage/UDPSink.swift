import Glibc
import NetworkLink
import PluginSDK

/// Sends each packet as a datagram. Packets of one picture go in one call of the system.
public struct UDPSink: Stage {
    /// Packets in, nothing out.
    public static let manifest = StageManifest(
        id: "io.sluice.udp-sink", summary: "Sends RTP and RTCP as UDP datagrams.",
        inputs: [.packets("in", ["rtp"], "A datagram for each packet.")], outputs: [], state: .graph, blocking: true,
        advances: true)

    private static let most_bytes = 65_507
    private static let batch = (packets: 64, bytes: 256 << 10)
    /// How long to wait for room in the system before a datagram is given up.
    private static let patience_ms = 200

    private let context: StageContext
    private let place: String
    private let socket: Socket
    private var pacer: Pacer
    private var bytes: [UInt8] = []
    private var lengths: [UInt32] = []
    private var refused = LogCount()
    private var dropped = LogCount()
    private var unfit = LogCount()

    /// Makes the socket.
    /// - Throws: `io` when the address cannot be found or sent to.
    public init(settings: UDPSinkSettings, context: StageContext) throws(StageError) {
        self.context = context
        place = "\(settings.address) port \(settings.port)"
        socket = try Socket.sender(
            to: settings.address, port: settings.port,
            from: settings.from_address.isEmpty ? nil : settings.from_address, localPort: settings.from_port,
            buffer_bytes: settings.send_buffer_bytes, hops: settings.hops)
        pacer = Pacer(bits_per_second: settings.max_bits_per_second)
        bytes.reserveCapacity(Self.batch.bytes + Self.most_bytes)
        lengths.reserveCapacity(Self.batch.packets)
    }

    /// Adds a packet to those of the same moment.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet else { return }
        let count = packet.bytes.byteCount
        guard (1...Self.most_bytes).contains(count) else {
            if unfit.add() { context.log(.warning, "\(unfit.count) packets of 0 or over 65,507 bytes were not sent") }
            return
        }
        packet.bytes.withUnsafeBytes { bytes.append(contentsOf: $0) }
        lengths.append(UInt32(count))
        let isFull = lengths.count == Self.batch.packets || bytes.count >= min(Self.batch.bytes, pacer.burst_bytes)
        if isFull { try flush() }
    }

    /// Sends: nothing more comes of this moment.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) { try flush() }

    /// Sends what is left.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) { try flush() }

    /// Sends what is left.
    public mutating func stop() throws(StageError) { try flush() }

    private mutating func flush() throws(StageError) {
        defer {
            bytes.removeAll(keepingCapacity: true)
            lengths.removeAll(keepingCapacity: true)
        }
        var first = 0
        var offset = 0
        while first < lengths.count {
            waitForPace()
            let result = socket.send(bytes, from: offset, lengths: lengths[first...])
            for length in lengths[first..<first + result.sent] { offset += Int(length) }
            first += result.sent
            if result.sent > 0 { continue }
            guard try mayTryAgain(result.error, first) else { return }
            // Once more for a refusal, which tells of an earlier datagram; the next one may be the same again.
            let second = socket.send(bytes, from: offset, lengths: lengths[first...])
            for length in lengths[first..<first + second.sent] { offset += Int(length) }
            first += second.sent
            if second.sent == 0 {
                offset += Int(lengths[first])
                first += 1
                count(dropped: 1)
            }
        }
        pacer.pay(offset, context.now_ns)
    }

    private func waitForPace() {
        let now_ns = context.now_ns
        let wait_ns = pacer.wait_ns(now_ns)
        if wait_ns > 0 { Pause.until(now_ns + wait_ns, now_ns) }
    }

    /// What an error means: nobody listens there (yet), no room, or a way that does not exist.
    private mutating func mayTryAgain(_ error: Int32, _ first: Int) throws(StageError) -> Bool {
        switch error {
        case ECONNREFUSED:
            if refused.add() {
                context.log(.warning, "nobody receives at \(place): \(refused.count) datagrams came back")
            }
            return true
        case EAGAIN, ENOBUFS:
            if socket.wait(for: .writable, milliseconds: Self.patience_ms) { return true }
            count(dropped: UInt64(lengths.count - first))
            return false
        default:
            throw StageError(
                .io, "cannot send to \(place): \(Files.reason(error)); \(lengths.count - first) packets are lost")
        }
    }

    private mutating func count(dropped more: UInt64) {
        if dropped.add(more) {
            context.log(.warning, "\(dropped.count) packets to \(place) found no room and are lost")
        }
    }
}
