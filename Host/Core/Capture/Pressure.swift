/// A stage that holds up the items of a stream, as far as queues and counts show it.
public struct Pressure: Sendable, Hashable {
    /// Name of the stage.
    public var stage: String
    /// Whether nothing follows it: it writes or sends.
    public var isSink: Bool
    /// Whether it still takes items.
    public var isMoving: Bool

    /// A hold-up.
    public init(stage: String, isSink: Bool, isMoving: Bool) {
        self.stage = stage
        self.isSink = isSink
        self.isMoving = isMoving
    }
}
