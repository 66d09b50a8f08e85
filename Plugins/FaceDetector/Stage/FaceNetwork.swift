import Inference
import InferenceDecoders
import InferenceDetection
import PluginSDK

/// Faces by a neural network, on this thread or on as many of the runtime's as the settings say.
final class FaceNetwork: FaceBackend {
    let pointsPerFace: Int
    private var detector: PictureDetector<FaceHead>

    /// Reads, checks and compiles the model, and runs it once.
    /// - Throws: `missing`, `configuration` or `unsupported` for what is wrong with the model or its settings.
    init(_ settings: FaceDetectorSettings, model path: String) throws(StageError) {
        var options = ModelOptions()
        options.threads = settings.threads ?? 1
        options.precision = settings.precision ?? .full
        let picture = try PictureModel(
            path: path, options: options, width: settings.inputWidth_pixels, height: settings.inputHeight_pixels,
            open: FaceDetectorSettings.openSize)
        let outputs = picture.model.outputs
        let family = try FaceHead.Family(outputs, width: picture.width, height: picture.height, path: path)
        let decoding = BoxDecoderOptions(
            width: picture.width, height: picture.height, threshold: Float(settings.threshold ?? family.threshold))
        var request = try picture.model.makeRequest()
        // The first run is slower than those that follow, and tells what the boxes are.
        try request.run()
        let head: FaceHead =
            switch family {
            case .yuNet: .yunet(try YuNetHead(outputs, decoding))
            case .ultraFace: .priors(try Self.priors(outputs, request.outputs, decoding))
            }
        pointsPerFace = head.pointsPerBox
        var format = family.format(width: picture.width, height: picture.height)
        format.enlarges = settings.enlarge ?? true
        detector = PictureDetector(
            request, format, head, overlap: Float(settings.nms ?? FaceDetectorSettings.defaultNMS),
            limit: settings.maxFaces)
    }

    func find(in frame: FrameView) throws(StageError) -> Int { try detector.find(in: frame) }

    func face(_ index: Int) -> Face {
        Face(box: detector.box(index), confidence: detector.confidence(index), margin: nil)
    }

    func point(_ number: Int, of face: Int) -> Point { detector.point(number, of: face) }

    private static func priors(
        _ outputs: [TensorInfo], _ run: TensorList, _ options: BoxDecoderOptions
    ) throws(StageError) -> SSDPriors {
        let boxes = try SSDPriors(outputs, options, form: .corners).boxesPosition
        let form = try SSDPriors.form(run, position: boxes, width: options.width, height: options.height)
        return try SSDPriors(outputs, options, form: form)
    }
}
