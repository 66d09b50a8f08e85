import Glibc
import PluginSDK

/// The oval of a face from its landmarks: upright on the line through the eyes, centred a little above the middle
/// between eyes and mouth, one eye distance to either side, 1.3 times the way from eyes to mouth up and down.
struct FaceEllipse {
    let centre: Point
    let radii: (x: Float, y: Float)
    let angle_radians: Float

    init?(_ face: FaceLandmarks) {
        let across = (x: face.rightEye.x - face.leftEye.x, y: face.rightEye.y - face.leftEye.y)
        let down = (x: face.mouth.x - face.eyes.x, y: face.mouth.y - face.eyes.y)
        let drop = hypotf(down.x, down.y)
        guard drop > 1 else { return nil }
        // From the side the eyes come together, but the face stays as wide as it is high.
        radii = (max(hypotf(across.x, across.y), drop * 0.8), drop * 1.3)
        centre = Point(x: face.eyes.x + down.x * 0.45, y: face.eyes.y + down.y * 0.45)
        angle_radians = atan2f(across.y, across.x)
    }
}
