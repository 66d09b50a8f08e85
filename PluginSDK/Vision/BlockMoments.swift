import CSluiceVision
import PluginSDK

/// Mean and deviation of a block of a plane.
public struct BlockMoments: Sendable {
    /// Of all samples.
    public let mean: Double
    /// Standard deviation, of all samples rather than of a sample of them.
    public let deviation: Double

    /// Of a part of a plane of single samples; the part must lie inside it and have a size.
    public init(_ plane: PlaneView, _ part: PixelRect) {
        let sums =
            plane.withSamples(part) {
                sv_block_moments($0, plane.row_stride_bytes, Int32(part.width), Int32(part.height))
            } ?? sv_moments()
        let count = Double(part.width * part.height)
        mean = Double(sums.sum) / count
        deviation = max(0, Double(sums.squares) / count - mean * mean).squareRoot()
    }
}

extension PlaneView {
    /// Mean magnitude of the differences from a picture of the same size, over a part of both.
    public func meanDifference(_ other: borrowing GrayImage, _ part: PixelRect) -> Double {
        let sum: UInt64? = withSamples(part) { samples in
            other.withBytes { bytes -> UInt64 in
                guard let start = bytes.baseAddress else { return 0 }
                return sv_block_difference(
                    samples, row_stride_bytes, start + part.y * other.row_stride_bytes + part.x,
                    other.row_stride_bytes, Int32(part.width), Int32(part.height))
            }
        }
        return Double(sum ?? 0) / Double(part.width * part.height)
    }

    /// The least mean difference of a part from any place of another picture of the same size within `radius` samples of
    /// it, looked for from the middle outwards; the first one that is not above `enough` ends the search. What has moved
    /// is found where it was, what is new is not.
    public func nearestDifference(
        _ other: borrowing GrayImage, _ part: PixelRect, radius: Int, enough: Double
    ) -> Double {
        var least = meanDifference(other, part)
        let samples = Double(part.width * part.height)
        let found: Double? = withSamples(part) { mine in
            other.withBytes { bytes -> Double in
                guard let start = bytes.baseAddress else { return least }
                var ring = 1
                while ring <= radius, least > enough {
                    for dy in -ring...ring where part.y + dy >= 0 && part.y + dy + part.height <= height {
                        // The rows at the ring's ends are whole, those between have two places.
                        let step = abs(dy) == ring ? 1 : 2 * ring
                        for dx in stride(from: -ring, through: ring, by: step)
                        where part.x + dx >= 0 && part.x + dx + part.width <= width {
                            let there = start + (part.y + dy) * other.row_stride_bytes + part.x + dx
                            let sum = sv_block_difference(
                                mine, row_stride_bytes, there, other.row_stride_bytes, Int32(part.width),
                                Int32(part.height))
                            least = min(least, Double(sum) / samples)
                        }
                    }
                    ring += 1
                }
                return least
            }
        }
        return found ?? least
    }

    /// Calls `body` with the first sample of a part; `nil` for a plane without memory.
    func withSamples<R>(_ part: PixelRect, _ body: (UnsafePointer<UInt8>) -> R) -> R? {
        precondition(
            part.width > 0 && part.height > 0 && part.x >= 0 && part.y >= 0 && part.x + part.width <= width
                && part.y + part.height <= height, "the part lies outside")
        let offset = part.y * row_stride_bytes + part.x
        return bytes.withUnsafeBytes { raw in
            raw.baseAddress.map { body($0.assumingMemoryBound(to: UInt8.self) + offset) }
        }
    }
}
