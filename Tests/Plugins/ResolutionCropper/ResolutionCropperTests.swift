import PluginSDK
import ResolutionCropperStage
import SluiceTestKit
import Testing

@Suite("resolution-cropper")
struct ResolutionCropperTests {
    static let face = TestRegion(
        Box(x: 100, y: 80, width: 30, height: 24), label: "face", confidence: 0.9, track: 42, id: 9,
        points: [Point(x: 110, y: 90), Point(x: 120, y: 90)], scores: ["hog": 1.5, "sharpness": 0.25])

    @Test("a crop of whole pixels is the frame's own, its region and points moved with it", arguments: PixelFormat.all)
    func exact(format: PixelFormat) throws {
        let frame = TestFrame.noise(format, width: 320, height: 240, seed: 3)
        let harness = try StageHarness<ResolutionCropper>()
        try harness.push(frame, regions: [Self.face])
        let item = try #require(harness.items.first)
        let crop = try #require(item.frame)
        #expect((crop.width, crop.height) == (60, 60))
        #expect(item.sub == 1 && item.seq == 0)
        #expect(crop.originRegion == 9)
        let (x, y) = (Int(crop.affine[2]), Int(crop.affine[5]))
        #expect(crop.affine[0] == 1 && crop.affine[4] == 1)
        for row in stride(from: 0, to: 60, by: 7) {
            for column in stride(from: 0, to: 60, by: 5) {
                #expect(crop.sample(0, column, row) == frame.sample(0, column + x, row + y))
            }
        }
        let region = try #require(item.regions.first)
        #expect(item.regions.count == 1)
        #expect(region.box == Box(x: Float(100 - x), y: Float(80 - y), width: 30, height: 24))
        #expect(
            region.points == [Point(x: Float(110 - x), y: Float(90 - y)), Point(x: Float(120 - x), y: Float(90 - y))])
        #expect(region.id == 9 && region.track == 42 && region.label == "face" && region.confidence == 0.9)
        #expect(region.scores == ["hog": 1.5, "sharpness": 0.25])
        #expect(harness.close().isClean)
    }

    @Test("a scaled crop maps back to the face in the captured frame, through a cropped input too")
    func origin() throws {
        var frame = TestFrame.gradient(.i420, width: 320, height: 240)
        frame.affine = [2, 0, 40, 0, 2, 10]
        let harness = try StageHarness<ResolutionCropper>(["width": 40, "height": 40])
        let region = TestRegion(Box(x: 60, y: 40, width: 120, height: 100), label: "face")
        try harness.push(frame, regions: [region])
        let item = try #require(harness.items.first)
        let crop = try #require(item.frame)
        #expect((crop.width, crop.height) == (40, 40))
        let box = try #require(item.regions.first?.box)
        let a = crop.affine
        #expect(abs(a[0] * box.x + a[2] - (2 * 60 + 40)) < 0.01)
        #expect(abs(a[4] * box.y + a[5] - (2 * 40 + 10)) < 0.01)
        #expect(abs(a[0] * box.width - 240) < 0.01 && abs(a[4] * box.height - 200) < 0.01)
        #expect(box.x >= 0 && box.right <= 40 && box.y >= 0 && box.bottom <= 40)
    }

    @Test("the size comes from the keys, else the camera's entry, else the rule for the captured lines")
    func sizes() throws {
        let table: ConfigValue = [
            ["camera": "A100", "width": 61, "height": 45], ["camera": "A200", "width": 40, "height": 40],
        ]
        func size(_ settings: ConfigValue, camera: String, lines: Int) throws -> [Int] {
            let harness = try StageHarness<ResolutionCropper>(settings)
            try harness.begin(camera: camera, width: lines * 4 / 3, height: lines)
            try harness.push(.solid(.i420, width: 320, height: 240, rgb: (9, 9, 9)), regions: [Self.face])
            let crop = try #require(harness.frames.first?.frame)
            #expect(harness.close().isClean)
            return [crop.width, crop.height]
        }
        #expect(try size(["table": table], camera: "a100", lines: 480) == [61, 45])
        #expect(try size(["table": table], camera: "A200", lines: 480) == [40, 40])
        #expect(try size(["table": table], camera: "B1", lines: 480) == [60, 60])
        #expect(try size(["table": table], camera: "", lines: 1080) == [40, 40])
        #expect(try size([:], camera: "", lines: 720) == [50, 50])
        #expect(try size(["table": table, "width": 33, "height": 31], camera: "A100", lines: 480) == [33, 31])
    }

    @Test("without nominal lines the captured frame decides, not the part that arrives")
    func unknownLines() throws {
        var frame = TestFrame.solid(.gray8, width: 320, height: 240, rgb: (9, 9, 9))
        frame.affine = [4.5, 0, 0, 0, 4.5, 0]
        let harness = try StageHarness<ResolutionCropper>()
        try harness.push(frame, regions: [Self.face])
        #expect(harness.frames.first?.frame?.width == 40)
    }

    @Test("the surest faces are taken, numbered from 1; other labels and predictions are not")
    func choice() throws {
        let confidences: [Float] = [0.3, 0.9, 0.5, 1, 0.8]
        let regions: [TestRegion] = confidences.indices.map { number in
            let box = Box(x: Float(number * 50), y: 60, width: 20, height: 20)
            return TestRegion(
                box, label: number == 3 ? "plate" : "face", confidence: confidences[number], id: UInt64(number + 1),
                isPredicted: number == 4)
        }
        let frame = TestFrame.solid(.nv12, width: 320, height: 240, rgb: (9, 9, 9))
        let harness = try StageHarness<ResolutionCropper>(["max_crops": 2])
        try harness.push(frame, regions: regions)
        #expect(harness.items.map(\.sub) == [1, 2])
        #expect(harness.items.flatMap(\.regions).map(\.id) == [2, 3])
        let all = try StageHarness<ResolutionCropper>(["labels": [], "predicted": true])
        try all.push(frame, regions: regions)
        #expect(all.items.flatMap(\.regions).map(\.id) == [4, 2, 5, 3, 1])
        try all.push(frame)
        #expect(all.items.count == 5)
        #expect(all.close().isClean)
    }

    @Test("odd frames down to one pixel, and faces outside", arguments: [(1, 1), (3, 5), (61, 59)])
    func odd(width: Int, height: Int) throws {
        for format in PixelFormat.all {
            for mode in ["fit", "window"] {
                let harness = try StageHarness<ResolutionCropper>(["mode": .text(mode)])
                try harness.push(
                    .noise(format, width: width, height: height, seed: 4),
                    regions: [
                        TestRegion(Box(x: -5, y: -5, width: 300, height: 300), label: "face"),
                        TestRegion(Box(x: 500, y: 500, width: 10, height: 10), label: "face"),
                    ])
                #expect(harness.items.count == 1)
                #expect(harness.close().isClean)
            }
        }
    }

    @Test("keys that do not fit together are refused")
    func badSettings() {
        let bad: [(ConfigValue, String)] = [
            (["width": 60], "width and height go together"), (["table": [["width": 3]]], "camera"),
            (["table": [["camera": "A"], ["camera": "a"]]], "twice"), (["rules": []], "rules"),
        ]
        for (settings, word) in bad {
            #expect { try StageHarness<ResolutionCropper>(settings) } throws: { "\($0)".contains(word) }
        }
    }
}
