import PluginSDK
import SluiceTestKit

/// Tensors by the book: planes scaled in floating point, then converted as ITU-T H.273, 8.3 says.
enum SlowTensor {
    /// Red, green and blue planes of 0 to 255, one after the other.
    static func rgb(
        _ frame: TestFrame, _ part: (x: Double, y: Double, width: Double, height: Double),
        to size: (width: Int, height: Int), linear: Bool
    ) -> [Double] {
        let samples = (0..<frame.planes.count).flatMap { plane -> [[[Double]]] in
            let step = plane == 0 ? 1 : 2
            let extent = ((frame.width + step - 1) / step, (frame.height + step - 1) / step)
            let source = (
                x: part.x / Double(step), y: part.y / Double(step), width: part.width / Double(step),
                height: part.height / Double(step)
            )
            return (0..<frame.sample(plane, 0, 0).count).map { channel in
                Reference.scale(
                    { Array(frame.sample(plane, $0, $1))[channel] }, extent, from: source, to: size, linear: linear)
            }
        }
        var result = [Double](repeating: 0, count: 3 * size.width * size.height)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let levels = colour(frame, samples.map { $0[y][x] })
                for channel in 0..<3 {
                    result[(channel * size.height + y) * size.width + x] = min(255, max(0, levels[channel]))
                }
            }
        }
        return result
    }

    private static func colour(_ frame: TestFrame, _ sample: [Double]) -> [Double] {
        switch frame.format {
        case .rgb, .rgba: return Array(sample[..<3])
        case .bgr: return [sample[2], sample[1], sample[0]]
        default: break
        }
        let isFull = frame.range == 2
        let luma = isFull ? sample[0] / 255 : (sample[0] - 16) / 219
        guard frame.format != .gray8 else { return [luma * 255, luma * 255, luma * 255] }
        let (red, blue) = frame.matrix == 1 ? (0.2126, 0.0722) : (0.299, 0.114)
        let (cb, cr) = ((sample[1] - 128) / (isFull ? 255 : 224), (sample[2] - 128) / (isFull ? 255 : 224))
        let (r, b) = (luma + 2 * (1 - red) * cr, luma + 2 * (1 - blue) * cb)
        return [r * 255, (luma - red * r - blue * b) / (1 - red - blue) * 255, b * 255]
    }
}
