extension RTPReceiver {
    /// Takes an RTCP compound.
    mutating func receiveControl(_ compound: RawSpan, _ arrival_ns: Int64) {
        var reader: RTCPReader
        do throws(RTPFault) {
            reader = try RTCPReader(checking: compound, allowsReducedSize: true)
        } catch {
            return refuse(error)
        }
        while let item = reader.next(in: compound) {
            switch item {
            case .senderReport(let report) where report.ssrc == source:
                senderReport = (report, arrival_ns)
                assembly.sentTime = (report.time.wall_ns, report.timestamp)
            case .bye(let ssrc) where ssrc == source: leave(arrival_ns)
            default: break
            }
        }
    }

    /// Writes a receiver report with description in place of what is in `packet`.
    /// - Parameters:
    ///   - ssrc: Of this receiver.
    ///   - name: Its canonical name.
    /// - Returns: The block of the report; `nil`, and nothing written, before the first packet.
    public mutating func writeReport(
        from ssrc: UInt32, name: [UInt8], now_ns: Int64, isLast: Bool = false, into packet: inout [UInt8]
    ) -> ReportBlock? {
        guard let source else { return nil }
        let since_ns = senderReport.map { max(0, now_ns - $0.arrival_ns) } ?? 0
        let block = statistics.report(
            of: source, lastReport: senderReport?.report.time.middle ?? 0,
            delaySinceLastReport: UInt32(min(0xFFFF_FFFF, since_ns / 1000 * 65_536 / 1_000_000)))
        packet.clear()
        RTCPWriter.appendReceiverReport(from: ssrc, blocks: [block], to: &packet)
        RTCPWriter.appendDescription(of: ssrc, name: name, to: &packet)
        if isLast { RTCPWriter.appendBye(of: ssrc, to: &packet) }
        return block
    }

    /// Pictures given out that lack a part.
    public var damagedUnits: UInt64 { assembly.damaged }
    /// Pictures of which nothing was left.
    public var droppedUnits: UInt64 { assembly.dropped }
    /// Pictures given out.
    public var emittedUnits: UInt64 { assembly.emitted }
    /// Times that the sender's clock leapt.
    public var leaps: UInt64 { assembly.leaps }
}
