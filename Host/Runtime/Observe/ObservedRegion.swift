/// A copy of a region, with texts in place of numbers.
public struct ObservedRegion: Sendable {
    /// Unique within its captured frame.
    public let id: UInt64
    /// The region it belongs to; 0 for none.
    public let parent: UInt64
    /// The track; 0 for none.
    public let track: UInt64
    /// What it shows; empty when not said.
    public let label: String
    /// 0 to 1.
    public let confidence: Float
    /// In pixels of the frame it travels with.
    public let box: (x: Float, y: Float, width: Float, height: Float)
    /// Named numbers, in the order in which they were given.
    public let scores: [(name: String, value: Float)]
    /// Whether it was not observed in this frame.
    public let isPredicted: Bool

    /// The value of a score; `nil` when it has none of that name.
    public func score(_ name: String) -> Float? { scores.first { $0.name == name }?.value }
}
