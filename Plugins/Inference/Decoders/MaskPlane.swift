import Glibc
import PluginSDK

/// The head of a segmentation model: for each place one number (what it shows or not), or one for each class.
///
/// One plane becomes levels of 0 to 255 for 0 to 1. Several become, at each place, the number of the highest.
public struct MaskPlane: Sendable {
    /// Columns of the mask.
    public let width: Int
    /// Rows of the mask.
    public let height: Int
    /// Planes of the output; 1 for a mask of one thing.
    public let classes: Int
    private let output: Int
    private let isSigmoid: Bool

    /// Finds the tensor by name, or as the only output.
    /// - Parameter sigmoid: Whether numbers of a single plane are still to be brought to 0 to 1.
    /// - Throws: `configuration` for an output that is no `[1, classes, rows, columns]` or `[1, rows, columns]`.
    public init(_ outputs: [TensorInfo], name: String?, sigmoid: Bool) throws(StageError) {
        output = try outputs.position(of: name, what: "output")
        let info = outputs[output]
        let shape = info.shape
        guard shape.isKnown, shape.rank == 3 || shape.rank == 4, shape[0] == 1, info.element == .f32,
            shape[-1] > 0, shape[-2] > 0, shape.rank == 3 || (1...256).contains(shape[1])
        else {
            throw StageError(
                .configuration,
                "mask reads an output of f32 [1, classes, rows, columns] with at most 256 classes, or [1, rows, columns], "
                    + "not \(info)")
        }
        width = shape[-1]
        height = shape[-2]
        classes = shape.rank == 4 ? shape[1] : 1
        isSigmoid = sigmoid
    }

    /// Writes the mask of one picture.
    /// - Parameter rows: Room for ``height`` rows, `row_stride_bytes` apart.
    /// - Throws: `failed` for numbers that are not finite.
    public func decode(
        _ outputs: TensorList, into rows: inout MutableSpan<UInt8>, row_stride_bytes: Int
    ) throws(StageError) {
        guard let values = outputs[output].floats, values.count == width * height * classes else {
            throw StageError(.failed, "the model gave another tensor than it states")
        }
        let area = width * height
        for y in 0..<height {
            for x in 0..<width {
                let place = y * width + x
                let level = classes == 1 ? level(values[place]) : highest(values, place, area)
                guard let level else {
                    throw StageError(
                        .failed, "the mask holds numbers that are not finite; check mean, scale and the model")
                }
                rows[y * row_stride_bytes + x] = level
            }
        }
    }

    private func level(_ value: Float) -> UInt8? {
        guard value.isFinite else { return nil }
        let share = isSigmoid ? 1 / (1 + expf(-value)) : min(1, max(0, value))
        return UInt8(share * 255 + 0.5)
    }

    private func highest(_ values: Span<Float>, _ place: Int, _ area: Int) -> UInt8? {
        var best = 0
        for category in 0..<classes {
            let value = values[category * area + place]
            if !value.isFinite { return nil }
            if value > values[best * area + place] { best = category }
        }
        return UInt8(best)
    }
}
