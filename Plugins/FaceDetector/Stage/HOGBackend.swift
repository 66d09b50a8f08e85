import PluginSDK
import SluiceVision

/// Faces by dlib's detector, on the brightness plane where it lies; of packed colours it is computed.
final class HOGBackend: FaceBackend {
    let pointsPerFace = 0
    private var detector: HOGDetector
    private var luma = GrayImage()

    init(_ settings: FaceDetectorSettings) throws(StageError) { detector = try HOGDetector(settings) }

    func find(in frame: FrameView) throws(StageError) -> Int {
        guard frame.format == .rgb || frame.format == .bgr || frame.format == .rgba else {
            return try detector.detect(frame.plane(0))
        }
        Luma.copy(frame, into: &luma)
        return try detector.detect(luma)
    }

    func face(_ index: Int) -> Face {
        let (box, score) = detector[index]
        return Face(box: box, confidence: FaceDetector.confidence(score: score), margin: score)
    }

    func point(_ number: Int, of face: Int) -> Point { Point(x: 0, y: 0) }
}
