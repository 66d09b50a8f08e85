import Inference
import InferenceDecoders
import PluginSDK

/// A model that looks at one picture, read and compiled for pictures of one size.
public struct PictureModel {
    /// Compiled.
    public let model: Model
    /// Columns of its picture.
    public let width: Int
    /// Rows of its picture.
    public let height: Int

    /// Reads and compiles a model whose one input is `[1, 3, height, width]` in 32-bit floats.
    /// - Parameters:
    ///   - width: Columns; `nil` for what the model states.
    ///   - height: Rows; `nil` for what the model states.
    ///   - open: Length of what neither states.
    /// - Throws: `configuration` for a model of another kind, and what ``Inference/Model/init(path:options:)`` throws.
    public init(
        path: String, options: ModelOptions, width: Int? = nil, height: Int? = nil, open: Int
    ) throws(StageError) {
        let inputs = try Model.describe(path: path).inputs
        guard inputs.count == 1, inputs[0].shape.rank == 4, inputs[0].element == .f32,
            inputs[0].shape.admits([1, 3, max(1, inputs[0].shape[2]), max(1, inputs[0].shape[3])])
        else {
            throw StageError(
                .configuration,
                "model: \(path) takes " + inputs.map(\.description).joined(separator: "; ")
                    + " in place of one picture [1, 3, height, width] f32; use the stage infer for such models")
        }
        let stated = inputs[0].shape
        self.width = width ?? (stated[3] > 0 ? stated[3] : open)
        self.height = height ?? (stated[2] > 0 ? stated[2] : open)
        let shape: TensorShape = [1, 3, self.height, self.width]
        var options = options
        if shape != stated { options.shapes = [inputs[0].name: shape] }
        options.interleaved = [inputs[0].name]
        model = try Model(path: path, options: options)
    }
}
