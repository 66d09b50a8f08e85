import PluginSDK
import RTP

/// Puts coded pictures together from RTP packets: in order, with what is lost or damaged counted, marked and told.
public struct RTPUnpacker: Stage {
    /// Packets in; coded pictures, reports for the sender and records out.
    public static let manifest = StageManifest(
        id: "io.sluice.rtp-unpacker",
        summary: "Puts H.264 or JPEG together from RTP packets, in order and with loss told.",
        inputs: [.packets("in", ["rtp"], "RTP packets, and RTCP of the sender.")],
        outputs: [
            .packets("out", ["h264", "jpeg"], "Coded pictures; H.264 with start codes."),
            .packets("rtcp", ["rtp"], "Receiver reports for the sender."),
            .records("reports", "What was received, lost and refused."),
        ],
        state: .stream, holds: true, maxOutputs: 4096, advances: true, records: ["sluice.rtp-reception"])

    let context: StageContext
    let settings: RTPUnpackerSettings
    let description: SessionDescription?
    let names: (rtp: Name, codec: Name, reception: Name)
    var streams: [ReceivedStream] = []
    var control: [UInt8] = []

    /// Reads the session description, if there is one.
    /// - Throws: `missing` or `configuration` when it cannot be read or used.
    public init(settings: RTPUnpackerSettings, context: StageContext) throws(StageError) {
        self.context = context
        self.settings = settings
        description = try settings.sdp_path.isEmpty ? nil : DescriptionFile.read(settings.sdp_path)
        let codec = description?.codec.rawValue ?? settings.codec.rawValue
        names = (context.intern("rtp"), context.intern(codec), context.intern("sluice.rtp-reception"))
    }

    /// Gets ready for a stream.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        guard index(of: stream.stream) == nil else { return }
        var random = SystemRandomNumberGenerator()
        let schedule = ReportSchedule(
            interval_ns: Int64(settings.report_seconds * 1e9), seed: context.seed &+ UInt64(stream.stream))
        streams.append(
            ReceivedStream(
                stream: stream.stream, name: stream.name,
                receiver: RTPReceiver(settings.receiverSettings(description)), schedule: schedule,
                ssrc: UInt32.random(in: 1...UInt32.max, using: &random), isWaitingForKey: settings.wait_for_key))
    }

    /// Takes a datagram. What is wrong with it is counted, never an error of the stage: anyone can send anything.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet, let index = index(of: item.stream) else { return }
        if item.stamp.seq != streams[index].last?.seq { streams[index].sub = 0 }
        streams[index].last = item.stamp
        streams[index].receiver.receive(packet.bytes, arrival_ns: item.stamp.capture_ns)
        try give(index, output)
        try tell(index, item.stamp.capture_ns, output)
    }

    /// Lets go what has waited long enough.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        guard let index = index(of: time.stream) else { return }
        let now_ns = context.now_ns
        if let due_ns = streams[index].receiver.deadline_ns, due_ns <= now_ns {
            streams[index].receiver.expire(now_ns: now_ns)
            try give(index, output)
        }
        try tell(index, now_ns, output)
    }

    /// Lets go all that waits, and says the last word.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard let index = index(of: stream) else { return }
        streams[index].receiver.finish(now_ns: context.now_ns)
        try give(index, output)
        try report(index, context.now_ns, isLast: true, output)
        streams.remove(at: index)
    }

    /// Forgets the stream's packets and pictures.
    public mutating func reset(stream: UInt32?) {
        for index in streams.indices where stream == nil || streams[index].stream == stream {
            streams[index].receiver = RTPReceiver(settings.receiverSettings(description))
            streams[index].isWaitingForKey = settings.wait_for_key
        }
    }

    func index(of stream: UInt32) -> Int? { streams.firstIndex { $0.stream == stream } }

    /// Emits the pictures that are whole.
    private mutating func give(_ index: Int, _ output: Output) throws(StageError) {
        let count = streams[index].receiver.unitCount
        guard count > 0, let last = streams[index].last else { return }
        defer { streams[index].receiver.clearUnits() }
        for position in 0..<count {
            let unit = streams[index].receiver.take(position)
            let result = Result { () throws(StageError) in try give(unit, last, index, output) }
            streams[index].receiver.giveBack(unit, at: position)
            try result.get()
        }
        try tellProgress(index, output)
    }

    /// Says how far the stream has come. Later pictures may still carry the number of the last datagram, none that of an
    /// earlier one.
    func tellProgress(_ index: Int, _ output: Output) throws(StageError) {
        guard let last = streams[index].last, last.seq > 0 else { return }
        try output.progress(StreamTime(stream: last.stream, seq: last.seq - 1, pts_ns: streams[index].pts_ns))
    }

    private mutating func give(
        _ unit: ReceivedUnit, _ last: ItemStamp, _ index: Int, _ output: Output
    ) throws(StageError) {
        if unit.isKey, !unit.isDamaged { streams[index].isWaitingForKey = false }
        guard !streams[index].isWaitingForKey, !(unit.isDamaged && settings.drop_damaged) else {
            streams[index].leftOut += 1
            return
        }
        var flags: ItemFlags = []
        if unit.isKey { flags.insert(.key) }
        if unit.isDamaged { flags.insert(.corrupt) }
        if unit.isDiscontinuous { flags.insert(.discontinuity) }
        var stamp = ItemStamp(
            stream: last.stream, seq: last.seq, pts_ns: unit.pts_ns, capture_ns: unit.arrival_ns,
            wall_ns: unit.wall_ns ?? last.wall_ns - last.capture_ns + unit.arrival_ns)
        stamp.epoch = unit.epoch
        stamp.sub = streams[index].sub
        streams[index].sub += 1
        // Pictures that are shown later may come first: what comes next is shown at this one's decoding time at the earliest.
        streams[index].pts_ns = unit.dts_ns
        try output.emit(
            packet: names.codec, unit.bytes.span.bytes, configuration: unit.configuration.span.bytes,
            dts_ns: unit.dts_ns, flags: flags, stamp: stamp)
    }
}
