/// When the next RTCP report is due: the interval times a random factor of 0.5 to 1.5 (RFC 3550, 6.3.1), so that parties
/// do not fall into step. The first is due at once.
public struct ReportSchedule: Sendable {
    private let interval_ns: Int64
    private var next_ns: Int64?
    private var state: UInt64

    /// A schedule.
    /// - Parameters:
    ///   - interval_ns: 0 for no reports at all.
    ///   - seed: Of the random factor.
    public init(interval_ns: Int64, seed: UInt64) {
        self.interval_ns = interval_ns
        state = seed
    }

    /// Whether a report is due; when it is, the next one is planned.
    public mutating func isDue(_ now_ns: Int64) -> Bool {
        guard interval_ns > 0, now_ns >= next_ns ?? now_ns else { return false }
        // The generator of Knuth's MMIX; its upper bits are good enough for this.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        next_ns = now_ns + interval_ns / 2 + Int64(Double(state >> 11) / Double(UInt64(1) << 53) * Double(interval_ns))
        return true
    }
}
