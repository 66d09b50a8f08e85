import Glibc
import PluginSDK

/// Which way a face looks, in degrees, from five landmarks under scaled parallel projection of a mean head.
///
/// In half eye distances, x to the right, y down, z towards the camera, the head has its eyes at (±1, 0, 0), the tip of
/// the nose at (0, 1.2, 0.9) and the corners of the mouth at (±0.8, 2.1, 0). As in POS (D. DeMenthon, L. Davis,
/// "Model-Based Object Pose in 25 Lines of Code", IJCV 1995) the two rows of the scaled rotation are the least-squares
/// solution over the five points; here they are then made equally long and upright to one another by the nearest such
/// pair. Yaw and pitch are those of that rotation; roll is the angle of the line through the eyes.
public struct FacePose: Sendable {
    /// Turn to the side; above 0 when the nose moves to the right of the picture.
    public let yaw_degrees: Float
    /// Nod; above 0 when the nose moves down.
    public let pitch_degrees: Float
    /// Tilt; above 0 clockwise.
    public let roll_degrees: Float

    /// Eyes, nose and mouth of the mean head.
    private static let head: [SIMD3<Float>] = [
        [-1, 0, 0], [1, 0, 0], [0, 1.2, 0.9], [-0.8, 2.1, 0], [0.8, 2.1, 0],
    ]
    private static let solution = leastSquares(head)

    /// Of the given landmarks; `nil` when they fall on one another.
    public init?(_ face: FaceLandmarks) {
        let across = (x: face.rightEye.x - face.leftEye.x, y: face.rightEye.y - face.leftEye.y)
        let down = (x: face.mouth.x - face.eyes.x, y: face.mouth.y - face.eyes.y)
        let half = hypotf(across.x, across.y) / 2
        // The mouth lies below the eyes, by the line through them.
        guard half > 0.5, (across.x * down.y - across.y * down.x) / (2 * half) > half / 4 else { return nil }
        let points = (face.leftEye, face.rightEye, face.nose, face.leftMouth, face.rightMouth)
        var (first, second) = Self.rows(points)
        let lengths = ((first * first).sum().squareRoot(), (second * second).sum().squareRoot())
        guard lengths.0 > 0.01, lengths.1 > 0.01 else { return nil }
        (first, second) = (first / lengths.0, second / lengths.1)
        // Sum and difference of two unit vectors are upright to one another, whatever lies between the two.
        let (sum, difference) = (first + second, first - second)
        let norms = ((sum * sum).sum().squareRoot(), (difference * difference).sum().squareRoot())
        guard norms.0 > 0.01, norms.1 > 0.01 else { return nil }
        (first, second) = (sum / norms.0 + difference / norms.1, sum / norms.0 - difference / norms.1)
        // Half their cross product is the direction in which the head looks.
        let look =
            SIMD3(
                first.y * second.z - first.z * second.y, first.z * second.x - first.x * second.z,
                first.x * second.y - first.y * second.x) / 2
        let degrees = 180 / Float.pi
        yaw_degrees = asinf(max(-1, min(1, -look.x))) * degrees
        pitch_degrees = atan2f(-look.y, look.z) * degrees
        roll_degrees = atan2f(across.y, across.x) * degrees
    }

    /// Both rows of the scaled rotation.
    private static func rows(_ points: (Point, Point, Point, Point, Point)) -> (SIMD3<Float>, SIMD3<Float>) {
        let x = (points.0.x, points.1.x, points.2.x, points.3.x, points.4.x)
        let y = (points.0.y, points.1.y, points.2.y, points.3.y, points.4.y)
        return (weighed(x), weighed(y))
    }

    private static func weighed(_ values: (Float, Float, Float, Float, Float)) -> SIMD3<Float> {
        // The columns of the solution sum to 0, so the picture's origin does not matter; the nose keeps numbers small.
        let weights = solution
        let origin = values.2
        return weights[0] * (values.0 - origin) + weights[1] * (values.1 - origin) + weights[3] * (values.3 - origin)
            + weights[4] * (values.4 - origin)
    }

    /// For each point its column of `(AᵀA)⁻¹Aᵀ`, A being the points about their mean. The head is symmetric, so x is
    /// apart from y and z.
    private static func leastSquares(_ points: [SIMD3<Float>]) -> [SIMD3<Float>] {
        let mean = points.reduce(SIMD3.zero, +) / Float(points.count)
        let about = points.map { $0 - mean }
        func product(_ one: Int, _ other: Int) -> Float { about.reduce(0) { $0 + $1[one] * $1[other] } }
        let (xx, yy, yz, zz) = (product(0, 0), product(1, 1), product(1, 2), product(2, 2))
        let determinant = yy * zz - yz * yz
        return about.map { point in
            [
                point.x / xx, (zz * point.y - yz * point.z) / determinant, (yy * point.z - yz * point.y) / determinant,
            ]
        }
    }
}
