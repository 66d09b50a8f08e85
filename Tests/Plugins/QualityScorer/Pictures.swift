import Glibc
import PluginSDK
import SluiceTestKit

/// Changes to grey pictures whose effect on each term is known.
enum Pictures {
    /// The picture without fine detail: the mean of a square round each pixel.
    static func blurred(_ frame: TestFrame, radius: Int) -> TestFrame {
        map(frame) { x, y in
            var sum = 0
            var count = 0
            for v in max(0, y - radius)...min(frame.height - 1, y + radius) {
                for u in max(0, x - radius)...min(frame.width - 1, x + radius) {
                    sum += Int(frame.planes[0][v * frame.width + u])
                    count += 1
                }
            }
            return Double(sum) / Double(count)
        }
    }

    /// Less light: all grey levels nearer to black.
    static func dimmed(_ frame: TestFrame, by factor: Double) -> TestFrame {
        map(frame) { x, y in Double(frame.planes[0][y * frame.width + x]) * factor }
    }

    /// Full range squeezed into 16 to 235.
    static func limited(_ frame: TestFrame) -> TestFrame {
        var result = map(frame) { x, y in 16 + Double(frame.planes[0][y * frame.width + x]) * 219 / 255 }
        result.range = 1
        return result
    }

    /// The left half and its mirror image.
    static func mirroredHalves(_ frame: TestFrame) -> TestFrame {
        map(frame) { x, y in Double(frame.planes[0][y * frame.width + min(x, frame.width - 1 - x)]) }
    }

    /// The picture turned clockwise about its middle, in a square of `side`; beyond it its edge repeats.
    static func turned(_ frame: TestFrame, degrees: Double, side: Int) -> TestFrame {
        let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let canvas = TestFrame(.gray8, width: side, height: side, planes: [[UInt8](repeating: 0, count: side * side)])
        var result = map(canvas) { x, y in
            let (dx, dy) = (Double(x) + 0.5 - Double(side) / 2, Double(y) + 0.5 - Double(side) / 2)
            let u = cosine * dx + sine * dy + Double(frame.width) / 2 - 0.5
            let v = cosine * dy - sine * dx + Double(frame.height) / 2 - 0.5
            func sample(_ x: Double, _ y: Double) -> Double {
                let (x, y) = (min(max(Int(x), 0), frame.width - 1), min(max(Int(y), 0), frame.height - 1))
                return Double(frame.planes[0][y * frame.width + x])
            }
            let (left, top) = (u.rounded(.down), v.rounded(.down))
            let above = sample(left, top) * (left + 1 - u) + sample(left + 1, top) * (u - left)
            let below = sample(left, top + 1) * (left + 1 - u) + sample(left + 1, top + 1) * (u - left)
            return above * (top + 1 - v) + below * (v - top)
        }
        result.range = frame.range
        return result
    }

    /// A part of a picture.
    static func part(_ frame: TestFrame, x: Int, y: Int, width: Int, height: Int) -> TestFrame {
        var bytes: [UInt8] = []
        for row in y..<y + height {
            bytes += frame.planes[0][row * frame.width + x..<row * frame.width + x + width]
        }
        var result = TestFrame(.gray8, width: width, height: height, planes: [bytes])
        result.range = frame.range
        return result
    }

    static func map(_ frame: TestFrame, _ value: (Int, Int) -> Double) -> TestFrame {
        var bytes: [UInt8] = []
        for y in 0..<frame.height {
            for x in 0..<frame.width { bytes.append(UInt8(max(0, min(255, value(x, y).rounded())))) }
        }
        var result = TestFrame(.gray8, width: frame.width, height: frame.height, planes: [bytes])
        result.range = frame.range
        return result
    }

    /// A drawn face: an oval with eyes, brows, nose and mouth on a dark ground, lit from one side by `tilt`.
    static func face(side: Int = 80, tilt: Double = 0) -> TestFrame {
        let s = Double(side)
        var frame = TestFrame.picture(.gray8, width: side, height: side) { column, row in
            let (x, y) = (Double(column) / s - 0.5, Double(row) / s - 0.5)
            guard x * x / 0.16 + y * y / 0.23 < 1 else { return (30, 30, 30) }
            var value = 170 + tilt * x * 200 - y * 40
            for eye in [-0.17, 0.17] {
                if (x - eye) * (x - eye) / 0.006 + (y + 0.1) * (y + 0.1) / 0.0015 < 1 { value = 50 }
                if abs(x - eye) < 0.09, abs(y + 0.2) < 0.015 { value = 70 }
            }
            if abs(x) < 0.02, y > -0.1, y < 0.1 { value -= 30 }
            if abs(x) < 0.14, abs(y - 0.25) < 0.03 { value = 90 }
            // A freckled skin, so that there is texture at the size of pixels.
            value += Double((column * 7 + row * 13) % 11) - 5
            let byte = UInt8(max(0, min(255, value)))
            return (byte, byte, byte)
        }
        frame.range = 2
        return frame
    }
}
