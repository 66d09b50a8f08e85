import HostCore

/// What is seen of a source at one moment.
public struct SourceObservation: Sendable, Hashable {
    /// The moment, on the host's clock.
    public var now_ns: Int64
    /// Where the source stands.
    public var state: CaptureState
    /// A count that changes with each piece of data that arrives, before it is decoded.
    public var data: UInt64
    /// Frames delivered.
    public var frames: UInt64
    /// Stream time of the last one.
    public var pts_ns: Int64
    /// Times that the clock of the source started anew.
    public var epoch: UInt32
    /// What holds its items up; `nil` when nothing does.
    public var pressure: Pressure?

    /// An observation.
    public init(
        now_ns: Int64, state: CaptureState, data: UInt64, frames: UInt64, pts_ns: Int64, epoch: UInt32 = 0,
        pressure: Pressure? = nil
    ) {
        self.now_ns = now_ns
        self.state = state
        self.data = data
        self.frames = frames
        self.pts_ns = pts_ns
        self.epoch = epoch
        self.pressure = pressure
    }
}
