import CVideoDecoder
import PluginSDK

/// Packets in, frames out, by libavcodec. Damage is concealed, marked and reported.
public struct Decoder: Stage {
    /// Frames that a decoder may look at again (16 of H.264), those that it decodes into, and two to spare.
    static let holdsFrames = 20

    /// Packets in, frames in I420 out.
    public static let manifest = StageManifest(
        id: "io.sluice.decoder", summary: "Decodes video packets.",
        inputs: [
            .packets(
                "in", ["h264", "h265", "jpeg", "vp8", "vp9", "av1"], "H.264 and H.265 as Annex B or length-prefixed.")
        ],
        outputs: [.frames("out", [.i420], "The pictures, in order of presentation.")],
        state: .stream, holdsFrames: holdsFrames, holds: true, maxOutputs: 256, advances: true,
        records: ["sluice.decode-damage"], license: "Apache-2.0 AND GPL-2.0-or-later")

    private let settings: DecoderSettings
    private let context: StageContext
    private let damageRecord: Name
    private var decoders: [UInt32: StreamDecoder] = [:]

    /// Decoders are made with the first packet, whose codec decides.
    public init(settings: DecoderSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        damageRecord = context.intern("sluice.decode-damage")
    }

    /// Decodes a packet and emits the pictures that it completes.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let packet = item.packet else { return }
        let decoder = try decoder(of: item.stream, packet.codec, output)
        try decoder.refill(output)
        try decoder.send(packet, item, output)
        try emitAll(decoder, output)
        tell(decoder, item)
        try report(decoder, item.stamp, output)
        try decoder.refill(output)
    }

    /// Says how far the stream has come.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        var low = time
        if let oldest = decoders[time.stream]?.oldest, oldest.seq <= low.seq {
            if oldest.seq == 0 { return }
            low.seq = oldest.seq - 1
            low.pts_ns = min(low.pts_ns, oldest.pts_ns)
        }
        try output.progress(low)
    }

    /// Emits what the decoder still holds, and lets go of it.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard let decoder = decoders.removeValue(forKey: stream) else { return }
        try finish(decoder, output)
    }

    /// Forgets a stream: decoding begins anew with the next key picture.
    public mutating func reset(stream: UInt32?) {
        decoders = decoders.filter { stream != nil && $0.key != stream }
    }

    /// Lets go of all decoders.
    public mutating func stop() throws(StageError) { decoders.removeAll() }

    private mutating func decoder(
        of stream: UInt32, _ codec: Name, _ output: Output
    ) throws(StageError) -> StreamDecoder {
        if let known = decoders[stream] {
            if known.codec == codec { return known }
            decoders[stream] = nil
            try finish(known, output)
        }
        let made = try StreamDecoder(codec, named: context.text(of: codec), settings)
        decoders[stream] = made
        return made
    }

    private func finish(_ decoder: StreamDecoder, _ output: Output) throws(StageError) {
        let last = decoder.oldest
        decoder.sendEnd()
        try emitAll(decoder, output)
        if let last, !decoder.damage.isEmpty {
            try output.emit(record: decoder.damage.takeReport(last), type: damageRecord, stamp: last)
        }
        let (inPlace, copied) = (decoder.inPlace, decoder.copied)
        context.log(.debug, "\(inPlace + copied) pictures of \(context.text(of: decoder.codec)), \(copied) copied")
    }

    private func emitAll(_ decoder: StreamDecoder, _ output: Output) throws(StageError) {
        while let picture = decoder.receive() {
            guard let (stamp, isCorrupt) = decoder.stamp(picture) else { continue }
            let isDamaged = picture.is_damaged != 0 || isCorrupt
            if isDamaged { decoder.damage.concealed += 1 }
            if isDamaged, settings.damaged == .drop { continue }
            var flags: ItemFlags = picture.is_key != 0 ? .key : []
            if isDamaged { flags.insert(.corrupt) }
            try decoder.emit(picture, stamp, flags, output)
        }
    }

    /// A line at the first packet that gives nothing, and whenever their number has doubled.
    private func tell(_ decoder: StreamDecoder, _ item: ItemView) {
        guard let count = decoder.damage.newlyRefused() else { return }
        context.log(
            .warning,
            "item \(item.seq) of stream \(item.stream) gives no picture: \(decoder.damage.reason)"
                + (count > 1 ? " (\(count) such so far)" : ""))
    }

    private func report(_ decoder: StreamDecoder, _ stamp: ItemStamp, _ output: Output) throws(StageError) {
        guard decoder.damage.isDue(stamp.pts_ns, every_seconds: settings.report_seconds) else { return }
        try output.emit(record: decoder.damage.takeReport(stamp), type: damageRecord, stamp: stamp)
    }
}
