import PluginSDK
import SluiceTestKit

/// Conversion in floating point, pixel by pixel, from the equations of ITU-T H.273.
struct SlowConversion {
    let frame: TestFrame
    let red: Double
    let blue: Double
    let isFull: Bool

    init(_ frame: TestFrame) {
        self.frame = frame
        (red, blue) = frame.matrix == 1 ? (0.2126, 0.0722) : frame.matrix == 9 ? (0.2627, 0.0593) : (0.299, 0.114)
        isFull = frame.range == 2
    }

    private var lumaSteps: Double { isFull ? 255 : 219 }
    private var chromaSteps: Double { isFull ? 255 : 224 }
    private var black: Double { isFull ? 0 : 16 }
    private var isPacked: Bool { [.rgb, .bgr, .rgba].contains(frame.format) }

    /// Red, green and blue of a pixel.
    func colour(_ x: Int, _ y: Int) -> [Double] {
        if isPacked {
            let pixel = frame.sample(0, x, y).map(Double.init)
            return frame.format == .bgr ? [pixel[2], pixel[1], pixel[0]] : Array(pixel[..<3])
        }
        let luma = (luma(x, y) - black) / lumaSteps * 255
        let (u, v) = chroma(x / 2, y / 2)
        let (cu, cv) = ((u - 128) / chromaSteps * 255, (v - 128) / chromaSteps * 255)
        let (r, b) = (luma + 2 * (1 - red) * cv, luma + 2 * (1 - blue) * cu)
        // From the unclipped sums, as the equations have it.
        let g = (luma - red * r - blue * b) / (1 - red - blue)
        return [r, g, b].map { min(255, max(0, $0)) }
    }

    func luma(_ x: Int, _ y: Int) -> Double {
        guard isPacked else { return Double(frame.sample(0, x, y).first ?? 0) }
        let c = colour(x, y)
        return black + (red * c[0] + (1 - red - blue) * c[1] + blue * c[2]) * lumaSteps / 255
    }

    /// Colour differences of a 2x2 block.
    func chroma(_ x: Int, _ y: Int) -> (Double, Double) {
        switch frame.format {
        case .i420: return (Double(frame.sample(1, x, y).first ?? 0), Double(frame.sample(2, x, y).first ?? 0))
        case .nv12:
            let pair = frame.sample(1, x, y).map(Double.init)
            return (pair[0], pair[1])
        case .gray8: return (128, 128)
        default: break
        }
        var (u, v, count) = (0.0, 0.0, 0.0)
        for row in 2 * y...min(2 * y + 1, frame.height - 1) {
            for column in 2 * x...min(2 * x + 1, frame.width - 1) {
                let c = colour(column, row)
                let luma = red * c[0] + (1 - red - blue) * c[1] + blue * c[2]
                u += (c[2] - luma) / (2 * (1 - blue))
                v += (c[0] - luma) / (2 * (1 - red))
                count += 1
            }
        }
        func byte(_ sum: Double) -> Double { min(255, max(0, 128 + sum / count * chromaSteps / 255)) }
        return (byte(u), byte(v))
    }

    /// The bytes of a sample in another format.
    func sample(_ format: PixelFormat, _ plane: Int, _ x: Int, _ y: Int) -> [Double] {
        switch (format, plane) {
        case (.rgb, _): return colour(x, y)
        case (.bgr, _): return colour(x, y).reversed()
        case (.rgba, _):
            let alpha = frame.format == .rgba ? Double(Array(frame.sample(0, x, y))[3]) : 255
            return colour(x, y) + [alpha]
        case (_, 0): return [luma(x, y)]
        case (.nv12, _):
            let pair = chroma(x, y)
            return [pair.0, pair.1]
        case (_, 1): return [chroma(x, y).0]
        default: return [chroma(x, y).1]
        }
    }
}
