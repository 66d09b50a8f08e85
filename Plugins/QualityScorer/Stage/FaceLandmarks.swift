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

    /// The same landmarks in pixels of a part of the picture that was scaled.
    func moved(from part: Box, scale: Float) -> FaceLandmarks {
        func move(_ point: Point) -> Point { Point(x: (point.x - part.x) * scale, y: (point.y - part.y) * scale) }
        return FaceLandmarks(
            leftEye: move(leftEye), rightEye: move(rightEye), nose: move(nose), leftMouth: move(leftMouth),
            rightMouth: move(rightMouth))
    }

    private init(leftEye: Point, rightEye: Point, nose: Point, leftMouth: Point, rightMouth: Point) {
        (self.leftEye, self.rightEye, self.nose) = (leftEye, rightEye, nose)
        (self.leftMouth, self.rightMouth) = (leftMouth, rightMouth)
    }
}
