import InferenceDecoders
import PluginSDK
import SluiceVision

/// The families of face detectors that are known, told apart by the outputs of the model: what each wants its pictures
/// to be, and how its outputs are read.
enum FaceHead: BoxDecoder {
    case priors(SSDPriors)
    case yunet(YuNetHead)

    /// Which family a model is of.
    enum Family {
        case ultraFace
        case yuNet

        /// Judged by the outputs for pictures of a size.
        /// - Throws: `configuration` for a model of neither family.
        init(_ outputs: [TensorInfo], width: Int, height: Int, path: String) throws(StageError) {
            if YuNetHead.fits(outputs) {
                self = .yuNet
            } else if SSDPriors.fits(outputs, width: width, height: height) {
                self = .ultraFace
            } else {
                throw StageError(
                    .configuration,
                    "model: \(path) is no face detector of a kind that is known here (Ultra-Light-Fast, YuNet); it gives "
                        + outputs.map(\.description).joined(separator: "; ") + "; use the stage infer for other models")
            }
        }

        /// Score from which a face counts, as the models' own demonstrations have it.
        var threshold: Double { self == .ultraFace ? 0.7 : 0.6 }

        /// What the model was trained on.
        func format(width: Int, height: Int) -> TensorFormat {
            var format = TensorFormat(width: width, height: height, channels: self == .ultraFace ? .rgb : .bgr)
            switch self {
            case .ultraFace:
                format.mean = SIMD3(repeating: 127)
                format.scale = SIMD3(repeating: 1 / 128)
            case .yuNet:
                format.fit = .corner
            }
            return format
        }
    }

    var pointsPerBox: Int {
        switch self {
        case .priors(let head): head.pointsPerBox
        case .yunet(let head): head.pointsPerBox
        }
    }

    mutating func decode(_ outputs: TensorList, into found: inout Detections) throws(StageError) {
        switch self {
        case .priors(var head): try head.decode(outputs, into: &found)
        case .yunet(var head): try head.decode(outputs, into: &found)
        }
    }
}
