import PluginSDK
import SluiceTestKit
import SluiceVision
import Testing

@Suite("Scaling")
struct ScalerTests {
    @Test("agrees with a slow reference within one grey level, up and down and both at once", arguments: 0..<24)
    func reference(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let (width, height) = (Int.random(in: 1...90, using: &random), Int.random(in: 1...70, using: &random))
        let image = Reference.noise(width: width, height: height, seed: UInt64(seed))
        var result = GrayImage(
            width: Int.random(in: 1...80, using: &random), height: Int.random(in: 1...80, using: &random))
        var scaler = Scaler()
        try scaler.scale(image, into: &result)
        let expected = Reference.scale(
            { image[$0, $1] }, (width, height), from: (0, 0, Double(width), Double(height)),
            to: (result.width, result.height))
        for y in 0..<result.height {
            for x in 0..<result.width {
                let difference = abs(Double(result[x, y]) - expected[y][x])
                #expect(difference <= 1, "(\(x), \(y)) of \(width)x\(height) → \(result.width)x\(result.height)")
            }
        }
    }

    @Test("copies a part of whole pixels exactly", arguments: PixelFormat.all)
    func exactCopy(format: PixelFormat) throws {
        let frame = TestFrame.noise(format, width: 37, height: 29, seed: 5)
        let harness = try StageHarness<CutProbe>(["x": 6, "y": 4, "width": 21, "height": 17])
        try harness.push(frame)
        let cut = try #require(harness.frames.first?.frame)
        #expect(cut.width == 21 && cut.height == 17)
        for y in 0..<17 {
            for x in 0..<21 {
                #expect(cut.sample(0, x, y) == frame.sample(0, x + 6, y + 4))
                for plane in 1..<max(1, cut.planes.count) {
                    #expect(cut.sample(plane, x / 2, y / 2) == frame.sample(plane, x / 2 + 3, y / 2 + 2))
                }
            }
        }
        #expect(harness.close().isClean)
    }

    @Test("scales every plane of every format as the reference does", arguments: PixelFormat.all)
    func planes(format: PixelFormat) throws {
        let frame = TestFrame.noise(format, width: 41, height: 33, seed: 6)
        let part = (x: 3.25, y: 2.5, width: 30.5, height: 27.0)
        let harness = try StageHarness<CutProbe>([
            "x": .number(part.x), "y": .number(part.y), "width": .number(part.width), "height": .number(part.height),
            "to_width": 13, "to_height": 40,
        ])
        harness.rowPadding_bytes = 70
        try harness.push(frame)
        let cut = try #require(harness.frames.first?.frame)
        for plane in cut.planes.indices {
            let step = plane == 0 ? 1 : 2
            let size = ((41 + step - 1) / step, (33 + step - 1) / step)
            let result = ((13 + step - 1) / step, (40 + step - 1) / step)
            let source = (
                x: part.x / Double(step), y: part.y / Double(step), width: part.width / 13 * Double(result.0),
                height: part.height / 40 * Double(result.1)
            )
            for channel in 0..<cut.sample(plane, 0, 0).count {
                let expected = Reference.scale(
                    { Array(frame.sample(plane, $0, $1))[channel] }, size, from: source, to: result)
                for y in 0..<result.1 {
                    for x in 0..<result.0 {
                        let found = Double(Array(cut.sample(plane, x, y))[channel])
                        #expect(abs(found - expected[y][x]) <= 1, "plane \(plane) at (\(x), \(y))")
                    }
                }
            }
        }
        #expect(harness.close().isClean)
    }

    @Test("a part beyond the frame repeats its edge")
    func outside() throws {
        let frame = TestFrame.solid(.gray8, width: 8, height: 8, rgb: (90, 90, 90))
        let harness = try StageHarness<CutProbe>(["x": -4, "y": -4, "width": 16, "height": 16])
        try harness.push(frame)
        let cut = try #require(harness.frames.first?.frame)
        #expect(cut.planes[0].allSatisfy { $0 == 90 })
    }

    @Test("an empty part is refused")
    func empty() throws {
        let harness = try StageHarness<CutProbe>(["width": 0, "height": 8, "to_width": 4, "to_height": 4])
        let frame = TestFrame.solid(.gray8, width: 8, height: 8, rgb: (90, 90, 90))
        #expect(throws: StageError.self) { try harness.push(frame) }
        #expect(harness.close().isClean)
    }
}

/// Cuts one part out of each frame.
struct CutProbe: Stage, ~Copyable {
    struct Settings: StageSettings {
        var x = 0.0
        var y = 0.0
        var width = 8.0
        var height = 8.0
        var toWidth = 0
        var toHeight = 0
        static let schema = Schema<Settings>(
            .init("x", \.x, "Left."), .init("y", \.y, "Top."), .init("width", \.width, "Columns."),
            .init("height", \.height, "Rows."), .init("to_width", \.toWidth, "Columns of the result."),
            .init("to_height", \.toHeight, "Rows of the result."))
    }

    static let manifest = StageManifest(
        id: "test.cut", summary: "Cuts.", inputs: [.frames("in", PixelFormat.all)], outputs: [.same("out", as: "in")])

    let settings: Settings
    var scaler = Scaler()

    init(settings: Settings, context: StageContext) { self.settings = settings }

    mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return }
        let part = Box(
            x: Float(settings.x), y: Float(settings.y), width: Float(settings.width), height: Float(settings.height))
        let width = settings.toWidth > 0 ? settings.toWidth : Int(settings.width)
        let height = settings.toHeight > 0 ? settings.toHeight : Int(settings.height)
        var cut = try output.newFrame(frame.format, width: width, height: height, like: frame, shows: part)
        try scaler.scale(frame, from: part, into: &cut)
        try output.emit(cut, stamp: item.stamp, sub: 1)
    }
}
