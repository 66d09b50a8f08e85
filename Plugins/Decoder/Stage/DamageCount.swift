import PluginSDK

/// What was damaged in a stream since the last record of it.
struct DamageCount {
    /// Pictures that were concealed.
    var concealed = 0
    /// Packets that could not be decoded.
    var refused = 0
    /// Why the last packet was refused.
    var reason = ""
    private var lastReport_ns: Int64?
    /// Packets that were refused before the last report, and those that the log knows of.
    private var reported = 0
    private var told = 0

    var isEmpty: Bool { concealed == 0 && refused == 0 }

    /// How many packets were refused in all, when it is time for the log to say so.
    mutating func newlyRefused() -> Int? {
        let count = reported + refused
        guard count > told, count >= 2 * told else { return nil }
        told = count
        return count
    }

    func isDue(_ pts_ns: Int64, every_seconds: Double) -> Bool {
        guard !isEmpty else { return false }
        guard let lastReport_ns, pts_ns >= lastReport_ns else { return true }
        return Double(pts_ns - lastReport_ns) >= every_seconds * 1e9
    }

    /// The record's text; counting begins anew.
    mutating func takeReport(_ stamp: ItemStamp) -> String {
        var members = [
            ("seq", String(stamp.seq)), ("pts_ns", String(stamp.pts_ns)), ("concealed", String(concealed)),
            ("refused", String(refused)),
        ]
        if refused > 0 { members.append(("reason", JSONText.quote(reason))) }
        reported += refused
        (concealed, refused, reason) = (0, 0, "")
        lastReport_ns = stamp.pts_ns
        return JSONText.object(members)
    }
}
