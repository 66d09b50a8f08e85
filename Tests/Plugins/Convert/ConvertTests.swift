import ConvertStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite("convert")
struct ConvertTests {
    static let sizes = [(1, 1), (2, 1), (3, 5), (66, 35)]

    @Test(
        "every format to every other, odd sizes too, within one of exact arithmetic", arguments: PixelFormat.all,
        PixelFormat.all)
    func pairs(from: PixelFormat, to: PixelFormat) throws {
        for (width, height) in Self.sizes {
            for (matrix, range) in [(UInt8(0), UInt8(0)), (1, 2), (9, 1)] {
                var frame = TestFrame.noise(from, width: width, height: height, seed: UInt64(width))
                (frame.matrix, frame.range) = (matrix, range)
                let harness = try StageHarness<Convert>(["format": .text(to.description)])
                harness.rowPadding_bytes = 3
                try harness.push(frame)
                let result = try #require(harness.frames.first?.frame)
                #expect(result.format == to && result.width == width && result.height == height)
                let worst = Self.difference(result, SlowConversion(frame))
                #expect(worst <= 1, "\(from) → \(to), \(width)x\(height), matrix \(matrix), range \(range)")
                #expect(harness.close().isClean)
            }
        }
    }

    /// Largest difference of any byte.
    static func difference(_ result: TestFrame, _ slow: SlowConversion) -> Double {
        var worst = 0.0
        for plane in result.planes.indices {
            let step = plane == 0 ? 1 : 2
            for y in 0..<(result.height + step - 1) / step {
                for x in 0..<(result.width + step - 1) / step {
                    let expected = slow.sample(result.format, plane, x, y)
                    for (byte, exact) in zip(result.sample(plane, x, y), expected) {
                        worst = max(worst, abs(Double(byte) - exact))
                    }
                }
            }
        }
        return worst
    }

    @Test("grey has no colour and white stays white, there and back", arguments: [UInt8(0), 1, 9])
    func greys(matrix: UInt8) throws {
        var frame = TestFrame.picture(.rgb, width: 256, height: 2) { x, _ in (UInt8(x), UInt8(x), UInt8(x)) }
        frame.matrix = matrix
        let to = try StageHarness<Convert>(["format": "i420"])
        try to.push(frame)
        var planar = try #require(to.frames.first?.frame)
        #expect(planar.planes[1].allSatisfy { $0 == 128 } && planar.planes[2].allSatisfy { $0 == 128 })
        #expect(planar.planes[0].first == 16 && planar.planes[0][255] == 235)
        planar.matrix = matrix
        let back = try StageHarness<Convert>(["format": "rgb"])
        try back.push(planar)
        let again = try #require(back.frames.first?.frame)
        #expect(zip(again.planes[0], frame.planes[0]).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
        #expect(again.planes[0].last == 255 && again.planes[0].first == 0)
    }

    @Test("colour differences survive between planar formats", arguments: [(7, 5), (64, 2)])
    func planar(width: Int, height: Int) throws {
        let frame = TestFrame.noise(.i420, width: width, height: height, seed: 3)
        let to = try StageHarness<Convert>(["format": "nv12"])
        try to.push(frame)
        let back = try StageHarness<Convert>(["format": "i420"])
        try back.push(try #require(to.frames.first?.frame))
        #expect(back.frames.first?.frame?.planes == frame.planes)
    }

    @Test("what is right already goes on without a copy")
    func same() throws {
        let frame = TestFrame.noise(.nv12, width: 31, height: 7, seed: 4)
        let harness = try StageHarness<Convert>(["format": "nv12", "width": 31])
        let region = TestRegion(Box(x: 1, y: 2, width: 3, height: 4), label: "face", id: 77)
        try harness.push(frame, regions: [region])
        #expect(harness.items.first?.frame == frame)
        #expect(harness.items.first?.regions == [region])
        #expect(harness.close().isClean)
    }

    @Test("another size keeps the shape, scales the regions, and knows where it comes from")
    func resize() throws {
        let harness = try StageHarness<Convert>(["format": "rgb", "width": 40])
        let region = TestRegion(
            Box(x: 20, y: 10, width: 8, height: 6), label: "face", track: 3, id: 77, points: [Point(x: 22, y: 12)],
            scores: ["hog": 1])
        try harness.push(.solid(.i420, width: 81, height: 61, rgb: (200, 60, 90)), regions: [region])
        let item = try #require(harness.items.first)
        let frame = try #require(item.frame)
        #expect((frame.width, frame.height) == (40, 30))
        for (index, byte) in frame.planes[0].enumerated() {
            #expect(abs(Int(byte) - [200, 60, 90][index % 3]) <= 3)
        }
        let found = try #require(item.regions.first)
        let (sx, sy): (Float, Float) = (40.0 / 81, 30.0 / 61)
        #expect(found.box == Box(x: 20 * sx, y: 10 * sy, width: 8 * sx, height: 6 * sy))
        #expect(found.points == [Point(x: 22 * sx, y: 12 * sy)])
        #expect(found.id == 77 && found.track == 3 && found.scores == ["hog": 1])
        #expect(abs(frame.affine[0] - 81.0 / 40) < 1e-4 && abs(frame.affine[4] - 61.0 / 30) < 1e-4)
        #expect(harness.close().isClean)
    }

    @Test(
        "size and format at once, from and to every format and odd sizes", arguments: PixelFormat.all, PixelFormat.all)
    func both(from: PixelFormat, to: PixelFormat) throws {
        for (width, height) in [(1, 1), (13, 50), (64, 33)] {
            let harness = try StageHarness<Convert>([
                "format": .text(to.description), "width": .integer(Int64(width)), "height": .integer(Int64(height)),
            ])
            try harness.push(.solid(from, width: 33, height: 21, rgb: (90, 90, 90)))
            let result = try #require(harness.frames.first?.frame)
            #expect((result.width, result.height) == (width, height))
            var plain = TestFrame.solid(from, width: width, height: height, rgb: (90, 90, 90))
            plain.range = 1
            #expect(Self.difference(result, SlowConversion(plain)) <= 1.01)
            #expect(harness.close().isClean)
        }
    }

    @Test("an unknown matrix is read by the lines of the frame that came in, and written down when they change")
    func unknownMatrix() throws {
        for (height, to, matrix) in [(800, 90, UInt8(1)), (800, 760, 0), (90, 800, 6), (90, 40, 0)] {
            let harness = try StageHarness<Convert>(["format": "gray8", "height": .integer(Int64(to))])
            try harness.push(.solid(.gray8, width: 16, height: height, rgb: (90, 90, 90)))
            #expect(harness.frames.first?.frame?.matrix == matrix)
            #expect(harness.close().isClean)
        }
    }

    @Test("the derived side is rounded and at least one")
    func sides() throws {
        for (settings, expected) in [
            (["height": 3] as ConfigValue, [5, 3]), (["width": 1], [1, 1]), (["width": 10, "height": 2], [10, 2]),
        ] {
            let harness = try StageHarness<Convert>(settings.merging(["format": "gray8"]))
            try harness.push(.gradient(.gray8, width: 101, height: 60))
            let frame = try #require(harness.frames.first?.frame)
            #expect([frame.width, frame.height] == expected)
        }
        #expect { try StageHarness<Convert>(["format": "rgb", "width": 0]) } throws: { "\($0)".contains("width") }
        #expect { try StageHarness<Convert>(["format": "yuyv"]) } throws: { "\($0)".contains("i420, nv12") }
    }
}
