import PluginSDK

/// Reads boxes out of a model's outputs. Each kind of head has its own; all are pure: numbers in, boxes out.
///
/// A decoder finds its tensors by name or shape when it is made, and refuses a model whose outputs do not fit there, not
/// at the first frame. ``decode(_:into:)`` then allocates nothing.
public protocol BoxDecoder: ~Copyable {
    /// Key points of each box.
    var pointsPerBox: Int { get }

    /// Adds the boxes whose score reaches the threshold, before any suppression, in pixels of the model's input picture.
    ///
    /// Scores must be compared so that one that is no number is noticed: `!(score < threshold)`.
    /// - Parameters:
    ///   - outputs: All outputs of the model, in its order, for one picture.
    ///   - found: Is added to; empty at first.
    /// - Throws: `failed` for numbers that make no sense, such as one that is not finite.
    mutating func decode(_ outputs: TensorList, into found: inout Detections) throws(StageError)
}

/// What box decoders have in common: made from what a model states, before it runs.
public struct BoxDecoderOptions: Sendable {
    /// Size of the picture that the model sees, in pixels.
    public var width: Int
    /// Size of the picture that the model sees, in pixels.
    public var height: Int
    /// Least score of a box.
    public var threshold: Float
    /// Names of output tensors in the order that the decoder documents; empty to find them by shape.
    public var outputNames: [String]

    /// Options for a picture of the given size.
    public init(width: Int, height: Int, threshold: Float, outputNames: [String] = []) {
        self.width = width
        self.height = height
        self.threshold = threshold
        self.outputNames = outputNames
    }
}
