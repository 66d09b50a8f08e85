import PluginSDK
import SluiceTestKit
import SluiceVision
import Testing

@Suite("Warps")
struct WarpTests {
    @Test("a warp takes each pixel from where the map sends it", arguments: 0..<6)
    func warp(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let image = Reference.noise(width: 31, height: 23, seed: UInt64(seed))
        var result = GrayImage(width: 19, height: 27)
        func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
        let map = AffineMap(
            xx: number(-2...2), xy: number(-2...2), x0: number(-5...30), yx: number(-2...2), yy: number(-2...2),
            y0: number(-5...25))
        result.warp(image, by: map)
        for v in 0..<27 {
            for u in 0..<19 {
                let x = map.xx * (Double(u) + 0.5) + map.xy * (Double(v) + 0.5) + map.x0 - 0.5
                let y = map.yx * (Double(u) + 0.5) + map.yy * (Double(v) + 0.5) + map.y0 - 0.5
                let expected = Reference.interpolated(image, x, y)
                #expect(abs(Double(result[u, v]) - expected) <= 2.5, "seed \(seed) at (\(u), \(v))")
            }
        }
    }

    @Test("a map to a turned rectangle sends the middle and the edges where they belong")
    func turnedRectangle() {
        let map = AffineMap(
            size: (10, 20), centre: Point(x: 50, y: 40), radii: (15, 10), angle_radians: Double.pi / 2)
        let middle = map(Point(x: 5, y: 10))
        #expect(abs(middle.x - 50) < 1e-4 && abs(middle.y - 40) < 1e-4)
        let right = map(Point(x: 10, y: 10))
        #expect(abs(right.x - 50) < 1e-4 && abs(right.y - 55) < 1e-4)
    }
}
