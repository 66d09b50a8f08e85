import Glibc
import PluginSDK

/// What stages that record say about a file they have closed.
public enum MediaReport {
    /// The members of a record `sluice.file` or `sluice.clip`.
    /// - Parameters:
    ///   - file: Closed.
    ///   - stream: The stream's name.
    ///   - reason: Why it ended.
    public static func members(
        _ file: MediaFile, stream: String, reason: String
    ) -> [(String, String)] {
        [
            ("stream", JSONText.quote(stream)), ("path", JSONText.quote(file.path)),
            ("frames", String(file.packets)), ("bytes", String(file.bytes)),
            ("begin_pts_ns", String(file.begin_pts_ns)),
            ("end_pts_ns", String(file.end_pts_ns)), ("begin_wall_ns", String(file.begin_wall_ns)),
            ("reason", JSONText.quote(reason)),
        ]
    }

    /// A moment as file names have it: `20261121T051339Z` in UTC, or `pts-000012345ms` in stream time where the wall clock
    /// is unknown.
    public static func timeText(wall_ns: Int64, pts_ns: Int64) -> String {
        guard wall_ns > 0 else {
            let digits = String(pts_ns / 1_000_000)
            return "pts-" + String(repeating: "0", count: max(0, 9 - digits.count)) + digits + "ms"
        }
        var seconds = time_t(wall_ns / 1_000_000_000)
        var utc = tm()
        gmtime_r(&seconds, &utc)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = "\(utc.tm_year + 1900)\(two(utc.tm_mon + 1))\(two(utc.tm_mday))"
        return "\(day)T\(two(utc.tm_hour))\(two(utc.tm_min))\(two(utc.tm_sec))Z"
    }

    /// The track that a packet shows: of the first of its regions that has one; 0 for none.
    public static func track(of item: ItemView) -> UInt64 {
        let regions = item.regions
        for index in regions.indices where regions[index].track != 0 { return regions[index].track }
        return 0
    }
}
