import PluginSDK
import SluiceTestKit
import SluiceVision
import Testing

@Suite("Tensors")
struct TensorFillTests {
    static let cases = PixelFormat.all.flatMap { format in (0..<4).map { (format, UInt64($0)) } }

    @Test("agree with a slow reference within half a grey level times the steepness", arguments: cases)
    func reference(format: PixelFormat, seed: UInt64) throws {
        var random = SeededRandom(seed: 77 &+ seed)
        let (width, height) = (Int.random(in: 2...70, using: &random), Int.random(in: 2...60, using: &random))
        let size = (width: Int.random(in: 1...40, using: &random), height: Int.random(in: 1...40, using: &random))
        let part = (
            x: Double.random(in: -4...Double(width) / 2, using: &random),
            y: Double.random(in: -4...Double(height) / 2, using: &random),
            width: Double.random(in: 1...Double(width), using: &random),
            height: Double.random(in: 1...Double(height), using: &random)
        )
        var frame = TestFrame.noise(format, width: width, height: height, seed: seed)
        (frame.matrix, frame.range) = (seed % 2 == 0 ? 6 : 1, seed < 2 ? 1 : 2)
        for area in [false, true] {
            let found = try TensorProbe.run(
                frame,
                [
                    "width": .integer(Int64(size.width)), "height": .integer(Int64(size.height)), "area": .bool(area),
                    "part": .array([part.x, part.y, part.width, part.height].map { .number(Double(Float($0))) }),
                ])
            let expected = SlowTensor.rgb(frame, part, to: size, linear: !area)
            #expect(found.count == expected.count)
            let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
            // Noise is as steep as pictures get; colour differences count up to twice.
            #expect(worst <= 1.6, "seed \(seed), \(format) \(width)x\(height), \(part) to \(size), area \(area)")
        }
    }

    /// A picture by formula, and what OpenCV 5.0 `cv2.resize` makes of one of its channels.
    static func formula(_ format: PixelFormat) -> TestFrame {
        .picture(format, width: 23, height: 17) { x, y in
            (
                UInt8((7 * x * x + 13 * y + 5 * x * y) % 256), UInt8((31 * x + 3 * y * y) % 256),
                UInt8((11 * x * y + 29) % 256)
            )
        }
    }

    static let opencv: [(width: Int, height: Int, area: Bool, channel: Int, levels: [Float])] = [
        (
            9, 7, false, 0,
            [
                17, 100, 111, 170, 128, 179, 72, 115, 110, 58, 173, 121, 146, 37, 120, 35, 44, 135, 99, 159, 224, 183,
                202, 121, 116, 156, 144, 141, 61, 99, 61, 111, 142, 234, 49, 153, 181, 133, 174, 134, 166, 196, 193,
                100, 101, 223, 131, 49, 89, 185, 136, 176, 90, 49, 64, 191, 144, 167, 94, 76, 139, 116, 196,
            ]
        ),
        (
            5, 4, false, 0,
            [59, 105, 189, 163, 175, 153, 194, 222, 70, 148, 42, 130, 223, 169, 114, 84, 129, 32, 107, 93]
        ),
        (
            9, 7, true, 2,
            [
                36, 57, 79, 100, 90, 98, 119, 141, 62, 57, 142, 145, 122, 106, 134, 97, 128, 189, 80, 157, 134, 117,
                136, 133, 141, 120, 156, 102, 105, 130, 137, 145, 123, 158, 133, 140, 97, 117, 129, 157, 149, 117, 138,
                123, 106, 90, 127, 124, 120, 128, 159, 125, 139, 143, 112, 122, 144, 150, 144, 114, 107, 120, 112,
            ]
        ),
    ]

    @Test("are OpenCV's pictures within one grey level, its own rounding", arguments: opencv.indices)
    func openCV(index: Int) throws {
        let (width, height, area, channel, levels) = Self.opencv[index]
        let found = try TensorProbe.run(
            Self.formula(.rgb),
            ["width": .integer(Int64(width)), "height": .integer(Int64(height)), "area": .bool(area)])
        let plane = found[channel * width * height..<(channel + 1) * width * height]
        for (mine, theirs) in zip(plane, levels) { #expect(abs(mine - theirs) <= 1) }
    }

    @Test("one colour stays that colour, and is normalised", arguments: PixelFormat.all)
    func colour(format: PixelFormat) throws {
        var frame = TestFrame.solid(format, width: 37, height: 21, rgb: (200, 90, 40))
        (frame.matrix, frame.range) = (6, format == .gray8 ? 2 : 1)
        let found = try TensorProbe.run(
            frame, ["width": 5, "height": 3, "channels": "bgr", "mean": 127, "scale": 0.0078125])
        // Of the 8 bits in which the frame has its colours, 1.2 levels remain.
        let grey: Float = 0.299 * 200 + 0.587 * 90 + 0.114 * 40
        for (channel, level) in [Float(40), 90, 200].enumerated() {
            for number in found[channel * 15..<channel * 15 + 15] {
                #expect(abs(number * 128 + 127 - (format == .gray8 ? grey : level)) < 1.2, "channel \(channel)")
            }
        }
    }

    @Test(
        "bytes and interleaved numbers are the same numbers in another place", arguments: ["rgb", "bgr", "gray"],
        PixelFormat.all)
    func arrangements(channels: String, format: PixelFormat) throws {
        let frame = TestFrame.noise(format, width: 50, height: 40, seed: 3)
        func run(_ interleaved: Bool, _ bytes: Bool) throws -> [Float] {
            try TensorProbe.run(
                frame,
                [
                    "width": 13, "height": 7, "channels": .text(channels), "interleaved": .bool(interleaved),
                    "bytes": .bool(bytes),
                ])
        }
        let planes = try run(false, false)
        let count = channels == "gray" ? 1 : 3
        let mixed = (0..<planes.count).map { planes[$0 % count * 91 + $0 / count] }
        #expect(try run(true, false) == mixed)
        #expect(try run(false, true) == planes.map { ($0 + 0.5).rounded(.down) })
        #expect(try run(true, true) == mixed.map { ($0 + 0.5).rounded(.down) })
    }

    @Test("a picture of other proportions is padded, in the middle or in the corner")
    func letterbox() throws {
        let frame = TestFrame.solid(.rgb, width: 40, height: 20, rgb: (10, 20, 30))
        for (fit, top) in [("letterbox", 2), ("corner", 0)] {
            let found = try TensorProbe.run(
                frame, ["width": 8, "height": 8, "fit": .text(fit), "padding": 114, "scale": 2])
            for y in 0..<8 {
                let expected: Float = (top..<top + 4).contains(y) ? 20 : 228
                for x in 0..<8 { #expect(abs(found[8 * y + x] - expected) < 0.01, "\(fit) (\(x), \(y))") }
            }
            var format = TensorFormat(width: 8, height: 8)
            format.fit = fit == "corner" ? .corner : .letterbox
            let placement = format.placement(of: Box(x: 100, y: 50, width: 40, height: 20))
            let box = placement.frame(Box(x: 2, y: Float(top), width: 4, height: 4))
            #expect(box == Box(x: 110, y: 50, width: 20, height: 20))
        }
    }

    @Test("an empty part is refused")
    func empty() throws {
        let frame = TestFrame.solid(.i420, width: 8, height: 8, rgb: (1, 2, 3))
        for part: ConfigValue in [[0, 0, 0, 5], [0, 0, 5, -1], [0, 0, 1e30, 5], [1e30, 0, 5, 5]] {
            let harness = try StageHarness<TensorProbe>(["part": part])
            #expect(throws: StageError.self) { try harness.push(frame) }
            #expect(harness.close().isClean)
        }
    }
}
