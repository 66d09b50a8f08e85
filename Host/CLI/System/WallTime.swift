import Glibc

/// Times of day as text.
enum WallTime {
    /// `2026-11-21 03:05:07 UTC` for nanoseconds since 1970.
    static func text(_ wall_ns: Int64) -> String {
        var seconds = time_t(wall_ns / 1_000_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
    }

    private static func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : String(value) }
}
