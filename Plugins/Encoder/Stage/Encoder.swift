import CVideoEncoder
import PluginSDK

/// Frames in, coded packets out: H.264 with an encoder for each stream or each track, or a JPEG picture for each frame.
public struct Encoder: Stage, ~Copyable {
    /// Frames in, packets out.
    public static let manifest = StageManifest(
        id: "io.sluice.encoder", summary: "Codes frames as H.264 or JPEG.",
        inputs: [
            .frames("in", [.i420, .nv12], "The pictures to code."),
            // A tracker's ends of tracks stand among its frames, which are let go here.
            .any("requests", "Records sluice.encoder-request and sluice.track-end; all else is let go.").optional,
        ],
        outputs: [.packets("out", ["h264", "jpeg"], "A packet for each frame, with its regions.")],
        state: .stream, holds: true, maxOutputs: 8192, advances: true,
        license: "Apache-2.0 AND GPL-2.0-or-later AND IJG AND BSD-3-Clause")

    struct Names {
        let h264: Name
        let jpeg: Name
        let request: Name
        let trackEnd: Name
    }

    /// What is known of a stream.
    struct StreamFacts {
        var name = ""
        var framesPerSecond = 0.0
        /// What requests have asked for; `nil` for the settings' own.
        var rate: EncoderRate?
    }

    let context: StageContext
    let names: Names
    var settings: EncoderSettings
    var encoders: [VideoEncoder.Subject: VideoEncoder] = [:]
    var streams: [UInt32: StreamFacts] = [:]
    private var uses: UInt64 = 0
    private var jpeg: JPEGCoder

    /// Nothing is opened before the first frame, whose size decides.
    public init(settings: EncoderSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        names = Names(
            h264: context.intern("h264"), jpeg: context.intern("jpeg"),
            request: context.intern("sluice.encoder-request"), trackEnd: context.intern("sluice.track-end"))
        jpeg = JPEGCoder(quality: settings.quality)
    }

    /// Takes another rate, quality or distance of key pictures. It holds for all streams and ends what requests have asked.
    public mutating func set(_ settings: EncoderSettings) throws(StageError) {
        self.settings = settings
        jpeg.quality = settings.quality
        for stream in streams.keys { streams[stream]?.rate = nil }
        for encoder in encoders.values { encoder.rate = EncoderRate(settings) }
    }

    /// Remembers the stream's name and rate.
    public mutating func begin(_ stream: StreamInfo, port: Int, to output: Output) throws(StageError) {
        guard port == 0 || streams[stream.stream] == nil else { return }
        streams[stream.stream, default: StreamFacts()].name = stream.name
        streams[stream.stream]?.framesPerSecond = stream.framesPerSecond
    }

    /// Codes a frame, or does what a record asks.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        if let record = item.record { return try obey(record, of: item.stream, output) }
        guard item.port == 0, let frame = item.frame else { return }
        if settings.codec == .jpeg { return try jpeg.code(item, frame, names.jpeg, output) }
        let track = settings.per == .track ? Encoder.track(of: item, frame) : 0
        let subject = VideoEncoder.Subject(stream: item.stream, track: track)
        let encoder = try encoder(for: subject, frame, output)
        uses += 1
        encoder.lastUse = uses
        encoder.lastUse_ns = item.pts_ns
        do throws(StageError) {
            try code(item, frame, encoder, output)
        } catch {
            encoders[subject] = nil
            throw error
        }
    }

    private func code(
        _ item: ItemView, _ frame: FrameView, _ encoder: VideoEncoder, _ output: Output
    ) throws(StageError) {
        let isKey = encoder.isKeyDue(item.pts_ns, every_seconds: settings.keyframe_seconds)
        let number = try encoder.send(frame, pts_ns: item.pts_ns, isKey: isKey)
        if !settings.zero_latency { encoder.wait(number, item) }
        var isDone = !settings.zero_latency
        while let packet = try encoder.receive() {
            guard packet.picture == number, !isDone else {
                try emitPending(packet, encoder, output)
                continue
            }
            let (data, config) = packet.buffers
            try output.emit(
                packet: names.h264, data.bytes, configuration: config.bytes, dts_ns: encoder.dts_ns(packet),
                flags: Encoder.flags(packet, frame.isCorrupt), for: item)
            isDone = true
        }
        if !isDone { encoder.wait(number, item) }
    }

    /// Emits the packet of an earlier picture.
    func emitPending(
        _ packet: video_packet, _ encoder: VideoEncoder, _ output: Output
    ) throws(StageError) {
        guard let waiting = encoder.takePending(packet.picture) else {
            throw StageError(.failed, "libx264 gave a packet of a picture that it never got")
        }
        let regions = try output.newRegions(from: waiting.regions, sub: waiting.stamp.sub)
        let (data, config) = packet.buffers
        try output.emit(
            packet: names.h264, data.bytes, configuration: config.bytes, dts_ns: encoder.dts_ns(packet),
            flags: Encoder.flags(packet, waiting.isCorrupt), stamp: waiting.stamp, regions: regions)
    }

    private static func flags(_ packet: video_packet, _ isCorrupt: Bool) -> ItemFlags {
        var flags: ItemFlags = packet.is_key != 0 ? .key : []
        if isCorrupt { flags.insert(.corrupt) }
        return flags
    }

    /// The track that a frame shows: that of the region it was cut from, else of the first that has one; 0 for none.
    static func track(of item: ItemView, _ frame: FrameView) -> UInt64 {
        let regions = item.regions
        let origin = frame.origin.region
        if origin != 0, let index = regions.index(of: origin), regions[index].track != 0 { return regions[index].track }
        for index in regions.indices where regions[index].track != 0 { return regions[index].track }
        return 0
    }
}

extension video_packet {
    /// The coded bytes and the parameter sets, until the next call of the encoder.
    var buffers: (data: UnsafeRawBufferPointer, config: UnsafeRawBufferPointer) {
        (
            UnsafeRawBufferPointer(start: data, count: Int(bytes)),
            UnsafeRawBufferPointer(start: config, count: Int(config_bytes))
        )
    }
}
