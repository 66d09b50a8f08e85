import Glibc
import PluginSDK

/// The head of YuNet face detectors: for each cell of grids of 8, 16 and 32 pixels a class score, an objectness, four
/// numbers for a box and ten for five key points (right eye, left eye, nose, right and left corner of the mouth; right
/// and left as the person has them).
///
/// As in ShiqiYu/libfacedetection.train and OpenCV's `FaceDetectorYN`: the score is the geometric mean of class score and
/// objectness, each cut to 0 to 1; a cell's column and row plus two numbers, times the grid's step, are the centre, the
/// exponentials of two more times the step are the size (W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face
/// Detector", 2023).
public struct YuNetHead: BoxDecoder {
    /// Five.
    public var pointsPerBox: Int { 5 }

    private let grids: [Grid]
    private let threshold: Float

    private struct Grid {
        let step: Int
        let columns: Int
        let rows: Int
        /// Positions of the tensors: two of scores, whose order does not matter, boxes and key points.
        let scores: (Int, Int)
        let boxes: Int
        let points: Int
    }

    /// Finds the twelve tensors by their shapes. A step whose grid has as many cells as another's is told apart by the
    /// order of outputs.
    /// - Throws: `configuration` for a model whose outputs are others, or a size that 32 does not divide.
    public init(_ outputs: [TensorInfo], _ options: BoxDecoderOptions) throws(StageError) {
        guard options.width % 32 == 0, options.height % 32 == 0 else {
            throw StageError(
                .configuration,
                "yunet needs a picture whose width and height 32 divides; this is \(options.width)x\(options.height)")
        }
        var grids: [Grid] = []
        for step in [8, 16, 32] {
            let (columns, rows) = (options.width / step, options.height / step)
            let cells = columns * rows
            func positions(_ count: Int) -> [Int] {
                outputs.indices.filter { outputs[$0].shape == [1, cells, count] }
            }
            let (scores, boxes, points) = (positions(1), positions(4), positions(10))
            guard scores.count == 2, boxes.count == 1, points.count == 1 else {
                throw StageError(
                    .configuration,
                    "yunet needs outputs [1, \(cells), 1] (two), [1, \(cells), 4] and [1, \(cells), 10] for a picture of "
                        + "\(options.width)x\(options.height); the model has: "
                        + outputs.map(\.description).joined(separator: "; "))
            }
            grids.append(
                Grid(
                    step: step, columns: columns, rows: rows, scores: (scores[0], scores[1]), boxes: boxes[0],
                    points: points[0]))
        }
        self.grids = grids
        threshold = options.threshold
    }

    /// Whether a model has such a head, by its number of outputs and their last axes.
    public static func fits(_ outputs: [TensorInfo]) -> Bool {
        func count(_ last: Int) -> Int { outputs.count { $0.shape.rank == 3 && $0.shape[2] == last } }
        return outputs.count == 12 && count(1) == 6 && count(4) == 3 && count(10) == 3
    }

    /// Adds each cell whose score reaches the threshold.
    public mutating func decode(_ outputs: TensorList, into found: inout Detections) throws(StageError) {
        for grid in grids { try decode(grid, outputs, into: &found) }
    }

    private func decode(_ grid: Grid, _ outputs: TensorList, into found: inout Detections) throws(StageError) {
        guard let first = outputs[grid.scores.0].floats, let second = outputs[grid.scores.1].floats,
            let boxes = outputs[grid.boxes].floats, let points = outputs[grid.points].floats,
            first.count == grid.columns * grid.rows, second.count == first.count, boxes.count == 4 * first.count,
            points.count == 10 * first.count
        else { throw StageError(.failed, "the model gave other tensors than it states; this decoder reads f32") }
        let step = Float(grid.step)
        let least = threshold * threshold
        for cell in 0..<first.count {
            // Written so that what is no number passes, to be noticed.
            let product = Self.share(first[cell]) * Self.share(second[cell])
            if product < least { continue }
            let (column, row) = (Float(cell % grid.columns), Float(cell / grid.columns))
            let (width, height) = (expf(boxes[4 * cell + 2]) * step, expf(boxes[4 * cell + 3]) * step)
            let centre = Point(x: (column + boxes[4 * cell]) * step, y: (row + boxes[4 * cell + 1]) * step)
            try found.append(
                Box(x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height),
                score: product.squareRoot())
            for number in 0..<5 {
                try found.appendPoint(
                    Point(
                        x: (column + points[10 * cell + 2 * number]) * step,
                        y: (row + points[10 * cell + 2 * number + 1]) * step))
            }
        }
    }

    /// Cut to 0 to 1; what is no number stays.
    private static func share(_ value: Float) -> Float { value < 0 ? 0 : value > 1 ? 1 : value }
}
