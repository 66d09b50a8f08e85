import Glibc
import PluginSDK

/// Finds faces in each frame. Frames with a face go on with a region for each; frames without leave by a second port.
public struct FaceDetector: Stage, ~Copyable {
    /// One input, two outputs, no state.
    public static let manifest = StageManifest(
        id: "io.sluice.face-detector", summary: "Finds faces and marks each with a region.",
        inputs: [
            .frames("in", [.i420, .nv12, .gray8], "Frames; the brightness plane alone is looked at, in place.")
        ],
        outputs: [
            .same("out", as: "in", "Frames with a face; each face is a region labelled `face`."),
            .same("rejected", as: "in", "Frames in which no face was found."),
        ],
        scores: ["hog"], license: "Apache-2.0 AND BSL-1.0")

    private let settings: FaceDetectorSettings
    private var detector: HOGDetector
    private let faceLabel: Name
    private let hogScore: Name

    /// Opens the detector.
    /// - Throws: As ``HOGDetector/init(_:)``.
    public init(settings: FaceDetectorSettings, context: StageContext) throws(StageError) {
        self.settings = settings
        detector = try HOGDetector(settings)
        faceLabel = context.intern("face")
        hogScore = context.intern("hog")
    }

    /// Looks at one frame.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard item.seq % UInt64(settings.everyNthFrame) == 0 else { return }
        guard let frame = item.frame else { throw StageError(.format, "face-detector takes frames only") }
        let found = try detector.detect(frame.plane(0))
        var wanted = 0
        for index in 0..<found where isWanted(detector[index].box) { wanted += 1 }
        guard wanted > 0 else {
            try output.emit(item, port: 1)
            return
        }
        var regions = try output.newRegions(from: item, adding: wanted, scores: wanted)
        for index in 0..<found {
            let face = detector[index]
            guard isWanted(face.box) else { continue }
            let confidence = Self.confidence(score: face.score)
            guard let added = regions.append(face.box, label: faceLabel, confidence: confidence) else { break }
            regions.setScore(hogScore, face.score, at: added)
        }
        try output.emit(item, regions: regions)
    }

    private func isWanted(_ box: Box) -> Bool {
        let shorter = min(box.width, box.height)
        let longer = max(box.width, box.height)
        let tolerance = Float(HOGDetector.sizeTolerance)
        return shorter >= Float(settings.minFaceSize_pixels) * tolerance
            && (settings.maxFaceSize_pixels == 0 || longer <= Float(settings.maxFaceSize_pixels) / tolerance)
    }

    /// The distance from the decision border, squashed into 0 to 1 by the logistic function `1 / (1 + e^(-2s))`: 0.5 at
    /// the border, 0.88 at a score of 1, 0.98 at 2. An order, not a probability: the detector is not calibrated.
    public static func confidence(score: Float) -> Float { 1 / (1 + expf(-2 * score)) }
}
