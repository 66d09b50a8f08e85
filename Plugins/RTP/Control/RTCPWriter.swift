/// Writes RTCP packets (RFC 3550, 6). Append a report first, then the description: that is the least compound.
public enum RTCPWriter {
    /// Appends a sender report.
    public static func append(_ report: SenderReport, blocks: [ReportBlock] = [], to packet: inout [UInt8]) {
        appendHeader(kind: 200, count: blocks.count, words: 6 + 6 * blocks.count, to: &packet)
        packet.append(uint32: report.ssrc)
        packet.append(uint64: report.time.rawValue)
        packet.append(uint32: report.timestamp)
        packet.append(uint32: report.packets)
        packet.append(uint32: report.payloadBytes)
        for block in blocks { block.append(to: &packet) }
    }

    /// Appends a receiver report of at most 31 blocks.
    public static func appendReceiverReport(from ssrc: UInt32, blocks: [ReportBlock], to packet: inout [UInt8]) {
        appendHeader(kind: 201, count: blocks.count, words: 1 + 6 * blocks.count, to: &packet)
        packet.append(uint32: ssrc)
        for block in blocks { block.append(to: &packet) }
    }

    /// Appends a description with the canonical name, of at most 255 bytes.
    public static func appendDescription(of ssrc: UInt32, name: [UInt8], to packet: inout [UInt8]) {
        let text = name.prefix(255)
        let content = 4 + 2 + text.count + 1
        let words = (content + 3) / 4
        appendHeader(kind: 202, count: 1, words: words, to: &packet)
        packet.append(uint32: ssrc)
        packet.append(1)
        packet.append(UInt8(text.count))
        packet.append(contentsOf: text)
        for _ in 0..<(words * 4 - content + 1) { packet.append(0) }
    }

    /// Appends the goodbye of a source.
    public static func appendBye(of ssrc: UInt32, to packet: inout [UInt8]) {
        appendHeader(kind: 203, count: 1, words: 1, to: &packet)
        packet.append(uint32: ssrc)
    }

    private static func appendHeader(kind: UInt8, count: Int, words: Int, to packet: inout [UInt8]) {
        packet.append(0x80 | UInt8(count & 0x1F))
        packet.append(kind)
        packet.append(uint16: UInt16(words))
    }
}
