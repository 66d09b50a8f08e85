import SluiceTestKit
import SluiceVision

/// Slow, obvious versions of the kernels, in floating point and without a thought for speed.
enum Reference {
    static func noise(width: Int, height: Int, seed: UInt64) -> GrayImage {
        var random = SeededRandom(seed: seed)
        var image = GrayImage(width: width, height: height)
        for y in 0..<height { for x in 0..<width { image[x, y] = UInt8.random(in: 0...255, using: &random) } }
        return image
    }

    /// The grey level at a position between sample centres; the edge repeats.
    static func interpolated(_ image: borrowing GrayImage, _ x: Double, _ y: Double) -> Double {
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        var sum = 0.0
        for (column, across) in [(left, left + 1 - x), (left + 1, x - left)] {
            for (row, down) in [(top, top + 1 - y), (top + 1, y - top)] {
                let (u, v) = (min(max(Int(column), 0), image.width - 1), min(max(Int(row), 0), image.height - 1))
                sum += across * down * Double(image[u, v])
            }
        }
        return sum
    }

    /// Weights of the source samples of result `index` along one axis.
    static func weights(_ index: Int, start: Double, scale: Double, size: Int) -> [(at: Int, weight: Double)] {
        if scale <= 1 {
            let centre = start + (Double(index) + 0.5) * scale - 0.5
            let base = centre.rounded(.down)
            let low = min(max(Int(base), 0), size - 1)
            let high = min(max(Int(base) + 1, 0), size - 1)
            return [(low, 1 - (centre - base)), (high, centre - base)]
        }
        let low = max(0, start + Double(index) * scale)
        let high = min(Double(size), start + Double(index + 1) * scale)
        var result: [(at: Int, weight: Double)] = []
        for sample in 0..<size {
            let covered = min(high, Double(sample + 1)) - max(low, Double(sample))
            if covered > 0 { result.append((sample, covered / (high - low))) }
        }
        // Wholly outside: the edge repeats.
        return result.isEmpty ? [(low >= Double(size) ? size - 1 : 0, 1)] : result
    }

    /// The same for interpolation between the two nearest sample centres, shrinking or not.
    static func linearWeights(_ index: Int, start: Double, scale: Double, size: Int) -> [(at: Int, weight: Double)] {
        weights(index, start: start + (Double(index) + 0.5) * (scale - 1), scale: 1, size: size)
    }

    /// One channel of a scaled plane.
    static func scale(
        _ sample: (Int, Int) -> UInt8, _ size: (width: Int, height: Int),
        from part: (x: Double, y: Double, width: Double, height: Double), to result: (width: Int, height: Int),
        linear: Bool = false
    ) -> [[Double]] {
        let weights = linear ? linearWeights : weights
        let columns = (0..<result.width).map {
            weights($0, part.x, part.width / Double(result.width), size.width)
        }
        return (0..<result.height).map { y in
            let rows = weights(y, part.y, part.height / Double(result.height), size.height)
            return columns.map { column in
                var sum = 0.0
                for row in rows {
                    for tap in column { sum += row.weight * tap.weight * Double(sample(tap.at, row.at)) }
                }
                return sum
            }
        }
    }
}
