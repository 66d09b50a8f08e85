/// What a receiver counts of one source: RFC 3550, A.1 (sequence numbers), A.3 (loss) and A.8 (jitter).
public struct ReceptionStatistics: Sendable {
    /// What a sequence number means.
    public enum Verdict: Sendable, Hashable {
        /// A packet of the sequence, with its number as it would be without wraps.
        case accepted(Int64)
        /// Far away from the sequence: to be thrown away, unless the next packet follows on it.
        case leap
        /// The second packet of a sequence that begins anew.
        case restarted(Int64)
    }

    private static let largestDropout: UInt16 = 3000
    private static let largestDisorder: UInt16 = 100
    private var first: Int64 = 0
    private var highest: Int64?
    private var leaptTo: UInt16?
    private var received: Int64 = 0
    private var expectedBefore: Int64 = 0
    private var receivedBefore: Int64 = 0
    private var transit: Int64?
    /// In units of the media clock.
    public private(set) var jitter = 0.0

    /// A source of which nothing has come.
    public init() {}

    /// Packets that should have come since the beginning.
    public var expected: Int64 { highest.map { $0 - first + 1 } ?? 0 }
    /// Packets that did not; below zero when duplicates came.
    public var lost: Int64 { expected - received }

    /// Takes a packet's sequence number.
    public mutating func note(_ sequence: UInt16) -> Verdict {
        guard let highest else { return .accepted(begin(at: Int64(sequence))) }
        let step = sequence &- UInt16(truncatingIfNeeded: highest)
        if step < Self.largestDropout {
            self.highest = highest + Int64(step)
        } else if step <= 0 &- Self.largestDisorder {
            guard leaptTo == sequence else {
                leaptTo = sequence &+ 1
                return .leap
            }
            // Two in a row: the sender began anew. Its numbers go on above all that was there.
            return .restarted(begin(at: (highest >> 16 + 2) << 16 | Int64(sequence)))
        }
        received += 1
        leaptTo = nil
        return .accepted(highest + Int64(Int16(bitPattern: step)))
    }

    private mutating func begin(at sequence: Int64) -> Int64 {
        first = sequence
        highest = sequence
        leaptTo = nil
        received = 1
        expectedBefore = 0
        receivedBefore = 0
        transit = nil
        return sequence
    }

    /// Takes a packet's time stamp and arrival for the jitter (RFC 3550, A.8).
    public mutating func note(timestamp: UInt32, arrival_ns: Int64) {
        let now = MediaClock.ticks(arrival_ns)
        let transit = Int64(Int32(truncatingIfNeeded: now &- Int64(timestamp)))
        defer { self.transit = transit }
        guard let before = self.transit else { return }
        let difference = Int64(Int32(truncatingIfNeeded: transit &- before)).magnitude
        jitter += (Double(difference) - jitter) / 16
    }

    /// The report of what came since the last one (RFC 3550, A.3).
    public mutating func report(of ssrc: UInt32, lastReport: UInt32, delaySinceLastReport: UInt32) -> ReportBlock {
        let expectedNow = expected - expectedBefore
        let lostNow = expectedNow - (received - receivedBefore)
        expectedBefore = expected
        receivedBefore = received
        let fraction = expectedNow > 0 && lostNow > 0 ? lostNow * 256 / expectedNow : 0
        return ReportBlock(
            ssrc: ssrc, fractionLost: UInt8(min(255, fraction)),
            packetsLost: Int32(min(0x7F_FFFF, max(-0x80_0000, lost))),
            highestSequence: UInt32(truncatingIfNeeded: highest ?? 0),
            jitter: UInt32(min(jitter, 4e9)), lastReport: lastReport, delaySinceLastReport: delaySinceLastReport)
    }
}
