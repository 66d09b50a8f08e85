import Glibc
import PluginSDK

/// Finds faces in each frame. Frames with a face go on with a region for each; frames without leave by a second port.
public struct FaceDetector: Stage, ~Copyable {
    /// One input, two outputs, no state.
    public static let manifest = StageManifest(
        id: "io.sluice.face-detector", summary: "Finds faces and marks each with a region.",
        inputs: [
            .frames("in", [.i420, .nv12, .gray8, .rgb, .bgr, .rgba], "Frames; hog looks at their brightness alone.")
        ],
        outputs: [
            .same("out", as: "in", "Frames with a face; each face is a region labelled `face`."),
            .same("rejected", as: "in", "Frames in which no face was found."),
        ],
        scores: ["hog"], license: "Apache-2.0 AND BSL-1.0")

    private let settings: FaceDetectorSettings
    private let backend: any FaceBackend
    private let faceLabel: Name
    private let hogScore: Name

    /// Opens the detector.
    /// - Throws: `missing` for a file that cannot be read, `configuration` for one that is no detector, and for
    ///   `onnx` what the runtime has against it.
    public init(settings: FaceDetectorSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        backend = try Self.open(settings, context)
        faceLabel = context.intern("face")
        hogScore = context.intern("hog")
    }

    private static func open(
        _ settings: FaceDetectorSettings, _ context: StageContext
    ) throws(StageError) -> any FaceBackend {
        guard settings.backend == .onnx else { return try HOGBackend(settings) }
        guard let model = settings.model else {
            throw StageError(.configuration, "model: backend onnx needs a model: a file or a name of the catalogue")
        }
        return try FaceNetwork(settings, model: try context.modelPath(model))
    }

    /// Looks at one frame.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard item.seq % UInt64(settings.everyNthFrame) == 0 else { return }
        guard let frame = item.frame else { throw StageError(.format, "face-detector takes frames only") }
        let backend = backend
        let found = try backend.find(in: frame)
        var wanted = 0
        for index in 0..<found where isWanted(backend.face(index).box) { wanted += 1 }
        guard wanted > 0 else {
            try output.emit(item, port: 1)
            return
        }
        let scores = settings.backend == .hog ? wanted : 0
        var regions = try output.newRegions(
            from: item, adding: wanted, points: wanted * backend.pointsPerFace, scores: scores)
        for index in 0..<found {
            let face = backend.face(index)
            guard isWanted(face.box) else { continue }
            guard let added = regions.append(face.box, label: faceLabel, confidence: face.confidence) else { break }
            for number in 0..<backend.pointsPerFace { regions.appendPoint(backend.point(number, of: index)) }
            if let margin = face.margin { regions.setScore(hogScore, margin, at: added) }
        }
        try output.emit(item, regions: regions)
    }

    private func isWanted(_ box: Box) -> Bool {
        let shorter = min(box.width, box.height)
        let longer = max(box.width, box.height)
        // Only hog finds sizes in steps.
        let tolerance = settings.backend == .hog ? Float(HOGDetector.sizeTolerance) : 1
        let least = settings.minFaceSize_pixels ?? (settings.backend == .hog ? HOGDetector.window_pixels : 0)
        return shorter >= Float(least) * tolerance
            && (settings.maxFaceSize_pixels == 0 || longer <= Float(settings.maxFaceSize_pixels) / tolerance)
    }

    /// The distance from the decision border, squashed into 0 to 1 by the logistic function `1 / (1 + e^(-2s))`: 0.5 at
    /// the border, 0.88 at a score of 1, 0.98 at 2. An order, not a probability: the detector is not calibrated.
    public static func confidence(score: Float) -> Float { 1 / (1 + expf(-2 * score)) }
}
