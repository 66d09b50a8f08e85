import CFaceHOGReference
import FaceHOGModel
import PluginSDK
import SluiceTestKit

/// dlib's detector as dlib's own examples use it.
final class DlibDetector {
    private let detector: UnsafeMutableRawPointer?

    init() {
        let bytes = FaceHOGModel.bytes()
        detector = face_hog_reference_open(bytes, bytes.count)
    }

    deinit { face_hog_reference_close(detector) }

    func detect(_ frame: TestFrame, doublings: Int = 0, threshold: Double = 0) -> [(box: Box, score: Float)] {
        var faces = [reference_face](repeating: reference_face(), count: 200)
        let count = face_hog_reference_detect(
            detector, frame.planes[0], Int32(frame.width), Int32(frame.height), Int32(doublings), threshold, &faces,
            Int32(faces.count))
        return faces.prefix(max(0, Int(count))).map {
            (Box(x: Float($0.left), y: Float($0.top), width: Float($0.width), height: Float($0.height)), $0.score)
        }
    }
}
