/// A number of a stage's own (`sluice.metrics/1`).
public struct StageMetric: Sendable, Hashable {
    /// With its unit: `queue_bytes`.
    public var name: String
    /// One sentence.
    public var help: String
    /// Whether it only rises.
    public var isCounter: Bool
    /// Of this moment; over all instances the sum.
    public var value: Double

    /// A number.
    public init(name: String, help: String, isCounter: Bool, value: Double) {
        self.name = name
        self.help = help
        self.isCounter = isCounter
        self.value = value
    }
}
