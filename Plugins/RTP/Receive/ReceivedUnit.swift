/// A picture as it came in: coded bytes, and what is known of their time and state.
public struct ReceivedUnit: Sendable {
    /// The coded bytes: H.264 with start codes, or a JPEG file.
    public internal(set) var bytes: [UInt8] = []
    /// Parameter sets with start codes, on the first unit and after a change; else empty.
    public internal(set) var configuration: [UInt8] = []
    /// The RTP time stamp.
    public internal(set) var timestamp: UInt32 = 0
    /// Stream time from 0, without wraps.
    public internal(set) var pts_ns: Int64 = 0
    /// When it is decoded, on the same clock: does not fall within an epoch, also where pictures are shown in another order
    /// than they are sent.
    public internal(set) var dts_ns: Int64 = 0
    /// When its first packet came, on the host's monotonic clock.
    public internal(set) var arrival_ns: Int64 = 0
    /// UTC at the sender, by its last report; `nil` before the first.
    public internal(set) var wall_ns: Int64?
    /// Raised when the sender's clock or the source changed.
    public internal(set) var epoch: UInt32 = 0
    /// Whether it can be decoded without earlier ones.
    public internal(set) var isKey = false
    /// Whether a part of it is missing.
    public internal(set) var isDamaged = false
    /// Whether something is missing before it, or the clock leapt.
    public internal(set) var isDiscontinuous = false

    /// Nothing.
    public init() {}
}
