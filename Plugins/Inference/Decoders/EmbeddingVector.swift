import Glibc
import PluginSDK

/// The head of a model that describes a picture by a vector, to be compared by its angle with others.
public struct EmbeddingVector: Sendable {
    /// Numbers of the vector.
    public let length: Int
    private let output: Int
    private let isNormalised: Bool

    /// Finds the tensor by name, or as the only output.
    /// - Parameter normalised: Whether it is scaled to a length of 1, so that a dot product is the cosine.
    /// - Throws: `configuration` for an output that is no vector.
    public init(_ outputs: [TensorInfo], name: String?, normalised: Bool) throws(StageError) {
        output = try outputs.position(of: name, what: "output")
        let info = outputs[output]
        guard let count = info.shape.count, count > 1, count <= 65_536, info.element == .f32 else {
            throw StageError(.configuration, "embedding reads an output of f32 with 2 to 65,536 numbers, not \(info)")
        }
        length = count
        isNormalised = normalised
    }

    /// Reads the vector of one picture.
    /// - Parameter vector: Gets ``length`` numbers; what it held goes.
    /// - Throws: `failed` for numbers that are not finite, and for a vector of length 0 that has no direction.
    public func decode(_ outputs: TensorList, into vector: inout [Float]) throws(StageError) {
        guard let values = outputs[output].floats, values.count == length else {
            throw StageError(.failed, "the model gave another tensor than it states")
        }
        var squares: Float = 0
        for index in 0..<length { squares += values[index] * values[index] }
        guard squares.isFinite else {
            throw StageError(
                .failed, "the embedding holds numbers that are not finite; check mean, scale and the model")
        }
        guard !isNormalised || squares > 0 else { throw StageError(.failed, "the embedding is all zeros") }
        let factor = isNormalised ? 1 / sqrtf(squares) : 1
        vector.removeAll(keepingCapacity: true)
        for index in 0..<length { vector.append(values[index] * factor) }
    }
}
