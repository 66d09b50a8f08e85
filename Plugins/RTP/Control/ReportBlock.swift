/// What a receiver says of one source (RFC 3550, 6.4.1).
public struct ReportBlock: Sendable, Hashable {
    /// Bytes of a block.
    public static let byteCount = 24
    /// The source it is about.
    public var ssrc: UInt32
    /// Share of packets lost since the report before, in 1/256.
    public var fractionLost: UInt8
    /// Packets lost since the beginning; duplicates make it smaller, even below zero.
    public var packetsLost: Int32
    /// The highest sequence number with the count of its wraps in the upper half.
    public var highestSequence: UInt32
    /// Mean deviation of the packets' spacing, in units of the media clock.
    public var jitter: UInt32
    /// The middle of the time stamp of the last sender report; 0 before the first.
    public var lastReport: UInt32
    /// Time since that report came, in 1/65536 s.
    public var delaySinceLastReport: UInt32

    /// A block.
    public init(
        ssrc: UInt32, fractionLost: UInt8, packetsLost: Int32, highestSequence: UInt32, jitter: UInt32,
        lastReport: UInt32, delaySinceLastReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.packetsLost = packetsLost
        self.highestSequence = highestSequence
        self.jitter = jitter
        self.lastReport = lastReport
        self.delaySinceLastReport = delaySinceLastReport
    }

    init(_ bytes: RawSpan, at start: Int) {
        ssrc = bytes.uint32(at: start)
        fractionLost = bytes.uint8(at: start + 4)
        // 24 bits with a sign.
        packetsLost = Int32(bitPattern: bytes.uint24(at: start + 5) << 8) >> 8
        highestSequence = bytes.uint32(at: start + 8)
        jitter = bytes.uint32(at: start + 12)
        lastReport = bytes.uint32(at: start + 16)
        delaySinceLastReport = bytes.uint32(at: start + 20)
    }

    func append(to packet: inout [UInt8]) {
        packet.append(uint32: ssrc)
        packet.append(fractionLost)
        packet.append(uint24: UInt32(bitPattern: min(max(packetsLost, -0x80_0000), 0x7F_FFFF)) & 0xFF_FFFF)
        packet.append(uint32: highestSequence)
        packet.append(uint32: jitter)
        packet.append(uint32: lastReport)
        packet.append(uint32: delaySinceLastReport)
    }

    /// Time from the sender to the receiver and back (RFC 3550, figure 2).
    /// - Parameter arrival: When the report with this block came, on the sender's clock.
    /// - Returns: `nil` before the receiver has had a sender report, or when the clocks do not fit.
    public func roundTrip_ns(arrival: NTPTime) -> Int64? {
        guard lastReport != 0 else { return nil }
        let units = Int32(bitPattern: arrival.middle &- lastReport &- delaySinceLastReport)
        return units >= 0 ? Int64(units) * 1_000_000_000 >> 16 : nil
    }
}

/// What a sender says of itself (RFC 3550, 6.4.1).
public struct SenderReport: Sendable, Hashable {
    /// The sender.
    public var ssrc: UInt32
    /// A moment in wall-clock time.
    public var time: NTPTime
    /// The same moment on the media clock.
    public var timestamp: UInt32
    /// Packets sent since the beginning.
    public var packets: UInt32
    /// Payload bytes sent since the beginning, without headers and padding.
    public var payloadBytes: UInt32

    /// A report.
    public init(ssrc: UInt32, time: NTPTime, timestamp: UInt32, packets: UInt32, payloadBytes: UInt32) {
        self.ssrc = ssrc
        self.time = time
        self.timestamp = timestamp
        self.packets = packets
        self.payloadBytes = payloadBytes
    }
}
