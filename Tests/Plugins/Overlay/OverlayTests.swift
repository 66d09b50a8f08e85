import OverlayStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct OverlayTests {
    /// Nothing but boxes.
    let plain: ConfigValue = [
        "tracks": false, "names": false, "points": false, "trail": 0, "thickness": 2, "font_scale": 1,
    ]

    func region(
        _ x: Float, _ y: Float, _ width: Float, _ height: Float, track: UInt64 = 1, label: String = "face"
    ) -> TestRegion {
        TestRegion(
            Box(x: x, y: y, width: width, height: height), label: label, track: track,
            points: [Point(x: x + 4, y: y + 4)], scores: ["quality": 0.5])
    }

    func grey(_ format: PixelFormat, _ width: Int, _ height: Int) -> TestFrame {
        .solid(format, width: width, height: height, rgb: (128, 128, 128))
    }

    /// Positions of the first plane's samples that differ.
    func changes(_ item: RecordedItem?, _ before: TestFrame) throws -> [(x: Int, y: Int)] {
        let after = try #require(item?.frame)
        return (0..<before.height).flatMap { y in
            (0..<before.width).compactMap { x in
                after.sample(0, x, y) == before.sample(0, x, y) ? nil : (x: x, y: y)
            }
        }
    }

    @Test(arguments: PixelFormat.all)
    func aBoxIsItsOutlineAndNothingElse(_ format: PixelFormat) throws {
        let harness = try StageHarness<Overlay>(plain)
        let frame = grey(format, 41, 31)
        try harness.push(frame, regions: [region(10, 8, 20, 12)])
        let changed = try changes(harness.items.first, frame)
        #expect(changed.count == 20 * 12 - 16 * 8)
        let isOutline = changed.allSatisfy { x, y in
            (10..<30).contains(x) && (8..<20).contains(y) && !((12..<28).contains(x) && (10..<18).contains(y))
        }
        #expect(isOutline)
        #expect(harness.items.first?.regions.first?.scores == ["quality": 0.5])
        #expect(harness.close().isClean)
    }

    @Test(arguments: [PixelFormat.i420, .nv12, .rgb, .bgr, .rgba])
    func coloursAreTheSameInAllFormats(_ format: PixelFormat) throws {
        let harness = try StageHarness<Overlay>(plain)
        try harness.push(grey(format, 16, 16), regions: [region(0, 0, 16, 16, track: 1)])
        let drawn = try #require(harness.items.first?.frame)
        // Track 1 is red (230, 57, 70).
        let wanted = TestFrame.solid(format, width: 16, height: 16, rgb: (230, 57, 70))
        for plane in drawn.planes.indices {
            for (got, want) in zip(drawn.sample(plane, 0, 0), wanted.sample(plane, 0, 0)) {
                #expect(abs(Int(got) - Int(want)) <= 1)
            }
        }
        #expect(harness.close().isClean)
    }

    @Test func aTrackKeepsItsColourAndOthersHaveTheirOwn() throws {
        let harness = try StageHarness<Overlay>(plain)
        for _ in 0..<2 {
            try harness.push(
                grey(.rgb, 64, 32), regions: [region(0, 0, 8, 8, track: 5), region(20, 0, 8, 8, track: 6)])
        }
        let colours = harness.items.compactMap(\.frame).map { [Array($0.sample(0, 0, 0)), Array($0.sample(0, 20, 0))] }
        #expect(colours[0] == colours[1])
        #expect(colours[0][0] != colours[0][1])
        #expect(harness.close().isClean)
    }

    @Test(arguments: PixelFormat.all, [(1, 1), (3, 2), (33, 17)])
    func nothingIsWrittenOutsideTheFrame(_ format: PixelFormat, _ size: (Int, Int)) throws {
        let harness = try StageHarness<Overlay>([
            "confidence": true, "scores": ["quality"], "thickness": 5, "font_scale": 3, "trail": 4,
        ])
        var random = SeededRandom(seed: 3)
        harness.rowPadding_bytes = 70
        for _ in 0..<30 {
            func number() -> Float { Float.random(in: -60...60, using: &random) }
            let regions = [
                region(number(), number(), number(), number()),
                region(-1e30, -1e30, 2e30, 2e30, track: 2), region(.nan, 0, 5, 5), region(0, 0, .infinity, 4, track: 0),
                region(-5, -5, 1000, 1000, track: 3),
            ]
            try harness.push(.noise(format, width: size.0, height: size.1, seed: 9), regions: regions)
        }
        #expect(harness.items.count == 30)
        #expect(harness.close().isClean)
    }

    @Test func captionsSayWhatIsAskedFor() throws {
        func inked(_ configuration: ConfigValue) throws -> Int {
            let harness = try StageHarness<Overlay>(plain.merging(["boxes": false]).merging(configuration))
            let frame = grey(.gray8, 200, 60)
            try harness.push(frame, regions: [region(10, 30, 20, 20)])
            #expect(harness.close().isClean)
            return try changes(harness.items.first, frame).count
        }
        // Paper is (6 dots a character + 1) by 9 dots; the ink on it differs from the frame too.
        #expect(try inked([:]) == 0)
        #expect(try inked(["tracks": true]) == (2 * 6 + 1) * 9)
        #expect(try inked(["names": true]) == (4 * 6 + 1) * 9)
        #expect(try inked(["tracks": true, "names": true, "confidence": true]) == (12 * 6 + 1) * 9)
        #expect(try inked(["scores": ["quality", "absent"]]) == (12 * 6 + 1) * 9)
        #expect(try inked(["names": true, "labels": ["car"]]) == 0)
    }

    @Test func lettersAreDrawnAsInTheFont() throws {
        let harness = try StageHarness<Overlay>(plain.merging(["boxes": false, "names": true]))
        try harness.push(grey(.gray8, 40, 40), regions: [region(4, 20, 20, 10, label: "L")])
        let drawn = try #require(harness.items.first?.frame)
        let rows = (12..<19).map { y in
            (5..<10).map { x in drawn.sample(0, x, y).first == 0 ? "#" : "." }.joined()
        }
        #expect(rows == ["#....", "#....", "#....", "#....", "#....", "#....", "#####"])
        #expect(harness.close().isClean)
    }

    @Test func trailsShowWhereATrackCameFromAndEndWithIt() throws {
        let harness = try StageHarness<Overlay>(plain.merging(["boxes": false, "trail": 3, "thickness": 1]))
        let frame = grey(.gray8, 100, 20)
        func drawn(_ x: Float) throws -> [Int] {
            try harness.push(frame, regions: [region(x, 5, 10, 10)])
            return try changes(harness.items.last, frame).map(\.x)
        }
        #expect(try drawn(0).isEmpty)
        #expect(try drawn(10) == Array(5...15))
        #expect(try drawn(20) == Array(5...25))
        #expect(try drawn(30) == Array(15...35), "the oldest point is forgotten")
        try harness.push(record: ["track": 1], type: "sluice.track-end")
        #expect(try drawn(40).isEmpty)
        #expect(harness.close().isClean)
    }

    @Test func aFrameWithNothingToDrawIsNotCopied() throws {
        let harness = try StageHarness<Overlay>()
        try harness.push(grey(.i420, 16, 16))
        try harness.push(record: [:], type: "x")
        #expect(harness.items.map(\.kind) == [.frame, .record])
        #expect(harness.items.first?.frame == grey(.i420, 16, 16))
        #expect(harness.close().isClean)
    }
}
