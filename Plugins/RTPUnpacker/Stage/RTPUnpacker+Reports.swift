import PluginSDK
import RTP

extension RTPUnpacker {
    /// Logs what is new, and reports when a report is due.
    mutating func tell(_ index: Int, _ now_ns: Int64, _ output: Output) throws(StageError) {
        logFaults(index)
        guard streams[index].receiver.source != nil, streams[index].schedule.isDue(now_ns) else { return }
        try report(index, now_ns, isLast: false, output)
        // A sink sends when a moment is over; a report that waits makes the round trip longer than it is.
        try tellProgress(index, output)
    }

    /// A report for the sender by `rtcp`, and a record of the same by `reports`.
    mutating func report(_ index: Int, _ now_ns: Int64, isLast: Bool, _ output: Output) throws(StageError) {
        guard var stamp = streams[index].last else { return }
        stamp.sub = streams[index].sub
        streams[index].sub += 1
        let (ssrc, name) = (streams[index].ssrc, canonicalName(streams[index].ssrc))
        let block = streams[index].receiver.writeReport(
            from: ssrc, name: Array(name.utf8), now_ns: now_ns, isLast: isLast, into: &control)
        if block != nil, settings.report_seconds > 0 {
            try output.emit(
                packet: names.rtp, control.span.bytes, configuration: control.span.bytes.extracting(0..<0),
                dts_ns: stamp.pts_ns, stamp: stamp, port: 1)
        }
        try output.emit(
            record: record(of: streams[index], block, isLast: isLast), type: names.reception, stamp: stamp,
            sub: stamp.sub, port: 2)
    }

    private func canonicalName(_ ssrc: UInt32) -> String {
        settings.cname.isEmpty ? "sluice-\(String(ssrc, radix: 16))" : settings.cname
    }

    private func record(of stream: ReceivedStream, _ block: ReportBlock?, isLast: Bool) -> String {
        let receiver = stream.receiver
        let refused = JSONText.object(receiver.faults.named.map { ($0.name, String($0.count)) })
        var members = [("stream", JSONText.quote(stream.name)), ("last", isLast ? "true" : "false")]
        if let source = receiver.source { members.append(("ssrc", String(source))) }
        members += [
            ("packets", String(receiver.counts.packets)), ("bytes", String(receiver.counts.bytes)),
            ("lost", String(receiver.counts.lost)), ("out_of_order", String(receiver.counts.outOfOrder)),
            ("units", String(receiver.emittedUnits)), ("damaged_units", String(receiver.damagedUnits)),
            ("dropped_units", String(receiver.droppedUnits + stream.leftOut)),
            ("source_changes", String(receiver.counts.sourceChanges)),
            ("restarts", String(receiver.counts.restarts)), ("clock_leaps", String(receiver.leaps)),
            ("jitter_ms", JSONText.number((receiver.statistics.jitter * 1e6 / 90_000).rounded() / 1000)),
            ("refused", refused),
        ]
        if let block {
            members.append(("loss", JSONText.number((Double(block.fractionLost) / 256 * 10_000).rounded() / 10_000)))
        }
        return JSONText.object(members)
    }

    /// A line at the first fault, and whenever their number has doubled; one when the sender does not say how to decode.
    private mutating func logFaults(_ index: Int) {
        let total = streams[index].receiver.faults.total
        if total > streams[index].toldFaults, total >= 2 * streams[index].toldFaults {
            streams[index].toldFaults = total
            let list = streams[index].receiver.faults.named.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
            context.log(.warning, "stream \(streams[index].name): packets were refused or thrown away: \(list)")
        }
        if streams[index].receiver.lacksParameterSets, !streams[index].hasToldMissingSets {
            streams[index].hasToldMissingSets = true
            context.log(
                .warning,
                "stream \(streams[index].name): a key picture came without parameter sets (SPS, PPS), and nothing can decode it; "
                    + "give the sender's description (sdp_path), or let the sender repeat the sets before key pictures")
        }
        let changes = streams[index].receiver.counts.sourceChanges
        guard changes != streams[index].toldSourceChanges else { return }
        streams[index].toldSourceChanges = changes
        context.log(
            .info, "stream \(streams[index].name): follows source \(streams[index].receiver.source ?? 0) from here on")
    }
}
