import CSluiceVision
import PluginSDK
import SluiceTestKit
import SluiceVision
import Testing

@Suite("Kernels against scalar references")
struct KernelTests {
    static let sizes = [(1, 1), (2, 5), (3, 3), (17, 9), (64, 33), (131, 7)]

    @Test("Laplacian, with and without a mask", arguments: sizes)
    func laplacian(width: Int, height: Int) {
        let image = Reference.noise(width: width, height: height, seed: 1)
        var mask = Reference.noise(width: width, height: height, seed: 2)
        for y in 0..<height { for x in 0..<width { mask[x, y] = mask[x, y] > 128 ? 255 : 0 } }
        for masked in [false, true] {
            var values: [Double] = []
            for y in stride(from: 1, to: height - 1, by: 1) {
                for x in stride(from: 1, to: width - 1, by: 1) where !masked || mask[x, y] != 0 {
                    let around =
                        Int(image[x - 1, y]) + Int(image[x + 1, y]) + Int(image[x, y - 1]) + Int(image[x, y + 1])
                    values.append(Double(4 * Int(image[x, y]) - around))
                }
            }
            let found = masked ? Laplacian(image, mask: mask) : Laplacian(image)
            let count = Double(max(1, values.count))
            let mean = values.reduce(0, +) / count
            #expect(found.count == values.count)
            #expect(abs(found.mean - mean) < 1e-9)
            #expect(abs(found.meanMagnitude - values.map(abs).reduce(0, +) / count) < 1e-9)
            #expect(abs(found.variance - (values.map { $0 * $0 }.reduce(0, +) / count - mean * mean)) < 1e-6)
        }
    }

    @Test("difference of blocks, of the common width and of others", arguments: [1, 7, 15, 16, 17, 33])
    func blockDifference(width: Int) {
        let one = Reference.noise(width: 40, height: 20, seed: 5)
        let other = Reference.noise(width: 40, height: 20, seed: 6)
        for (left, top, height) in [(0, 0, 20), (3, 2, 16), (7, 5, 1)] {
            var expected = 0
            for y in top..<top + height {
                for x in left..<left + width { expected += abs(Int(one[x, y]) - Int(other[x, y])) }
            }
            let found: UInt64 = one.withBytes { a in
                other.withBytes { b in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return UInt64.max }
                    let (i, j) = (top * one.row_stride_bytes + left, top * other.row_stride_bytes + left)
                    return sv_block_difference(
                        a + i, one.row_stride_bytes, b + j, other.row_stride_bytes, Int32(width), Int32(height))
                }
            }
            #expect(found == UInt64(expected), "\(width) at \(left), \(top)")
        }
    }

    @Test("histogram and percentiles", arguments: sizes)
    func histogram(width: Int, height: Int) {
        let image = Reference.noise(width: width, height: height, seed: 3)
        let mask = Reference.noise(width: width, height: height, seed: 4)
        var expected = [Int](repeating: 0, count: 256)
        var all: [Int] = []
        for y in 0..<height {
            for x in 0..<width {
                all.append(Int(image[x, y]))
                if mask[x, y] != 0 { expected[Int(image[x, y])] += 1 }
            }
        }
        var histogram = Histogram()
        histogram.measure(image, mask: mask)
        #expect((0..<256).allSatisfy { histogram[$0] == expected[$0] })
        histogram.measure(image)
        #expect(histogram.count == width * height)
        all.sort()
        for share in [0.02, 0.5, 0.98, 1] {
            #expect(histogram.percentile(share) == all[max(1, Int((Double(all.count) * share).rounded(.up))) - 1])
        }
    }

    @Test("gradients", arguments: sizes)
    func gradients(width: Int, height: Int) {
        let image = Reference.noise(width: width, height: height, seed: 5)
        var gradients = Gradients()
        gradients.measure(image)
        for y in 0..<height {
            for x in 0..<width {
                let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
                let (up, down) = (max(0, y - 1), min(height - 1, y + 1))
                #expect(gradients[x, y].across == Int(image[right, y]) - Int(image[left, y]))
                #expect(gradients[x, y].down == Int(image[x, down]) - Int(image[x, up]))
            }
        }
    }

    @Test("local binary patterns and their uniform histogram", arguments: [0, 4])
    func patterns(margin: Int) {
        let image = Reference.noise(width: 40, height: 21, seed: 6)
        var patterns = LocalBinaryPatterns()
        patterns.measure(image, margin: margin)
        let ring = [(-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1)]
        var uniform = 0
        for y in 0..<patterns.height {
            for x in 0..<patterns.width {
                let bits = ring.map { Int(image[x + 1 + $0.0, y + 1 + $0.1]) >= Int(image[x + 1, y + 1]) + margin }
                let code = bits.enumerated().reduce(0) { $0 | ($1.element ? 1 << $1.offset : 0) }
                #expect(Int(patterns[x, y]) == code)
                let changes = bits.indices.count { bits[$0] != bits[($0 + 1) % 8] }
                if changes <= 2 { uniform += 1 }
            }
        }
        let bins = UnsafeMutableBufferPointer<Float>.allocate(capacity: LocalBinaryPatterns.uniformBins)
        defer { bins.deallocate() }
        patterns.uniformHistogram(
            PixelRect(x: 0, y: 0, width: patterns.width, height: patterns.height), into: bins)
        #expect(abs(bins.reduce(0, +) - 1) < 1e-4)
        let total = Float(patterns.width * patterns.height)
        #expect(abs(bins[bins.count - 1] - (total - Float(uniform)) / total) < 1e-4)
    }

    @Test("a mirror image read backwards is the picture; an ellipse covers pi·a·b pixels")
    func shapes() {
        let image = Reference.noise(width: 77, height: 5, seed: 7)
        var mirrored = GrayImage()
        mirrored.mirror(image)
        for y in 0..<5 { for x in 0..<77 { #expect(mirrored[76 - x, y] == image[x, y]) } }

        var mask = GrayImage(width: 100, height: 80)
        mask.drawEllipse(centre: Point(x: 50, y: 40), radii: (30, 20), angle_radians: 0.5)
        var histogram = Histogram()
        histogram.measure(mask)
        #expect(abs(Double(histogram[255]) - Double.pi * 600) < 20)
        #expect(histogram[0] + histogram[255] == 8000)
        #expect(mask[50, 40] == 255 && mask[0, 0] == 0)
        // Turned clockwise by half a radian, the long axis points down to the right.
        #expect(mask[50 + 22, 40 + 12] == 255 && mask[50 + 22, 40 - 12] == 0)
    }

    @Test("brightness of packed pixels is the weighed sum of H.273", arguments: [UInt8(1), 6, 9])
    func luma(matrix: UInt8) throws {
        let weights: (Double, Double, Double) =
            matrix == 1 ? (0.2126, 0.7152, 0.0722) : matrix == 9 ? (0.2627, 0.6780, 0.0593) : (0.299, 0.587, 0.114)
        for format in [PixelFormat.rgb, .bgr, .rgba] {
            var frame = TestFrame.noise(format, width: 51, height: 13, seed: UInt64(matrix))
            frame.matrix = matrix
            let harness = try StageHarness<LumaProbe>()
            try harness.push(frame)
            let luma = try #require(harness.frames.first?.frame)
            for y in 0..<13 {
                for x in 0..<51 {
                    let pixel = Array(frame.sample(0, x, y)).map(Double.init)
                    let (red, blue) = format == .bgr ? (pixel[2], pixel[0]) : (pixel[0], pixel[2])
                    let expected = weights.0 * red + weights.1 * pixel[1] + weights.2 * blue
                    #expect(abs(Double(luma.planes[0][y * 51 + x]) - expected) <= 0.51)
                }
            }
            #expect(harness.close().isClean)
        }
    }
}

/// Emits the brightness of each frame.
struct LumaProbe: Stage, ~Copyable {
    static let manifest = StageManifest(
        id: "test.luma", summary: "Luma.", inputs: [.frames("in", PixelFormat.all)],
        outputs: [.frames("out", [.gray8])])

    var image = GrayImage()

    init(settings: NoSettings, context: StageContext) {}

    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        Luma.copy(frame, into: &image)
        var result = try output.newFrame(.gray8, width: frame.width, height: frame.height, like: frame)
        let stride = result.row_stride_bytes(0)
        var plane = result.plane(0)
        for y in 0..<frame.height { for x in 0..<frame.width { plane[y * stride + x] = image[x, y] } }
        try output.emit(result, stamp: item.stamp)
    }
}
