import PluginSDK

/// Numbers and times of what a network source emits: stream time begins with the first item.
public struct SourceClock: Sendable {
    private let wall: WallClock
    private var start_ns: Int64?
    /// Number of the last item; 0 before the first.
    public private(set) var seq: UInt64 = 0

    /// Reads the wall clock once: from here on it goes with the host's clock.
    public init(_ context: StageContext) { wall = WallClock(context) }

    /// UTC at a moment of the host's clock.
    public func wall_ns(_ now_ns: Int64) -> Int64 { wall.ns(at: now_ns) }

    /// The stamp of the next item.
    public mutating func next(_ now_ns: Int64) -> ItemStamp {
        let start = start_ns ?? now_ns
        start_ns = start
        seq += 1
        return ItemStamp(
            stream: 0, seq: seq, pts_ns: now_ns - start, capture_ns: now_ns, wall_ns: wall_ns(now_ns))
    }

    /// How far the stream has come at a moment.
    public func progress(_ now_ns: Int64) -> StreamTime {
        StreamTime(stream: 0, seq: seq, pts_ns: start_ns.map { now_ns - $0 } ?? 0)
    }
}
