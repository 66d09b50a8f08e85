import Glibc
import PluginSDK

/// The head of Ultra-Light-Fast face detectors: for each of a fixed list of priors a pair of softmaxed scores, background
/// first, and four numbers for a box.
///
/// Priors as in Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB (`fd_config.py`, `generate_priors`): squares of 10, 16
/// and 24 pixels in a grid of 8, of 32 and 48 in one of 16, of 64 and 96 in one of 32, of 128, 192 and 256 in one of 64;
/// row by row, in shares of the picture, cut to 0 to 1. Offsets are decoded as in W. Liu et al., "SSD: Single Shot
/// MultiBox Detector", ECCV 2016, with variances 0.1 and 0.2.
public struct SSDPriors: BoxDecoder {
    /// What the four numbers of a box are.
    public enum Form: Sendable, Hashable {
        /// Left, top, right and bottom in shares of the picture: post-processing is in the model.
        case corners
        /// Shifts from the prior's centre and logarithms of the size, relative to the prior.
        case offsets
    }

    /// None.
    public var pointsPerBox: Int { 0 }

    private let priors: [Prior]
    private let form: Form
    private let scores: Int
    private let boxes: Int
    private let threshold: Float
    private let width: Float
    private let height: Float

    /// Finds the tensors of scores and boxes, by the names given in this order or by shape.
    /// - Throws: `configuration` for a model whose outputs are others.
    public init(_ outputs: [TensorInfo], _ options: BoxDecoderOptions, form: Form) throws(StageError) {
        priors = Self.priors(width: options.width, height: options.height)
        scores = try Self.find(outputs, options, number: 0, columns: 2, rows: priors.count)
        boxes = try Self.find(outputs, options, number: 1, columns: 4, rows: priors.count)
        self.form = form
        threshold = options.threshold
        width = Float(options.width)
        height = Float(options.height)
    }

    /// Whether a model has such a head for a picture of this size, by the shapes of its outputs.
    public static func fits(_ outputs: [TensorInfo], width: Int, height: Int) -> Bool {
        let count = priorCount(width: width, height: height)
        return [2, 4].allSatisfy { columns in outputs.contains { $0.shape == [1, count, columns] } }
    }

    /// What a model's boxes are, judged by any run of it: corners lie about their prior, offsets about 0.
    public static func form(_ outputs: TensorList, position: Int, width: Int, height: Int) throws(StageError) -> Form {
        let priors = Self.priors(width: width, height: height)
        guard let numbers = outputs[position].floats, numbers.count == 4 * priors.count else {
            throw StageError(.configuration, "the model's boxes are not 32-bit numbers, four for each prior")
        }
        var near = 0
        for (row, prior) in priors.enumerated() {
            let x = (numbers[4 * row] + numbers[4 * row + 2]) / 2
            let y = (numbers[4 * row + 1] + numbers[4 * row + 3]) / 2
            if abs(x - prior.x) < max(0.1, prior.width), abs(y - prior.y) < max(0.1, prior.height) { near += 1 }
        }
        return near * 2 > priors.count ? .corners : .offsets
    }

    /// Where the tensor of boxes is.
    public var boxesPosition: Int { boxes }

    /// Adds each prior whose face score reaches the threshold.
    public mutating func decode(_ outputs: TensorList, into found: inout Detections) throws(StageError) {
        guard let scores = outputs[scores].floats, let boxes = outputs[boxes].floats,
            scores.count == 2 * priors.count, boxes.count == 4 * priors.count
        else { throw StageError(.failed, "the model gave other tensors than it states; this decoder reads f32") }
        for row in 0..<priors.count where !(scores[2 * row + 1] < threshold) {
            let numbers = SIMD4(boxes[4 * row], boxes[4 * row + 1], boxes[4 * row + 2], boxes[4 * row + 3])
            let corners = form == .corners ? numbers : priors[row].corners(numbers)
            let box = Box(
                x: corners.x * width, y: corners.y * height, width: (corners.z - corners.x) * width,
                height: (corners.w - corners.y) * height)
            try found.append(box, score: scores[2 * row + 1])
        }
    }

    private static func find(
        _ outputs: [TensorInfo], _ options: BoxDecoderOptions, number: Int, columns: Int, rows: Int
    ) throws(StageError) -> Int {
        if options.outputNames.count > number {
            return try outputs.position(of: options.outputNames[number], what: "output")
        }
        if let position = outputs.firstIndex(where: { $0.shape == [1, rows, columns] }) { return position }
        throw StageError(
            .configuration,
            "ssd-priors needs an output [1, \(rows), \(columns)] for a picture of \(options.width)x\(options.height); "
                + "the model has: " + outputs.map(\.description).joined(separator: "; "))
    }
}

/// A box that a face is looked for about, in shares of the picture.
private struct Prior {
    let x: Float, y: Float, width: Float, height: Float

    func corners(_ offsets: SIMD4<Float>) -> SIMD4<Float> {
        let centre = (x: x + offsets.x * 0.1 * width, y: y + offsets.y * 0.1 * height)
        let half = (width: expf(offsets.z * 0.2) * width / 2, height: expf(offsets.w * 0.2) * height / 2)
        return [centre.x - half.width, centre.y - half.height, centre.x + half.width, centre.y + half.height]
    }
}

extension SSDPriors {
    private static let grids: [(step: Int, sides: [Float])] = [
        (8, [10, 16, 24]), (16, [32, 48]), (32, [64, 96]), (64, [128, 192, 256]),
    ]

    private static func priorCount(width: Int, height: Int) -> Int {
        grids.reduce(0) { $0 + cells(width, $1.step) * cells(height, $1.step) * $1.sides.count }
    }

    private static func cells(_ length: Int, _ step: Int) -> Int { (length + step - 1) / step }

    private static func priors(width: Int, height: Int) -> [Prior] {
        var result: [Prior] = []
        result.reserveCapacity(priorCount(width: width, height: height))
        func share(_ length: Float, _ whole: Int) -> Float { min(1, length / Float(whole)) }
        for (step, sides) in grids {
            for row in 0..<cells(height, step) {
                for column in 0..<cells(width, step) {
                    let (x, y) = ((Float(column) + 0.5) * Float(step), (Float(row) + 0.5) * Float(step))
                    for side in sides {
                        result.append(
                            Prior(
                                x: share(x, width), y: share(y, height), width: share(side, width),
                                height: share(side, height)))
                    }
                }
            }
        }
        return result
    }
}
