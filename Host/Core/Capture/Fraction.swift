/// A ratio of two whole numbers, as in frame rates and shapes of pixels.
@frozen
public struct Fraction: Sendable, Hashable, CustomStringConvertible {
    /// Above the line.
    public var numerator: UInt32
    /// Below the line; never 0.
    public var denominator: UInt32

    /// `numerator / denominator`; a denominator of 0 becomes 1.
    public init(_ numerator: UInt32, _ denominator: UInt32) {
        self.numerator = numerator
        self.denominator = max(denominator, 1)
    }

    /// `30` or `30000/1001`.
    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
