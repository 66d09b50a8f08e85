import Glibc
import PluginSDK

/// The head of a classifier: one number for each class.
public struct ClassScores: Sendable {
    /// What turns numbers into scores of 0 to 1.
    public enum Activation: String, SettingChoice {
        /// They are scores already.
        case none
        /// One class of all: e^x over the sum of all e^x.
        case softmax
        /// Each class for itself: 1 / (1 + e^-x).
        case sigmoid
    }

    /// A class and its score.
    public typealias Ranked = (category: Int, score: Float)

    /// How many classes there are.
    public let classes: Int
    private let output: Int
    private let activation: Activation
    private let top: Int
    private let threshold: Float

    /// Finds the tensor by name, or as the only output.
    /// - Parameters:
    ///   - top: Most classes that are kept.
    ///   - threshold: Least score of a class that is kept.
    /// - Throws: `configuration` for an output that holds not one number for each class.
    public init(
        _ outputs: [TensorInfo], name: String?, activation: Activation, top: Int, threshold: Float
    ) throws(StageError) {
        output = try outputs.position(of: name, what: "output")
        let info = outputs[output]
        guard let count = info.shape.count, count > 0, info.element == .f32 else {
            throw StageError(
                .configuration, "classes reads an output of f32 with one number for each class, not \(info)")
        }
        classes = count
        self.activation = activation
        self.top = max(1, min(top, count))
        self.threshold = threshold
    }

    /// Reads the scores of one picture.
    /// - Parameter best: The best classes, best first; what it held goes.
    /// - Throws: `failed` for numbers that are not finite.
    public func decode(_ outputs: TensorList, into best: inout [Ranked]) throws(StageError) {
        guard let values = outputs[output].floats, values.count == classes else {
            throw StageError(.failed, "the model gave another tensor than it states")
        }
        var highest = -Float.infinity
        var sum: Float = 0
        for index in 0..<classes {
            guard values[index].isFinite else {
                throw StageError(.failed, "the score of class \(index) is not finite; check mean, scale and the model")
            }
            highest = max(highest, values[index])
        }
        if activation == .softmax { for index in 0..<classes { sum += expf(values[index] - highest) } }
        best.removeAll(keepingCapacity: true)
        for index in 0..<classes {
            let score = self.score(values[index], highest, sum)
            if score >= threshold { insert((index, score), into: &best) }
        }
    }

    private func score(_ value: Float, _ highest: Float, _ sum: Float) -> Float {
        switch activation {
        case .none: value
        case .softmax: expf(value - highest) / sum
        case .sigmoid: 1 / (1 + expf(-value))
        }
    }

    private func insert(_ entry: Ranked, into best: inout [Ranked]) {
        guard best.count < top || entry.score > best[best.count - 1].score else { return }
        var place = best.count
        while place > 0, best[place - 1].score < entry.score { place -= 1 }
        best.insert(entry, at: place)
        if best.count > top { best.removeLast() }
    }
}
