/// A place at which the time stamps of a source do not simply go on.
public struct TimeBreak: Sendable, Hashable {
    /// What happened there.
    public enum Kind: String, Sendable, Hashable {
        /// The source was opened anew.
        case reopened
        /// The clock of the source started anew.
        case clockReset = "clock-reset"
        /// The counter of its time stamps came to its end and began at 0.
        case clockWrap = "clock-wrap"
        /// Time leapt ahead: something is missing.
        case gap
    }

    /// What happened.
    public var kind: Kind
    /// The epoch of what follows: a new one, but for a gap.
    public var epoch: UInt32
    /// How far the time stamps moved, in nanoseconds; below 0 for back, 0 where there is no telling.
    public var step_ns: Int64

    /// A break.
    public init(_ kind: Kind, epoch: UInt32, step_ns: Int64 = 0) {
        self.kind = kind
        self.epoch = epoch
        self.step_ns = step_ns
    }

    /// Whether an epoch begins.
    public var startsEpoch: Bool { kind != .gap }

    /// What was seen: "time stamps went back by 2.4 s".
    public var reason: String {
        let size = DurationText.text(Self.rounded(step_ns))
        return switch kind {
        case .reopened: "the source was opened anew"
        case .clockReset: "time stamps went back by \(size)"
        case .clockWrap: "time stamps went back by \(size), the length of their counter"
        case .gap: "time stamps leapt ahead by \(size)"
        }
    }

    private static func rounded(_ ns: Int64) -> Int64 { Int64(clamping: ns.magnitude) / 100_000_000 * 100_000_000 }
}
