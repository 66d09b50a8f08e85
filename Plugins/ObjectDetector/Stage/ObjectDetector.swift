import Inference
import InferenceDecoders
import InferenceDetection
import PluginSDK
import SluiceVision

/// Finds things in each frame. Frames with one go on with a region for each; frames without leave by a second port.
public struct ObjectDetector: Stage, ~Copyable {
    /// One input, two outputs, no state.
    public static let manifest = StageManifest(
        id: "io.sluice.object-detector",
        summary: "Finds people, vehicles and other things and marks each with a region.",
        inputs: [.frames("in", [.i420, .nv12, .gray8, .rgb, .bgr, .rgba], "Frames.")],
        outputs: [
            .same("out", as: "in", "Frames with an object; each is a region labelled with its class."),
            .same("rejected", as: "in", "Frames in which nothing was found."),
        ])

    private let settings: ObjectDetectorSettings
    private var detector: PictureDetector<YOLOHead>
    private let names: [Name]
    private let isWanted: [Bool]

    /// Reads, checks and compiles the model, and runs it once.
    /// - Throws: `missing`, `configuration` or `unsupported` for what is wrong with the model or its settings.
    public init(settings: ObjectDetectorSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        detector = try Self.open(settings, model: try context.modelPath(settings.model))
        let classes = settings.allClasses
        names = classes.map { context.intern($0) }
        isWanted = classes.map { settings.labels.isEmpty || settings.labels.contains($0) }
    }

    private static func open(
        _ settings: ObjectDetectorSettings, model path: String
    ) throws(StageError) -> PictureDetector<YOLOHead> {
        var options = ModelOptions()
        options.threads = settings.threads
        options.precision = settings.precision
        let picture = try PictureModel(path: path, options: options, open: 640)
        let decoding = BoxDecoderOptions(
            width: picture.width, height: picture.height, threshold: Float(settings.threshold))
        let head = try YOLOHead(picture.model.outputs, decoding, layout: settings.layout)
        guard head.classes == settings.allClasses.count else {
            throw StageError(
                .configuration,
                "classes: the model \(path) tells \(head.classes) classes apart, named are "
                    + "\(settings.allClasses.count)")
        }
        var request = try picture.model.makeRequest()
        // The first run is slower than those that follow.
        try request.run()
        var format = TensorFormat(
            width: picture.width, height: picture.height, channels: settings.colours == .bgr ? .bgr : .rgb)
        format.fit = settings.fit == .stretch ? .stretch : .letterbox
        format.scale = SIMD3(repeating: Float(settings.white / 255))
        format.padding = 114
        return PictureDetector(
            request, format, head, overlap: Float(settings.nms), limit: settings.maxObjects)
    }

    /// Looks at one frame.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard item.seq % UInt64(settings.everyNthFrame) == 0 else { return }
        guard let frame = item.frame else { throw StageError(.format, "object-detector takes frames only") }
        let found = try detector.find(in: frame)
        var wanted = 0
        for index in 0..<found where isWanted(index) { wanted += 1 }
        guard wanted > 0 else {
            try output.emit(item, port: 1)
            return
        }
        var regions = try output.newRegions(from: item, adding: wanted)
        for index in 0..<found where isWanted(index) {
            regions.append(
                detector.box(index), label: names[detector.category(index)], confidence: detector.confidence(index))
        }
        try output.emit(item, regions: regions)
    }

    private func isWanted(_ index: Int) -> Bool {
        let box = detector.box(index)
        return isWanted[detector.category(index)] && min(box.width, box.height) >= Float(settings.minSize_pixels)
    }
}
