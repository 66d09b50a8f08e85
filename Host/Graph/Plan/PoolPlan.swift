/// How many frames of memory a stream may need at once.
public struct PoolPlan: Sendable, Hashable {
    /// The stream.
    public let stream: Int
    /// Frames that the decoder keeps for reference and output.
    public let decoder: Int
    /// Frames that fit the queues.
    public let queued: Int
    /// Frames that are being worked on.
    public let inFlight: Int
    /// Frames that stages may keep.
    public let held: Int

    /// All of them.
    public var total: Int { decoder + queued + inFlight + held }
}
