import Glibc
import PluginSDK

/// Heads of the YOLO family that give one tensor: a box and a score for each class at each place.
public struct YOLOHead: BoxDecoder {
    /// How the tensor is laid out.
    public enum Layout: String, SettingChoice {
        /// `[1, 5 + classes, rows, columns]`, FastestDet: objectness, shifts by tanh from the cell, size by logistic
        /// function in shares of the picture. Objectness and classes are 0 to 1; the score is
        /// `objectness^0.6 · class^0.4` (dog-qiuqiu/FastestDet, `utils/tool.py`).
        case grid
        /// `[1, places, 5 + classes]`, YOLOv5 and v7: centre and size in pixels, objectness, classes; the score is
        /// `objectness · class`.
        case rows
        /// `[1, 4 + classes, places]`, YOLOv8 and later: centre and size in pixels, classes; the score is the class's.
        case columns
    }

    /// None.
    public var pointsPerBox: Int { 0 }
    /// How many classes there are.
    public let classes: Int
    /// How the tensor is laid out.
    public let layout: Layout

    private let output: Int
    private let places: Int
    private let gridColumns: Int
    private let threshold: Float
    private let width: Float
    private let height: Float

    /// Finds the tensor, by the first of the given names or as the only output.
    /// - Parameter layout: `nil` to tell it from the shape.
    /// - Throws: `configuration` for a model whose output is another.
    public init(_ outputs: [TensorInfo], _ options: BoxDecoderOptions, layout: Layout? = nil) throws(StageError) {
        output = try outputs.position(of: options.outputNames.first, what: "output")
        let shape = outputs[output].shape
        guard let layout = layout ?? Self.layout(of: shape), shape.isKnown, shape[0] == 1,
            shape.rank == (layout == .grid ? 4 : 3)
        else {
            throw StageError(
                .configuration,
                "yolo reads outputs [1, 5 + classes, rows, columns], [1, places, 5 + classes] and "
                    + "[1, 4 + classes, places]; the model has \(outputs[output])")
        }
        let numbers = layout == .rows ? shape[2] : shape[1]
        classes = numbers - (layout == .columns ? 4 : 5)
        guard classes > 0, classes < 10_000 else {
            throw StageError(.configuration, "yolo: \(outputs[output]) leaves no room for classes")
        }
        self.layout = layout
        gridColumns = layout == .grid ? shape[3] : 1
        places = layout == .grid ? shape[2] * shape[3] : layout == .rows ? shape[1] : shape[2]
        threshold = options.threshold
        width = Float(options.width)
        height = Float(options.height)
    }

    private static func layout(of shape: TensorShape) -> Layout? {
        if shape.rank == 4 { return .grid }
        return shape.rank == 3 ? (shape[1] > shape[2] ? .rows : .columns) : nil
    }

    /// Adds each place whose best class reaches the threshold.
    public mutating func decode(_ outputs: TensorList, into found: inout Detections) throws(StageError) {
        let numbers = layout == .columns ? classes + 4 : classes + 5
        guard let values = outputs[output].floats, values.count == places * numbers else {
            throw StageError(.failed, "the model gave another tensor than it states; this decoder reads f32")
        }
        // From one number of a place to its next, and from one place to the next.
        let (step, stride) = layout == .rows ? (1, numbers) : (places, 1)
        let first = layout == .columns ? 4 : 5
        for place in 0..<places {
            let start = place * stride
            let certainty = objectness(values, start, step)
            // No class can lift what is below already.
            if certainty < least { continue }
            var best = 0
            for category in 1..<classes
            where values[start + (first + category) * step] > values[start + (first + best) * step] {
                best = category
            }
            let score = combined(certainty, values[start + (first + best) * step])
            if score < threshold { continue }
            try found.append(box(values, place, start, step), score: score, category: best)
        }
    }

    /// Least objectness that may reach the threshold with a class score of 1.
    private var least: Float {
        switch layout {
        case .grid: powf(threshold, 1 / 0.6)
        case .rows: threshold
        case .columns: 0
        }
    }

    @inline(__always)
    private func objectness(_ values: Span<Float>, _ start: Int, _ step: Int) -> Float {
        switch layout {
        case .grid: values[start]
        case .rows: values[start + 4 * step]
        case .columns: 1
        }
    }

    private func combined(_ objectness: Float, _ category: Float) -> Float {
        layout == .grid ? powf(objectness, 0.6) * powf(category, 0.4) : objectness * category
    }

    private func box(_ values: Span<Float>, _ place: Int, _ start: Int, _ step: Int) -> Box {
        guard layout == .grid else {
            let (w, h) = (values[start + 2 * step], values[start + 3 * step])
            return Box(x: values[start] - w / 2, y: values[start + step] - h / 2, width: w, height: h)
        }
        let rows = places / gridColumns
        let x = (Float(place % gridColumns) + tanhf(values[start + step])) / Float(gridColumns) * width
        let y = (Float(place / gridColumns) + tanhf(values[start + 2 * step])) / Float(rows) * height
        let (w, h) = (Self.logistic(values[start + 3 * step]) * width, Self.logistic(values[start + 4 * step]) * height)
        return Box(x: x - w / 2, y: y - h / 2, width: w, height: h)
    }

    private static func logistic(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
}
