import HostCore

/// Holds frames back until their time has come, by the host's clock.
struct Pacer: Sendable {
    private var start_ns: Int64?
    private var epoch: UInt32 = 0

    /// When a frame is due; now for the first frame of an epoch.
    mutating func due(pts_ns: Int64, epoch: UInt32, now_ns: Int64) -> Int64 {
        if epoch != self.epoch { start_ns = nil }
        self.epoch = epoch
        let start = start_ns ?? now_ns - pts_ns
        start_ns = start
        return start + pts_ns
    }
}
