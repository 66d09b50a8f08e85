import NetworkLink
import PluginSDK
import RTP

/// Receives packets over a connection with RFC 4571 framing. One connection at a time: another one waits for its end.
public struct TCPSource: Stage {
    /// No input, packets out.
    public static let manifest = StageManifest(
        id: "io.sluice.tcp-source", summary: "Receives RTP and RTCP over TCP, framed by RFC 4571.", inputs: [],
        outputs: [.packets("out", ["rtp"], "A packet for each frame: RTP, or RTCP.")], state: .graph, holds: true,
        maxOutputs: most_packets, blocking: true)

    private static let most_packets = 256

    private let context: StageContext
    private let settings: TCPSourceSettings
    private let codec: Name
    private let none: [UInt8] = []
    private var link: SourceLink
    private var reader: FrameReader
    private var clock: SourceClock
    private var isNew = false
    private var hasLeft = false
    private var unfit = LogCount()

    /// Listens, or looks at the address.
    /// - Throws: `io` when the port is taken or not allowed.
    public init(settings: TCPSourceSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        codec = context.intern("rtp")
        link = try SourceLink(settings, context)
        reader = FrameReader(limit_bytes: settings.max_packet_bytes)
        clock = SourceClock(context)
    }

    /// Emits what has come, or waits for it.
    public mutating func produce(until deadline_ns: Int64, to output: Output) throws(StageError) -> Production {
        if try emit(output) > 0 { return .emitted }
        if hasLeft { return .end }
        switch link.step(until: deadline_ns, &reader) {
        case .nothing: break
        case .opened:
            reader.reset()
            isNew = clock.seq > 0
        case .closed:
            reader.reset()
            if settings.end_on_close { return .end }
        case .bytes:
            if try emit(output) > 0 { return .emitted }
        }
        if clock.seq > 0 { try output.progress(clock.progress(context.now_ns)) }
        return .nothingYet
    }

    /// Emits the whole packets that are there.
    private mutating func emit(_ output: Output) throws(StageError) -> Int {
        var count = 0
        let now_ns = context.now_ns
        let memory = reader.bytes
        while count < Self.most_packets, !hasLeft, let range = reader.next() {
            let bytes = memory.span.bytes.extracting(range)
            if settings.end_on_bye, Goodbye.isIn(bytes) { hasLeft = true }
            let stamp = clock.next(now_ns)
            try output.emit(
                packet: codec, bytes, configuration: none.span.bytes, dts_ns: stamp.pts_ns,
                flags: isNew ? .discontinuity : [], stamp: stamp)
            isNew = false
            count += 1
        }
        if unfit.set(reader.tooLarge + reader.empty) {
            context.log(
                .warning, "\(reader.tooLarge) packets over max_packet_bytes and \(reader.empty) empty ones were skipped"
            )
        }
        if count > 0 { try output.progress(clock.progress(now_ns)) }
        return count
    }
}
