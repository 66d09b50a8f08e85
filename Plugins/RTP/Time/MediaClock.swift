/// Between nanoseconds and the 90 kHz clock of video payloads.
public enum MediaClock {
    /// Ticks a second.
    public static let rate_hz = 90_000

    /// Ticks of a time, rounded to nearest.
    public static func ticks(_ time_ns: Int64) -> Int64 {
        // 90,000 / 10^9 is 9 / 100,000; in two parts, so that nothing overflows.
        let (whole, rest) = time_ns.quotientAndRemainder(dividingBy: 100_000)
        return whole * 9 + Int64((Double(rest) * 9 / 100_000).rounded())
    }

    /// The time of a number of ticks, rounded down.
    public static func time_ns(_ ticks: Int64) -> Int64 {
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: 9)
        return whole &* 100_000 &+ rest * 100_000 / 9
    }
}

/// Makes a rising count out of 32-bit time stamps that wrap: each is taken as the nearest to the one before.
public struct TimestampUnwrapper: Sendable {
    private var last: Int64?

    /// Starts anew with the next stamp.
    public init() {}

    /// The stamp without wraps.
    public mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        let result = last.map { $0 + Int64(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: $0))) }
        last = result ?? Int64(timestamp)
        return last ?? 0
    }
}

/// A time as RTCP writes it: seconds since 1900 in the upper, their fraction in the lower half (RFC 3550, 4).
public struct NTPTime: Sendable, Hashable {
    /// All 64 bits.
    public let rawValue: UInt64
    private static let secondsTo1970: UInt64 = 2_208_988_800

    /// From the 64 bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// From UTC since 1970; times before are 1970.
    public init(wall_ns: Int64) {
        let (seconds, rest) = UInt64(max(0, wall_ns)).quotientAndRemainder(dividingBy: 1_000_000_000)
        rawValue = (seconds + Self.secondsTo1970) << 32 | (rest << 32) / 1_000_000_000
    }

    /// UTC since 1970.
    public var wall_ns: Int64 {
        let seconds = Int64(rawValue >> 32) - Int64(Self.secondsTo1970)
        return seconds * 1_000_000_000 + Int64(((rawValue & 0xFFFF_FFFF) * 1_000_000_000 + (1 << 31)) >> 32)
    }

    /// The middle 32 bits, in units of 1/65536 s, as report blocks use them.
    public var middle: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 16) }
}
