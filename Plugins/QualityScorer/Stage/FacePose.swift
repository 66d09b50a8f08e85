import Glibc
import PluginSDK

/// Eyes, nose and mouth of a face, in pixels, left and right as the picture shows them.
public struct FaceLandmarks: Sendable {
    /// The eye further left.
    public let leftEye: Point
    /// The eye further right.
    public let rightEye: Point
    /// Tip of the nose.
    public let nose: Point
    /// Corner of the mouth further left.
    public let leftMouth: Point
    /// Corner of the mouth further right.
    public let rightMouth: Point

    /// From five points in the order of YuNet and RetinaFace (eye, eye, nose, mouth, mouth; either side first), or from
    /// the 68 of the iBUG scheme. `nil` for other counts.
    public init?(count: Int, _ point: (Int) -> Point?) {
        switch count {
        case 5: self.init(point(0), point(1), point(2), point(3), point(4))
        case 68:
            self.init(
                Self.mean(36..<42, point), Self.mean(42..<48, point), point(30), point(48), point(54))
        default: return nil
        }
    }

    private init?(_ a: Point?, _ b: Point?, _ nose: Point?, _ c: Point?, _ d: Point?) {
        guard let a, let b, let nose, let c, let d else { return nil }
        (leftEye, rightEye) = a.x <= b.x ? (a, b) : (b, a)
        (leftMouth, rightMouth) = c.x <= d.x ? (c, d) : (d, c)
        self.nose = nose
    }

    private static func mean(_ numbers: Range<Int>, _ point: (Int) -> Point?) -> Point? {
        var sum = Point(x: 0, y: 0)
        for number in numbers {
            guard let point = point(number) else { return nil }
            sum.x += point.x
            sum.y += point.y
        }
        return Point(x: sum.x / Float(numbers.count), y: sum.y / Float(numbers.count))
    }

    /// Between the eyes.
    var eyes: Point { Point(x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2) }
    /// Between the corners of the mouth.
    var mouth: Point { Point(x: (leftMouth.x + rightMouth.x) / 2, y: (leftMouth.y + rightMouth.y) / 2) }
}

/// Which way a face looks, in degrees, from five landmarks under parallel projection of a mean head: eyes at ±1, nose
/// at depth 0.9 and 1.2 below the eyes, mouth 2.1 below them, in half eye distances.
public struct FacePose: Sendable {
    /// Turn to the side; above 0 when the nose moves to the right of the picture.
    public let yaw_degrees: Float
    /// Nod; above 0 when the nose moves down.
    public let pitch_degrees: Float
    /// Tilt; above 0 clockwise.
    public let roll_degrees: Float

    private static let noseDepth: Float = 0.9
    private static let noseDrop: Float = 1.2
    private static let mouthDrop: Float = 2.1

    /// Of the given landmarks; `nil` when they fall on one another.
    ///
    /// Roll is the angle of the line through the eyes. In the frame of that line the nose stands off the middle by
    /// `depth·sin(yaw)` where the eyes stand off by `cos(yaw)`, so yaw is `atan(offset / half distance / depth)`. The
    /// nose lies at `drop·cos(pitch) + depth·sin(pitch)` of the way to the mouth, `mouth drop·cos(pitch)`, so pitch is
    /// `atan((ratio · mouth drop - drop) / depth)`.
    public init?(_ face: FaceLandmarks) {
        let across = (x: face.rightEye.x - face.leftEye.x, y: face.rightEye.y - face.leftEye.y)
        let half = hypotf(across.x, across.y) / 2
        guard half > 0.5 else { return nil }
        let roll = atan2f(across.y, across.x)
        let (cosine, sine) = (cosf(roll), sinf(roll))
        func upright(_ point: Point) -> Point {
            let (dx, dy) = (point.x - face.eyes.x, point.y - face.eyes.y)
            return Point(x: dx * cosine + dy * sine, y: dy * cosine - dx * sine)
        }
        let (nose, mouth) = (upright(face.nose), upright(face.mouth))
        guard mouth.y > half / 4 else { return nil }
        let degrees = 180 / Float.pi
        yaw_degrees = atanf(nose.x / half / Self.noseDepth) * degrees
        pitch_degrees = atanf((nose.y / mouth.y * Self.mouthDrop - Self.noseDrop) / Self.noseDepth) * degrees
        roll_degrees = roll * degrees
    }
}
