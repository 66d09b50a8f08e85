import Glibc
import PluginSDK
import QualityScorerStage
import Testing

@Suite("Pose from landmarks")
struct FacePoseTests {
    /// The mean head, turned and projected.
    static func landmarks(yaw: Double, pitch: Double, roll: Double) -> [Point] {
        let head: [(Double, Double, Double)] = [
            (-1, 0, 0), (1, 0, 0), (0, 1.2, 0.9), (-0.8, 2.1, 0), (0.8, 2.1, 0),
        ]
        let (y, p, r) = (yaw * .pi / 180, pitch * .pi / 180, roll * .pi / 180)
        return head.map { point in
            let nodded = (point.0, point.1 * cos(p) + point.2 * sin(p), point.2 * cos(p) - point.1 * sin(p))
            let turned = (nodded.0 * cos(y) + nodded.2 * sin(y), nodded.1)
            return Point(
                x: Float(200 + 30 * (turned.0 * cos(r) - turned.1 * sin(r))),
                y: Float(150 + 30 * (turned.0 * sin(r) + turned.1 * cos(r))))
        }
    }

    @Test(
        "a turned head is found again, one axis at a time",
        arguments: [(0.0, 0.0, 0.0), (25, 0, 0), (-35, 0, 0), (0, 20, 0), (0, -15, 0), (0, 0, 18), (0, 0, -40)])
    func axes(yaw: Double, pitch: Double, roll: Double) throws {
        let points = Self.landmarks(yaw: yaw, pitch: pitch, roll: roll)
        let face = try #require(FaceLandmarks(count: 5) { points[$0] })
        let pose = try #require(FacePose(face))
        #expect(abs(Double(pose.yaw_degrees) - yaw) < 1)
        #expect(abs(Double(pose.pitch_degrees) - pitch) < 1)
        #expect(abs(Double(pose.roll_degrees) - roll) < 1)
    }

    @Test("either side may come first, and 68 points serve as well")
    func orders() throws {
        let points = Self.landmarks(yaw: 20, pitch: 0, roll: 5)
        let swapped = [points[1], points[0], points[2], points[4], points[3]]
        var many = [Point](repeating: Point(x: 0, y: 0), count: 68)
        for number in 36..<42 { many[number] = points[0] }
        for number in 42..<48 { many[number] = points[1] }
        (many[30], many[48], many[54]) = (points[2], points[3], points[4])
        let first = try #require(FaceLandmarks(count: 5) { points[$0] })
        let second = try #require(FaceLandmarks(count: 5) { swapped[$0] })
        let third = try #require(FaceLandmarks(count: 68) { many[$0] })
        let expected = try #require(FacePose(first)).yaw_degrees
        #expect(try #require(FacePose(second)).yaw_degrees == expected)
        #expect(abs(try #require(FacePose(third)).yaw_degrees - expected) < 0.01)
    }

    @Test("points on one another and other counts have no pose")
    func degenerate() throws {
        let point = Point(x: 3, y: 3)
        let face = try #require(FaceLandmarks(count: 5) { _ in point })
        #expect(FacePose(face) == nil)
        #expect(FaceLandmarks(count: 6) { _ in point } == nil)
        #expect(FaceLandmarks(count: 5) { $0 == 3 ? nil : point } == nil)
    }
}
