import PluginSDK
import RTP

extension RTPPacker {
    /// Sends what was sent so far, and who sends.
    mutating func sendReport(_ index: Int, isLast: Bool, _ output: Output) throws(StageError) {
        guard let sender = streams[index].sender, var stamp = streams[index].last else { return }
        control.clear()
        RTCPWriter.append(sender.report(wall_ns: stamp.wall_ns, pts_ns: stamp.pts_ns), to: &control)
        RTCPWriter.appendDescription(of: sender.ssrc, name: Array(canonicalName(sender.ssrc).utf8), to: &control)
        if isLast { RTCPWriter.appendBye(of: sender.ssrc, to: &control) }
        // Behind all packets of the picture.
        stamp.sub = UInt32.max
        try output.emit(
            packet: names.rtp, control.span.bytes, configuration: none.span.bytes, dts_ns: stamp.pts_ns, stamp: stamp,
            port: settings.reports == .muxed ? 0 : 1)
    }

    func canonicalName(_ ssrc: UInt32) -> String {
        settings.cname.isEmpty ? "sluice-\(String(ssrc, radix: 16))" : settings.cname
    }

    /// Takes what receivers say, and says it in a record.
    func takeReport(_ compound: RawSpan, _ item: ItemView, _ output: Output) throws(StageError) {
        guard RTCPReader.isControl(compound) else { return }
        var reader: RTCPReader
        do throws(RTPFault) {
            reader = try RTCPReader(checking: compound, allowsReducedSize: true)
        } catch {
            throw StageError(.format, "a report that came back is no RTCP: \(error.name)")
        }
        var sub: UInt32 = 0
        while let found = reader.next(in: compound) {
            guard case .block(let reporter, let block) = found, let stream = stream(of: block.ssrc) else { continue }
            try emit(block, reporter, stream, item.stamp, sub, output)
            sub += 1
        }
    }

    private func stream(of ssrc: UInt32) -> PackedStream? { streams.first { $0.sender?.ssrc == ssrc } }

    private func emit(
        _ block: ReportBlock, _ reporter: UInt32, _ stream: PackedStream, _ stamp: ItemStamp, _ sub: UInt32,
        _ output: Output
    ) throws(StageError) {
        var members = [
            ("stream", JSONText.quote(stream.name)), ("ssrc", String(block.ssrc)), ("receiver", String(reporter)),
            ("loss", JSONText.number((Double(block.fractionLost) / 256 * 10_000).rounded() / 10_000)),
            ("lost_packets", String(block.packetsLost)),
            ("jitter_ms", JSONText.number((Double(block.jitter) * 1e6 / Double(MediaClock.rate_hz)).rounded() / 1000)),
        ]
        if let time_ns = block.roundTrip_ns(arrival: NTPTime(wall_ns: stamp.wall_ns)) {
            members.append(("round_trip_ms", JSONText.number(Double(time_ns) / 1e6)))
        }
        try output.emit(record: JSONText.object(members), type: names.link, stamp: stamp, sub: sub, port: 2)
    }
}
