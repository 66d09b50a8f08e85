/// One thing that an RTCP compound says.
public enum RTCPItem: Sendable, Hashable {
    /// A sender's account of itself.
    case senderReport(SenderReport)
    /// A receiver's report, without its blocks.
    case receiverReport(ssrc: UInt32)
    /// What `reporter` says of a source.
    case block(reporter: UInt32, ReportBlock)
    /// A source's description: the kind of item (1 is CNAME), and where its text lies.
    case description(ssrc: UInt32, kind: UInt8, text: Range<Int>)
    /// A source leaves.
    case bye(ssrc: UInt32)
    /// Feedback (RFC 4585): the packet type 205 or 206, the format (1 of 206 is a lost picture), who asks, of whom.
    case feedback(type: UInt8, format: UInt8, sender: UInt32, media: UInt32)
    /// Another packet type, such as 204.
    case other(type: UInt8)
}

/// Reads an RTCP compound packet (RFC 3550, 6.1 and A.2) item by item, after all of it was checked.
public struct RTCPReader: Sendable {
    private struct Part {
        var kind: UInt8
        var count: UInt8
        var body: Range<Int>
    }

    private var position = 0
    private var part: Part?
    private var inner = 0
    private var chunkSource: UInt32?

    /// Whether a datagram is RTCP, on a port that carries both (RFC 5761, 4).
    public static func isControl(_ datagram: RawSpan) -> Bool {
        datagram.byteCount >= 2 && (192...223).contains(datagram.uint8(at: 1))
    }

    /// Checks a compound.
    /// - Parameters:
    ///   - compound: The whole datagram.
    ///   - allowsReducedSize: Whether it may begin with something else than a report (RFC 5506).
    /// - Throws: What is wrong with it.
    public init(checking compound: RawSpan, allowsReducedSize: Bool = false) throws(RTPFault) {
        guard compound.byteCount > 0 else { throw .empty }
        var position = 0
        while position < compound.byteCount {
            let part = try Self.part(of: compound, at: position)
            let isReport = part.kind == 200 || part.kind == 201
            guard position > 0 || isReport || allowsReducedSize else { throw .noReport }
            try Self.check(part, compound)
            position = position + 4 * (Int(compound.uint16(at: position + 2)) + 1)
        }
    }

    /// The next item; `nil` after the last. Call it with the compound that was checked.
    public mutating func next(in compound: RawSpan) -> RTCPItem? {
        while true {
            if let part, let item = item(of: part, compound) { return item }
            guard position < compound.byteCount else { return nil }
            do throws(RTPFault) { part = try Self.part(of: compound, at: position) } catch { return nil }
            position += 4 * (Int(compound.uint16(at: position + 2)) + 1)
            inner = 0
            chunkSource = nil
        }
    }

    private static func part(of compound: RawSpan, at start: Int) throws(RTPFault) -> Part {
        guard start + 4 <= compound.byteCount else { throw .controlBeyondEnd }
        let first = compound.uint8(at: start)
        guard first >> 6 == 2 else { throw .wrongControlVersion }
        var end = start + 4 * (Int(compound.uint16(at: start + 2)) + 1)
        guard end <= compound.byteCount else { throw .controlBeyondEnd }
        if first & 0x20 != 0 {
            let padding = Int(compound.uint8(at: end - 1))
            guard end == compound.byteCount, padding > 0, padding % 4 == 0, padding <= end - start - 4 else {
                throw .wrongControlPadding
            }
            end -= padding
        }
        return Part(kind: compound.uint8(at: start + 1), count: first & 0x1F, body: start + 4..<end)
    }

    /// Whether the counts of a packet fit its length.
    private static func check(_ part: Part, _ compound: RawSpan) throws(RTPFault) {
        let needed: Int
        switch part.kind {
        case 200: needed = 24 + ReportBlock.byteCount * Int(part.count)
        case 201: needed = 4 + ReportBlock.byteCount * Int(part.count)
        case 202: return try checkDescriptions(part, compound)
        case 203: needed = 4 * Int(part.count)
        case 204, 205, 206: needed = 8
        default: needed = 0
        }
        guard needed <= part.body.count else { throw .wrongControlContents }
        // The reason for leaving has its length before it.
        if part.kind == 203, part.body.count > needed {
            let length = Int(compound.uint8(at: part.body.lowerBound + needed))
            guard needed + 1 + length <= part.body.count else { throw .wrongControlContents }
        }
    }

    /// Each chunk: source, items with their lengths, at least one zero byte, up to a multiple of four (RFC 3550, 6.5).
    private static func checkDescriptions(_ part: Part, _ compound: RawSpan) throws(RTPFault) {
        var position = part.body.lowerBound
        for _ in 0..<part.count {
            guard position + 4 <= part.body.upperBound else { throw .wrongControlContents }
            position += 4
            while true {
                guard position < part.body.upperBound else { throw .wrongControlContents }
                if compound.uint8(at: position) == 0 { break }
                guard position + 2 <= part.body.upperBound else { throw .wrongControlContents }
                position += 2 + Int(compound.uint8(at: position + 1))
            }
            position = part.body.lowerBound + (position - part.body.lowerBound) / 4 * 4 + 4
        }
        guard position <= part.body.upperBound else { throw .wrongControlContents }
    }

    private mutating func item(of part: Part, _ compound: RawSpan) -> RTCPItem? {
        let start = part.body.lowerBound
        switch part.kind {
        case 200, 201: return report(part, compound)
        case 202: return description(part, compound)
        case 203:
            guard inner < Int(part.count) else { return nil }
            defer { inner += 1 }
            return .bye(ssrc: compound.uint32(at: start + 4 * inner))
        case 205, 206:
            guard inner == 0 else { return nil }
            inner = 1
            return .feedback(
                type: part.kind, format: part.count, sender: compound.uint32(at: start),
                media: compound.uint32(at: start + 4))
        default:
            guard inner == 0 else { return nil }
            inner = 1
            return .other(type: part.kind)
        }
    }

    private mutating func report(_ part: Part, _ compound: RawSpan) -> RTCPItem? {
        let start = part.body.lowerBound
        let reporter = compound.uint32(at: start)
        let isSender = part.kind == 200
        defer { inner += 1 }
        if inner == 0 {
            guard isSender else { return .receiverReport(ssrc: reporter) }
            return .senderReport(
                SenderReport(
                    ssrc: reporter, time: NTPTime(rawValue: compound.uint64(at: start + 4)),
                    timestamp: compound.uint32(at: start + 12), packets: compound.uint32(at: start + 16),
                    payloadBytes: compound.uint32(at: start + 20)))
        }
        guard inner <= Int(part.count) else { return nil }
        let blocks = start + (isSender ? 24 : 4)
        return .block(
            reporter: reporter, ReportBlock(compound, at: blocks + ReportBlock.byteCount * (inner - 1)))
    }

    /// `inner` is an offset into the body here.
    private mutating func description(_ part: Part, _ compound: RawSpan) -> RTCPItem? {
        while true {
            let position = part.body.lowerBound + inner
            guard let source = chunkSource else {
                guard position + 4 <= part.body.upperBound, part.count > 0 else { return nil }
                chunkSource = compound.uint32(at: position)
                inner += 4
                continue
            }
            guard position < part.body.upperBound else { return nil }
            let kind = compound.uint8(at: position)
            guard kind != 0, position + 2 <= part.body.upperBound else {
                inner = inner / 4 * 4 + 4
                chunkSource = nil
                continue
            }
            let text = position + 2..<position + 2 + Int(compound.uint8(at: position + 1))
            guard text.upperBound <= part.body.upperBound else { return nil }
            inner = text.upperBound - part.body.lowerBound
            return .description(ssrc: source, kind: kind, text: text)
        }
    }
}
