import PluginSDK
import RTP

/// Cuts coded pictures into RTP packets (RFC 3550, RFC 6184, RFC 2435), says by RTCP what was sent, and describes the
/// stream for players.
public struct RTPPacker: Stage {
    /// Coded pictures in; packets, reports of the own and of the other side out.
    public static let manifest = StageManifest(
        id: "io.sluice.rtp-packer", summary: "Cuts H.264 or JPEG into RTP packets, with RTCP reports and SDP.",
        inputs: [
            .packets("in", ["h264", "jpeg"], "Coded pictures, an access unit to a packet."),
            .packets("rtcp", ["rtp"], "What receivers report, for round trip and loss.").optional,
        ],
        outputs: [
            .packets("out", ["rtp"], "RTP packets."), .packets("rtcp", ["rtp"], "Sender reports."),
            .records("reports", "What receivers say of the link."),
        ],
        state: .stream, maxOutputs: 65_536, records: ["sluice.rtp-link"])

    let context: StageContext
    let settings: RTPPackerSettings
    let names: (rtp: Name, h264: Name, jpeg: Name, link: Name)
    var streams: [PackedStream] = []
    var packet: [UInt8] = []
    var control: [UInt8] = []
    let none: [UInt8] = []

    /// Takes the settings.
    public init(settings: RTPPackerSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        names = (
            context.intern("rtp"), context.intern("h264"), context.intern("jpeg"), context.intern("sluice.rtp-link")
        )
        packet.reserveCapacity(settings.mtu_bytes)
    }

    /// Gets ready for a stream; that of reports needs nothing.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        guard port == 0, index(of: stream.stream) == nil else { return }
        streams.append(PackedStream(stream, schedule: schedule(of: stream.stream)))
    }

    /// Cuts a picture into packets, or takes a report.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet else { return }
        if item.port == 1 { return try takeReport(packet.bytes, item, output) }
        guard let index = index(of: item.stream) else { return }
        note(packet, index)
        guard try start(packet, item, index) else { return }
        try send(packet, item, index, output)
        streams[index].last = item.stamp
        if streams[index].schedule.isDue(item.stamp.capture_ns) { try sendReport(index, isLast: false, output) }
    }

    private mutating func note(_ packet: PacketView, _ index: Int) {
        if streams[index].sender == nil {
            streams[index].codec = packet.codec == names.jpeg ? .jpeg : .h264
            streams[index].sender = RTPSender(senderSettings(streams[index].codec))
        }
        guard streams[index].codec == .h264 else { return }
        let configuration = packet.configuration
        if configuration.byteCount > 0 {
            streams[index].lengthBytes = streams[index].parameters.note(configuration: configuration)
        }
    }

    /// - Returns: `false` when there is nothing to send.
    private mutating func start(
        _ packet: PacketView, _ item: ItemView, _ index: Int
    ) throws(StageError) -> Bool {
        let sets = settings.parameter_sets == .keyframes ? streams[index].parameters : nil
        let lengthBytes = streams[index].lengthBytes
        let before = streams[index].sender?.refusedUnits ?? 0
        do throws(JPEGPicture.Refusal) {
            let isAny = try streams[index].sender?.begin(
                packet.bytes, lengthBytes: lengthBytes, pts_ns: item.pts_ns, parameters: sets)
            describe(index)
            tellRefused((streams[index].sender?.refusedUnits ?? 0) - before, index)
            return isAny == true
        } catch {
            throw StageError(.format, "the JPEG picture cannot be sent as RTP: \(error.rawValue)")
        }
    }

    private mutating func send(
        _ picture: PacketView, _ item: ItemView, _ index: Int, _ output: Output
    ) throws(StageError) {
        var stamp = item.stamp
        stamp.sub = 0
        let bytes = picture.bytes
        while streams[index].sender?.next(of: bytes, into: &packet) == true {
            try output.emit(
                packet: names.rtp, packet.span.bytes, configuration: none.span.bytes, dts_ns: picture.dts_ns,
                flags: picture.flags, stamp: stamp)
            stamp.sub += 1
        }
    }

    private mutating func tellRefused(_ count: UInt64, _ index: Int) {
        guard count > 0 else { return }
        let before = streams[index].refused
        streams[index].refused += count
        // At powers of two, so that a stream of them does not fill the log.
        guard before == 0 || before.leadingZeroBitCount != streams[index].refused.leadingZeroBitCount else { return }
        context.log(
            .warning,
            "\(streams[index].refused) NAL units of stream \(streams[index].name) were not sent: larger than "
                + "mtu_bytes with packing: single, or cut off; use packing: aggregate")
    }

    /// Says goodbye.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard port == 0, let index = index(of: stream) else { return }
        if settings.reports != .none { try sendReport(index, isLast: true, output) }
        streams.remove(at: index)
    }

    /// Forgets what was sent: the stream goes on with new numbers.
    public mutating func reset(stream: UInt32?) {
        for index in streams.indices where stream == nil || streams[index].stream == stream {
            streams[index].forget(schedule(of: streams[index].stream))
        }
    }

    private func schedule(of stream: UInt32) -> ReportSchedule {
        let interval_ns = settings.reports == .none ? 0 : Int64(settings.report_seconds * 1e9)
        return ReportSchedule(interval_ns: interval_ns, seed: context.seed &+ UInt64(stream))
    }

    func index(of stream: UInt32) -> Int? { streams.firstIndex { $0.stream == stream } }

    private func senderSettings(_ codec: VideoCodec) -> RTPSender.Settings {
        // RFC 3550, 5.1: numbers that nobody can guess, and that differ from run to run.
        var random = SystemRandomNumberGenerator()
        return RTPSender.Settings(
            codec: codec, payloadType: settings.payload_type.map { UInt8($0) } ?? codec.usualPayloadType,
            ssrc: settings.ssrc.map { UInt32($0) } ?? UInt32.random(in: 1...UInt32.max, using: &random),
            sequence: settings.first_sequence.map { UInt16($0) } ?? UInt16.random(in: 0...0x7FFF, using: &random),
            timestamp: settings.first_timestamp.map { UInt32($0) } ?? UInt32.random(in: 0...UInt32.max, using: &random),
            packet_bytes: settings.mtu_bytes, mode: settings.packing == .single ? .singleUnit : .nonInterleaved,
            aggregates: settings.packing == .aggregate)
    }
}
