import InferenceDecoders
import PluginSDK

/// Which axis of a tensor is which.
struct PictureAxes {
    let channels: Int
    let height: Int
    let width: Int
    var isPlanar: Bool { channels == 1 }

    /// - Throws: `configuration` for a tensor that holds no pictures of these channels.
    init(_ info: TensorInfo, _ entry: InputSettings) throws(StageError) {
        let expected = entry.channels.count
        guard info.shape.rank == 4 else {
            throw StageError(
                .configuration,
                "inputs: pictures need an input of four axes, [batch, channels, height, width] or "
                    + "[batch, height, width, channels]; the model has \(info)")
        }
        let planar = info.shape[1] == expected || info.shape[1] < 0
        let interleaved = info.shape[3] == expected || info.shape[3] < 0
        let isPlanar = entry.layout == .auto ? planar : entry.layout == .nchw
        guard isPlanar ? planar : interleaved else {
            throw StageError(
                .configuration,
                "inputs: the model's input \(info) does not hold \(expected) channels (colour: \(entry.colour.rawValue), "
                    + "layout: \(entry.layout.rawValue))")
        }
        (channels, height, width) = isPlanar ? (1, 2, 3) : (3, 1, 2)
    }

    func count(_ colour: InputSettings.Colour) -> Int { colour == .gray ? 1 : 3 }
}
