import Glibc
import PluginSDK

/// Where a track went, from the centre of its first box to that of its last.
struct Direction {
    /// Clockwise from the right, as pictures have it: 90 is down. 0 to below 360.
    let angle_degrees: Double
    /// In words.
    let towards: String
    let distance_pixels: Double
    /// Over the time between the two; 0 for one sighting.
    let speed_pixels_per_second: Double

    private static let words = [
        "right", "down-right", "down", "down-left", "left", "up-left", "up", "up-right",
    ]

    init(_ track: Track) {
        let (first, last) = (track.first, track.last)
        let dx = Double(last.box.centreX - first.box.centreX)
        let dy = Double(last.box.centreY - first.box.centreY)
        let distance = (dx * dx + dy * dy).squareRoot()
        let seconds = Double(last.time.pts_ns - first.time.pts_ns) / 1e9
        let degrees = atan2(dy, dx) * 180 / Double.pi
        angle_degrees = degrees < 0 ? degrees + 360 : degrees
        distance_pixels = distance
        speed_pixels_per_second = seconds > 0 ? distance / seconds : 0
        // Less than half of its own smaller side: it stayed where it was.
        let size = min(last.box.width, last.box.height, first.box.width, first.box.height)
        let isStill = distance < Double(size) / 2
        towards = isStill ? "still" : Self.words[Int((angle_degrees / 45).rounded()) % 8]
    }

    var json: String {
        JSONText.object([
            ("towards", JSONText.quote(towards)), ("angle_degrees", JSONText.hundredths(Float(angle_degrees))),
            ("distance_pixels", JSONText.hundredths(Float(distance_pixels))),
            ("speed_pixels_per_second", JSONText.hundredths(Float(speed_pixels_per_second))),
        ])
    }
}

/// The edge of the frame that a box touches.
enum FrameSide: String {
    case left, top, right, bottom
    /// None of them.
    case inside

    /// The edge that the box reaches over furthest, in shares of the frame's size; within `margin` counts as touching.
    init(_ box: Box, in size: (width: Float, height: Float), margin: Float) {
        guard size.width > 0, size.height > 0 else {
            self = .inside
            return
        }
        let reach: [(FrameSide, Float)] = [
            (.left, -box.x / size.width), (.right, box.right / size.width - 1),
            (.top, -box.y / size.height), (.bottom, box.bottom / size.height - 1),
        ]
        let furthest = reach.max { $0.1 < $1.1 }
        if let furthest, furthest.1 >= -margin { self = furthest.0 } else { self = .inside }
    }
}
