import PluginSDK

/// A region as a value: what tests push beside a frame and what they get back.
public struct TestRegion: Sendable, Hashable {
    /// Where it is, in pixels of its frame.
    public var box: Box
    /// What it is; empty for none.
    public var label: String
    /// 0 to 1.
    public var confidence: Float
    /// The object it shows; 0 for none.
    public var track: UInt64
    /// Unique within the captured frame; 0 lets the harness number it.
    public var id: UInt64
    /// The region it belongs to; 0 for none.
    public var parent: UInt64
    /// Key points.
    public var points: [Point]
    /// Named numbers.
    public var scores: [String: Float]
    /// Whether it is a tracker's prediction.
    public var isPredicted: Bool

    /// A region.
    public init(
        _ box: Box, label: String = "", confidence: Float = 1, track: UInt64 = 0, id: UInt64 = 0, parent: UInt64 = 0,
        points: [Point] = [], scores: [String: Float] = [:], isPredicted: Bool = false
    ) {
        self.box = box
        self.label = label
        self.confidence = confidence
        self.track = track
        self.id = id
        self.parent = parent
        self.points = points
        self.scores = scores
        self.isPredicted = isPredicted
    }
}
