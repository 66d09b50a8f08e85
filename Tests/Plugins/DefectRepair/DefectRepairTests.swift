import DefectRepairStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite struct DefectRepairTests {
    struct Place: Hashable {
        let x: Int
        let y: Int
    }

    /// A smooth picture with a soft texture, as a lens gives it.
    static func scene(_ width: Int, _ height: Int, _ format: PixelFormat = .i420) -> TestFrame {
        .picture(format, width: width, height: height) { x, y in
            let value = 60 + 40 * x / max(1, width) + 30 * y / max(1, height) + (x / 7 + y / 5) % 3 * 6
            return (UInt8(value), UInt8(value), UInt8(value))
        }
    }

    /// Plants single pixels that are stuck at black or white.
    static func plant(_ share: Double, in frame: inout TestFrame, seed: UInt64) -> Set<Place> {
        var random = SeededRandom(seed: seed)
        var places: Set<Place> = []
        while Double(places.count) < share * Double(frame.width * frame.height) {
            let place = Place(
                x: Int.random(in: 0..<frame.width, using: &random), y: Int.random(in: 0..<frame.height, using: &random))
            let index = place.y * frame.width + place.x
            let value: UInt8 = Bool.random(using: &random) ? 255 : 16
            // What hardly differs from the picture is no defect that anyone could see.
            let isVisible = abs(Int(frame.planes[0][index]) - Int(value)) >= 60
            if isVisible, places.insert(place).inserted { frame.planes[0][index] = value }
        }
        return places
    }

    /// What is found, as a share of what was planted, and what was planted, as a share of what is found.
    static func search(_ frame: TestFrame, _ planted: Set<Place>) throws -> (recall: Double, precision: Double) {
        let harness = try StageHarness<DefectRepair>(["action": "mark", "max_marks": 10_000])
        try harness.push(frame)
        let found = Set(
            (harness.items.first?.regions ?? []).filter { $0.label == "defect" }.map {
                Place(x: Int($0.box.x), y: Int($0.box.y))
            })
        #expect(harness.items.first?.frame == frame)
        #expect(harness.close().isClean)
        let right = Double(found.intersection(planted).count)
        return (right / Double(max(1, planted.count)), found.isEmpty ? 1 : right / Double(found.count))
    }

    @Test(arguments: [0.0005, 0.002, 0.01])
    func plantedDefectsAreFoundInASmoothScene(_ share: Double) throws {
        for seed: UInt64 in 1...3 {
            var frame = Self.scene(321, 243)
            let planted = Self.plant(share, in: &frame, seed: seed)
            let (recall, precision) = try Self.search(frame, planted)
            #expect(recall >= 0.97, "seed \(seed), recall \(recall)")
            #expect(precision >= 0.99, "seed \(seed), precision \(precision)")
        }
    }

    static let photographs = ["2007_007763.jpg", "2008_001009.jpg", "2008_001322.jpg", "2008_002079.jpg", "dogs.jpg"]

    /// Those by which the defaults were chosen, and others.
    static let sets: [(names: [String], recall: Double, precision: Double)] = [
        (photographs.map { "faces/dlib/\($0)" }, 0.92, 0.82),
        (["1", "10", "11", "12", "13", "15"].map { "faces/ultraface-imgs/\($0).jpg" }, 0.93, 0.95),
    ]

    @Test(
        .enabled(if: TestMaterial.hasPhotographs, "there are no photographs, or no ffmpeg to read them"),
        arguments: 0..<2)
    func plantedDefectsAreFoundInPhotographs(_ which: Int) throws {
        let tuned = Self.sets[which]
        var sums = (recall: 0.0, precision: 0.0, count: 0.0)
        for (seed, name) in tuned.names.enumerated() {
            var frame = try TestMaterial.i420(name)
            let planted = Self.plant(0.001, in: &frame, seed: UInt64(seed))
            let (recall, precision) = try Self.search(frame, planted)
            print("\(name): recall \(recall), precision \(precision)")
            sums = (sums.recall + recall, sums.precision + precision, sums.count + 1)
        }
        #expect(sums.recall / sums.count >= tuned.recall)
        #expect(sums.precision / sums.count >= tuned.precision)
    }

    @Test func aDefectBecomesTheMeanOfItsSoundNeighbours() throws {
        var frame = TestFrame.solid(.gray8, width: 32, height: 32, rgb: (100, 100, 100))
        frame.range = 2
        frame.planes[0][5 * 32 + 5] = 255
        frame.planes[0][5 * 32 + 6] = 0
        frame.planes[0][4 * 32 + 4] = 107
        let harness = try StageHarness<DefectRepair>(["action": "both", "records": true])
        try harness.push(frame)
        let repaired = try #require(harness.frames.first?.frame)
        // Seven sound neighbours each: six of 100 and one of 107, and seven of 100.
        #expect(repaired.planes[0][5 * 32 + 5] == 101)
        #expect(repaired.planes[0][5 * 32 + 6] == 100)
        frame.planes[0][5 * 32 + 5] = 101
        frame.planes[0][5 * 32 + 6] = 100
        #expect(repaired.planes == frame.planes)
        #expect(harness.frames.first?.regions.map(\.box.x) == [5, 6])
        let told = try #require(harness.records("sluice.defects").first)
        #expect(told["bright"]?.asInteger == 1 && told["dark"]?.asInteger == 1 && told["repaired"]?.asBool == true)
        #expect(harness.close().isClean)
    }

    @Test func theBoundsAreThoseOfTheFormula() throws {
        // In a block of 4 x 4 at 100, one of 100 + d: the mean is 100 + d / 16, and the bound twice that.
        func isFound(_ value: UInt8, _ configuration: ConfigValue) throws -> Bool {
            var frame = TestFrame.solid(.gray8, width: 4, height: 4, rgb: (100, 100, 100))
            frame.range = 2
            frame.planes[0][5] = value
            let size: ConfigValue = [
                "block_width_pixels": 4, "block_height_pixels": 4, "max_share": 0.5, "isolated": false,
                "action": "mark",
            ]
            let harness = try StageHarness<DefectRepair>(size.merging(configuration))
            try harness.push(frame)
            defer { #expect(harness.close().isClean) }
            return harness.items.first?.regions.isEmpty == false
        }
        // 2 · (1500 + v) / 16 < v from 215 on.
        #expect(try isFound(214, ["gamma": 2]) == false)
        #expect(try isFound(215, ["gamma": 2]))
        // 0.5 · (1500 + v) / 16 > v up to 48.
        #expect(try isFound(48, ["tau": 0.5]))
        #expect(try isFound(49, ["tau": 0.5]) == false)
        #expect(try isFound(255, ["gamma": 2, "isolated": true, "min_difference": 156]) == false)
        #expect(try isFound(255, ["gamma": 2, "isolated": true, "min_difference": 155]))
    }

    @Test func contentIsLeftAlone() throws {
        // A white square on black, lines, and a checkerboard: nothing in them is a single pixel.
        let square = TestFrame.picture(.gray8, width: 64, height: 64) { x, y in
            let value: UInt8 = (20..<40).contains(x) && (20..<40).contains(y) ? 240 : 20
            return (value, value, value)
        }
        let lines = TestFrame.picture(.gray8, width: 64, height: 64) { x, _ in
            let value: UInt8 = x == 30 ? 250 : 60
            return (value, value, value)
        }
        for frame in [square, lines, .checker(.gray8, width: 64, height: 64, cell: 1)] {
            let harness = try StageHarness<DefectRepair>()
            try harness.push(frame)
            #expect(harness.items.first?.frameHandle != 0 && harness.items.first?.frame == frame)
            #expect(harness.close().isClean)
        }
    }

    @Test(arguments: [PixelFormat.i420, .nv12, .gray8], [(1, 1), (1, 7), (2, 2), (17, 16), (33, 35)])
    func anySizeAndFormat(_ format: PixelFormat, _ size: (Int, Int)) throws {
        for seed: UInt64 in 1...4 {
            let harness = try StageHarness<DefectRepair>(["action": "both", "isolated": seed % 2 == 0 ? true : false])
            harness.rowPadding_bytes = 5
            let noise = TestFrame.noise(format, width: size.0, height: size.1, seed: seed)
            try harness.push(noise)
            let result = try #require(harness.items.first?.frame)
            #expect(result.planes.dropFirst() == noise.planes.dropFirst(), "colour stays; seed \(seed)")
            #expect(harness.close().isClean)
        }
    }

    @Test func aFrameWithoutDefectsIsNotCopied() throws {
        let harness = try StageHarness<DefectRepair>()
        let region = TestRegion(Box(x: 1, y: 2, width: 3, height: 4), scores: ["quality": 0.5])
        try harness.push(Self.scene(64, 64), regions: [region])
        #expect(harness.items.first?.regions.first?.scores == ["quality": 0.5])
        #expect(harness.close().isClean)
        #expect(throws: StageError.self) { try StageHarness<DefectRepair>(["gamma": 1, "tau": 1]) }
    }
}
