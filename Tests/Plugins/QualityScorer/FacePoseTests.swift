import Glibc
import PluginSDK
import QualityScorerStage
import TestMaterial
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

    @Test(
        "a head turned about all three axes is found again",
        arguments: [(30.0, 15.0, 20.0), (-40, 20, -10), (25, -20, 30), (-15, -10, -35)])
    func allAxes(yaw: Double, pitch: Double, roll: Double) throws {
        let points = Self.landmarks(yaw: yaw, pitch: pitch, roll: 0)
        let face = try #require(FaceLandmarks(count: 5) { points[$0] })
        let pose = try #require(FacePose(face))
        #expect(abs(Double(pose.yaw_degrees) - yaw) < 0.5)
        #expect(abs(Double(pose.pitch_degrees) - pitch) < 0.5)
        let tilted = Self.landmarks(yaw: yaw, pitch: pitch, roll: roll)
        let again = try #require(FaceLandmarks(count: 5) { tilted[$0] }.flatMap(FacePose.init))
        #expect(abs(again.yaw_degrees - pose.yaw_degrees) < 0.5)
        #expect(abs(again.pitch_degrees - pose.pitch_degrees) < 0.5)
        #expect(abs(Double(again.roll_degrees - pose.roll_degrees) - roll) < 0.5)
    }

    @Test(
        "yaw ranks the faces of real clips as the nose's offset that another program has measured does",
        .enabled(if: TestMaterial.folder != nil, "needs the test data (SLUICE_TEST_DATA)"))
    func realFaces() throws {
        let lines = try TestMaterial.text("video/intel-clips/faces_yunet.csv").split(whereSeparator: \.isNewline)
        let names = lines[0].split(separator: ",").map(String.init)
        let rows = lines.dropFirst().map { line in
            Dictionary(uniqueKeysWithValues: zip(names, line.split(separator: ",").map { Float($0) ?? 0 }))
        }
        let order = ["eyeR", "eyeL", "nose", "mouthR", "mouthL"]
        var (found, expected): ([Float], [Float]) = ([], [])
        for row in rows {
            let points = order.map { Point(x: row[$0 + "_x"] ?? 0, y: row[$0 + "_y"] ?? 0) }
            let face = try #require(FaceLandmarks(count: 5) { points[$0] })
            found.append(try #require(FacePose(face)).yaw_degrees)
            expected.append(try #require(row["yaw_proxy"]))
        }
        #expect(found.count == 320)
        let correlation = RankCorrelation.spearman(found, expected)
        #expect(correlation >= 0.97, "\(correlation)")
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
