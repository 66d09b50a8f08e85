/// Decoding times of pictures that come in decoding order with nothing but the times at which they are shown.
///
/// When pictures are at most `depth` places out of order, at most `depth` of those before one are shown after it. The
/// time of the picture that is number `depth + 1` from the latest is therefore never above its own, and never falls.
public struct DecodingClock: Sendable {
    /// More than H.264 can be out of order.
    private static let room = 17
    private var latest_ns = InlineArray<17, Int64>(repeating: 0)
    private var count = 0
    private var depth = 0
    private var first_ns: Int64 = 0
    private var last_ns = Int64.min

    /// Before the first picture.
    public init() {}

    /// The decoding time of the next picture.
    /// - Parameters:
    ///   - pts_ns: When it is shown.
    ///   - known: By how many places pictures may be out of order; `nil` finds it out, and then the first picture that
    ///     comes later than thought has the time of the one before.
    ///   - frame_ns: From one picture to the next, for those before the first time that is known.
    public mutating func time_ns(shown pts_ns: Int64, depth known: Int?, frame_ns: Int64) -> Int64 {
        if count == 0 { first_ns = pts_ns }
        let later = insert(pts_ns)
        depth = known.map { min(max($0, 0), Self.room - 1) } ?? max(depth, later)
        let place = count - 1 - depth
        let time_ns = place >= 0 ? latest_ns[place] : first_ns &+ Int64(place) &* frame_ns
        last_ns = max(min(time_ns, pts_ns), last_ns)
        return last_ns
    }

    /// Puts a time in its place among the latest, which rise.
    /// - Returns: How many of them are later.
    private mutating func insert(_ pts_ns: Int64) -> Int {
        if count == Self.room {
            if pts_ns < latest_ns[0] { return Self.room - 1 }
            for place in 1..<count { latest_ns[place - 1] = latest_ns[place] }
            count -= 1
        }
        var place = count
        while place > 0, latest_ns[place - 1] > pts_ns {
            latest_ns[place] = latest_ns[place - 1]
            place -= 1
        }
        latest_ns[place] = pts_ns
        count += 1
        return count - 1 - place
    }
}
