import HostCore

/// Turns the time stamps of a source into stream time: from 0, not falling within an epoch.
struct TimeLine: Sendable {
    /// What a frame gets.
    struct Place: Sendable, Hashable {
        var pts_ns: Int64
        var epoch: UInt32
        /// What happened before this frame; `nil` when time goes on.
        var found: TimeBreak?
        /// It is later than the last one.
        var hasProgress = true

        /// The clock started anew, or something is missing before this frame.
        var isDiscontinuity: Bool { found != nil }
        /// The epoch is a new one.
        var startsEpoch: Bool { found?.startsEpoch == true }
    }

    /// A step back by more than this is a new clock, not disorder.
    static let resetStep_ns: Int64 = 1_000_000_000
    /// A gap of more than this is a discontinuity.
    static let gapStep_ns: Int64 = 5_000_000_000
    private static let defaultStep_ns: Int64 = 40_000_000
    /// Lengths of counters that time stamps come from: 33 bits at 90 kHz (MPEG systems, ISO/IEC 13818-1, 2.4.3.7), 32 bits at
    /// 90 kHz (video in RTP, RFC 3551, 5), 32 bits of milliseconds (RTMP).
    private static let counters_ns: [Int64] = [(1 << 33) * 100_000 / 9, (1 << 32) * 100_000 / 9, (1 << 32) * 1_000_000]
    /// How far from the counter's length a step back may be and still be its end: frames may be missing there.
    private static let wrapSlack_ns: Int64 = 10_000_000_000

    private(set) var epoch: UInt32 = 0
    /// Whether time counts from the first frame, as for live sources, or from the source's own 0.
    private let countsFromFirst: Bool
    private var base_ns: Int64 = 0
    private var last_ns: Int64?
    private var step_ns: Int64 = defaultStep_ns
    private var isRestarting = false

    init(countsFromFirst: Bool) { self.countsFromFirst = countsFromFirst }

    /// The source was opened anew: its next frame begins an epoch.
    mutating func restart() { isRestarting = last_ns != nil }

    /// Frames come at this rate as far as the source says.
    mutating func setRate(_ rate_num: UInt32, _ rate_den: UInt32) {
        step_ns = rate_num > 0 ? Int64(rate_den) * 1_000_000_000 / Int64(rate_num) : Self.defaultStep_ns
    }

    /// - Parameter stamp_ns: `nil` when the source gives none; then frames follow one another at the stream's rate.
    mutating func place(stamp_ns: Int64?) -> Place {
        guard let last = last_ns else { return first(stamp_ns) }
        if isRestarting { return newEpoch(stamp_ns, .reopened, step_ns: 0) }
        guard let stamp_ns else { return advance(to: last + step_ns, last) }
        let pts_ns = stamp_ns - base_ns
        let moved_ns = pts_ns - last
        if moved_ns < -Self.resetStep_ns {
            return newEpoch(stamp_ns, Self.isWrap(moved_ns) ? .clockWrap : .clockReset, step_ns: moved_ns)
        }
        return advance(to: max(pts_ns, last), last)
    }

    private mutating func first(_ stamp_ns: Int64?) -> Place {
        base_ns = countsFromFirst ? stamp_ns ?? 0 : 0
        let pts_ns = max((stamp_ns ?? 0) - base_ns, 0)
        last_ns = pts_ns
        return Place(pts_ns: pts_ns, epoch: epoch)
    }

    private static func isWrap(_ step_ns: Int64) -> Bool {
        counters_ns.contains { abs(step_ns + $0) <= wrapSlack_ns }
    }

    private mutating func newEpoch(_ stamp_ns: Int64?, _ kind: TimeBreak.Kind, step_ns: Int64) -> Place {
        isRestarting = false
        epoch &+= 1
        base_ns = stamp_ns ?? 0
        last_ns = 0
        return Place(pts_ns: 0, epoch: epoch, found: TimeBreak(kind, epoch: epoch, step_ns: step_ns))
    }

    private mutating func advance(to pts_ns: Int64, _ last: Int64) -> Place {
        last_ns = pts_ns
        let moved_ns = pts_ns - last
        let gap = moved_ns > Self.gapStep_ns ? TimeBreak(.gap, epoch: epoch, step_ns: moved_ns) : nil
        return Place(pts_ns: pts_ns, epoch: epoch, found: gap, hasProgress: moved_ns > 0)
    }
}
