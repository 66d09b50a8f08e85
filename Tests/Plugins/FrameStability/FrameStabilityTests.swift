import FrameStabilityStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite struct FrameStabilityTests {
    /// A scene that moves to the side by a pixel per frame.
    static func scene(_ step: Int, _ width: Int = 160, _ height: Int = 96, _ format: PixelFormat = .i420) -> TestFrame {
        .picture(format, width: width, height: height) { x, y in
            let wave = (x + step) % 64 < 32 ? (x + step) % 64 : 64 - (x + step) % 64
            let value = UInt8(110 + wave + y / 4)
            return (value, value, 120)
        }
    }

    /// Puts noise into blocks of 16 x 16.
    static func damage(_ frame: inout TestFrame, _ blocks: [Int], seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let columns = (frame.width + 15) / 16
        for block in blocks {
            for y in block / columns * 16..<min(frame.height, block / columns * 16 + 16) {
                for x in block % columns * 16..<min(frame.width, block % columns * 16 + 16) {
                    frame.planes[0][y * frame.width + x] = UInt8.random(in: 0...255, using: &random)
                }
            }
        }
    }

    /// Blocks that the regions of an item cover.
    static func blocks(_ item: RecordedItem, columns: Int) -> Set<Int> {
        var result: Set<Int> = []
        for region in item.regions where region.label == "unstable" {
            let first = Int(region.box.y) / 16 * columns + Int(region.box.x) / 16
            for offset in 0..<(Int(region.box.width) + 15) / 16 { result.insert(first + offset) }
        }
        return result
    }

    /// Blocks that were planted, that were found, and that were both.
    struct Found {
        var planted = 0
        var found = 0
        var right = 0
        var recall: Double { Double(right) / Double(max(1, planted)) }
        var precision: Double { found == 0 ? 1 : Double(right) / Double(found) }

        static func + (a: Found, b: Found) -> Found {
            Found(planted: a.planted + b.planted, found: a.found + b.found, right: a.right + b.right)
        }
    }

    /// What is found in a sequence in which every fifth frame has blocks of noise.
    static func search(
        _ frames: [TestFrame], share: Double, seed: UInt64, _ settings: ConfigValue = [:]
    ) throws -> Found {
        var random = SeededRandom(seed: seed)
        let harness = try StageHarness<FrameStability>(settings)
        let columns = (frames[0].width + 15) / 16
        let count = columns * ((frames[0].height + 15) / 16)
        var result = Found()
        for (number, clean) in frames.enumerated() {
            var frame = clean
            var damaged: Set<Int> = []
            if number % 5 == 4 {
                damaged = Set((0..<count).shuffled(using: &random).prefix(max(1, Int(share * Double(count)))))
                damage(&frame, damaged.sorted(), seed: seed + UInt64(number))
            }
            try harness.push(frame)
            let seen = blocks(try #require(harness.frames.last), columns: columns)
            result.planted += damaged.count
            result.found += seen.count
            result.right += seen.intersection(damaged).count
        }
        #expect(harness.close().isClean)
        return result
    }

    @Test(arguments: [0.02, 0.1, 0.5, 1])
    func plantedDamageIsFoundInAMovingScene(_ share: Double) throws {
        let found = try Self.search((0..<30).map { Self.scene($0) }, share: share, seed: 11)
        #expect(found.recall >= 0.99, "seed 11, recall \(found.recall)")
        #expect(found.precision >= 0.99, "seed 11, precision \(found.precision)")
    }

    @Test(.enabled(if: TestMaterial.hasPhotographs, "there are no photographs, or no ffmpeg to read them"))
    func plantedDamageIsFoundWhereTheCameraPans() throws {
        var (all, unsearched) = (Found(), Found())
        let names = ["2007_007763.jpg", "2008_001009.jpg", "2008_001322.jpg", "2008_002079.jpg"]
        for (seed, name) in names.enumerated() {
            let photograph = try TestMaterial.i420("faces/dlib/\(name)")
            let frames = (0..<20).map { step in
                TestFrame.picture(.gray8, width: 320, height: 240) { x, y in
                    let value = photograph.planes[0][(y + step / 2) * photograph.width + x + 2 * step]
                    return (value, value, value)
                }
            }
            let found = try Self.search(frames, share: 0.05, seed: UInt64(seed))
            print("\(name): recall \(found.recall), precision \(found.precision)")
            all = all + found
            unsearched =
                try unsearched + Self.search(frames, share: 0.05, seed: UInt64(seed), ["search_pixels": 0])
        }
        #expect(all.recall >= 0.45 && all.precision >= 0.9, "\(all)")
        #expect(all.recall >= unsearched.recall, "\(all) \(unsearched)")
        #expect(all.precision > unsearched.precision, "\(all) \(unsearched)")
    }

    @Test func damagedBlocksAreCorrectedFromTheFrameBefore() throws {
        for format in [PixelFormat.i420, .nv12, .gray8] {
            let harness = try StageHarness<FrameStability>(["action": "both"])
            harness.rowPadding_bytes = 3
            let clean = Self.scene(0, 75, 53, format)
            var bad = clean
            Self.damage(&bad, [0, 7, 14, 19], seed: 3)
            for plane in 1..<max(1, bad.planes.count) { for index in 0..<4 { bad.planes[plane][index] = 255 } }
            try harness.push(clean)
            try harness.push(bad)
            try harness.push(clean)
            #expect(harness.frames.map { $0.frame?.planes } == Array(repeating: clean.planes, count: 3), "\(format)")
            #expect(harness.frames.map { $0.regions.count } == [0, 4, 0])
            #expect(harness.frames[1].regions.allSatisfy { ($0.scores["stability"] ?? 99) < 4 })
            let told = try #require(harness.records("sluice.frame-unstable").first)
            #expect(told["unstable"]?.asInteger == 4 && told["blocks"]?.asInteger == 20)
            #expect(told["corrected"]?.asBool == true)
            #expect(harness.records("sluice.frame-unstable").count == 1)
            #expect(harness.close().isClean)
        }
    }

    @Test func marksOfABlockRowAreJoined() throws {
        let harness = try StageHarness<FrameStability>()
        var bad = Self.scene(0)
        Self.damage(&bad, [2, 3, 4, 9, 10], seed: 3)
        try harness.push(Self.scene(0))
        try harness.push(bad)
        #expect(
            harness.items[1].regions.map(\.box) == [
                Box(x: 32, y: 0, width: 48, height: 16), Box(x: 144, y: 0, width: 16, height: 16),
                Box(x: 0, y: 16, width: 16, height: 16),
            ])
        #expect(harness.items[1].frame == bad, "marking leaves the picture")
        #expect(harness.close().isClean)
    }

    @Test func lastingChangeIsTakenAfterAWhile() throws {
        let harness = try StageHarness<FrameStability>(["action": "correct", "hold_frames": 3])
        var changed = Self.scene(0)
        Self.damage(&changed, [5], seed: 9)
        try harness.push(Self.scene(0))
        for _ in 0..<6 { try harness.push(changed) }
        let clean = Self.scene(0)
        #expect(harness.frames.map { $0.frame == clean } == [true, true, true, true, false, false, false])
        #expect(harness.close().isClean)
    }

    @Test func aBlackOutIsFoundAndANewSceneIsNot() throws {
        let harness = try StageHarness<FrameStability>()
        var black = Self.scene(0)
        for y in 16..<32 { for x in 32..<48 { black.planes[0][y * 160 + x] = 16 } }
        try harness.push(Self.scene(0))
        try harness.push(black)
        #expect(harness.frames[1].regions.count == 1)
        // Another scene: every third block is uneven, the rest is even and different.
        var other = TestFrame.solid(.i420, width: 160, height: 96, rgb: (30, 30, 30))
        Self.damage(&other, Array(stride(from: 0, to: 60, by: 3)), seed: 4)
        try harness.push(other)
        #expect(harness.frames[2].regions.isEmpty)
        #expect(harness.close().isClean)
    }

    @Test func streamsAndSizesAreKeptApart() throws {
        let harness = try StageHarness<FrameStability>()
        var bad = Self.scene(0)
        Self.damage(&bad, [5], seed: 9)
        try harness.push(Self.scene(0), stream: 1)
        try harness.push(bad, stream: 2)
        try harness.push(Self.scene(0, 80, 48), stream: 1)
        try harness.push(bad, stream: 1)
        #expect(harness.frames.allSatisfy { $0.regions.isEmpty })
        try harness.reset()
        try harness.push(bad, stream: 2)
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test(arguments: [PixelFormat.i420, .nv12, .gray8], [(1, 1), (1, 9), (2, 2), (17, 31), (33, 16)])
    func anySizeAndFormat(_ format: PixelFormat, _ size: (Int, Int)) throws {
        let harness = try StageHarness<FrameStability>(["action": "both", "drop": 1, "change": 0, "threshold": 255])
        harness.rowPadding_bytes = 7
        for seed: UInt64 in 1...6 {
            try harness.push(.noise(format, width: size.0, height: size.1, seed: seed))
        }
        #expect(harness.frames.count == 6)
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test func oddBlocksAreRefused() {
        let error = #expect(throws: StageError.self) { try StageHarness<FrameStability>(["block_width_pixels": 15]) }
        #expect(error?.message.contains("even numbers") == true)
    }
}
