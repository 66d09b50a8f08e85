import Glibc
import PluginSDK

/// The line that should divide a face into halves that mirror one another: through the mean of the middle between the
/// eyes, the tip of the nose and the middle of the mouth, in the direction from eyes to mouth.
struct FaceAxis {
    /// The middle of the face on the line.
    let centre: Point
    /// How far the face reaches to either side and up and down along the line.
    let radii: (x: Float, y: Float)
    /// Clockwise turn of the line from upright.
    let angle_radians: Double

    init?(_ face: FaceLandmarks) {
        guard let oval = FaceEllipse(face) else { return nil }
        let down = (x: face.mouth.x - face.eyes.x, y: face.mouth.y - face.eyes.y)
        let length = hypotf(down.x, down.y)
        let along = (x: down.x / length, y: down.y / length)
        let mean = Point(
            x: (face.eyes.x + face.nose.x + face.mouth.x) / 3, y: (face.eyes.y + face.nose.y + face.mouth.y) / 3)
        let distance = (oval.centre.x - mean.x) * along.x + (oval.centre.y - mean.y) * along.y
        centre = Point(x: mean.x + distance * along.x, y: mean.y + distance * along.y)
        radii = oval.radii
        angle_radians = Double(atan2f(-along.x, along.y))
    }
}
