import FaceDetectorStage
import FaceHOGModel
import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite("face-detector")
struct FaceDetectorTests {
    static let needsPhotographs: Comment = "needs ffmpeg and the photographs of the test data (SLUICE_TEST_DATA)"

    @Test(
        "finds what dlib finds, to the pixel", .enabled(if: TestMaterial.hasPhotographs, needsPhotographs),
        arguments: Photographs.paths)
    func equalsDlib(path: String) throws {
        let luma = try TestMaterial.luma(path)
        let expected = DlibDetector().detect(luma)
        let harness = try StageHarness<FaceDetector>()
        harness.rowPadding_bytes = 100
        try harness.push(luma)
        let item = try #require(harness.items.first)
        #expect(item.port == (expected.isEmpty ? 1 : 0))
        #expect(item.regions.count == expected.count)
        for (region, face) in zip(item.regions, expected) {
            #expect(region.label == "face")
            #expect(region.box == face.box)
            let score = try #require(region.scores["hog"])
            #expect(abs(score - face.score) < 1e-3)
            #expect(region.confidence == FaceDetector.confidence(score: score))
        }
        #expect(harness.close().isClean)
    }

    @Test(
        "finds as many true faces as dlib on full-range luma, whatever the format and the range",
        .enabled(if: TestMaterial.hasPhotographs, needsPhotographs))
    func noLossThroughConversions() throws {
        try compare([:], doublings: 0)
        try compare(["min_face_size_pixels": 40], doublings: 1)
    }

    private func compare(_ settings: ConfigValue, doublings: Int) throws {
        let dlib = DlibDetector()
        var expected = 0
        var found = ["i420": 0, "nv12": 0]
        for photograph in Photographs.all {
            let luma = try TestMaterial.luma(photograph.path)
            let boxes = dlib.detect(luma, doublings: doublings).map(\.box)
            expected += Photographs.trueFaces(boxes, in: photograph)
            let i420 = try TestMaterial.i420(photograph.path)
            let pairs = zip(i420.planes[1], i420.planes[2]).flatMap { [$0, $1] }
            let nv12 = TestFrame(.nv12, width: i420.width, height: i420.height, planes: [i420.planes[0], pairs])
            for frame in [i420, nv12] {
                let harness = try StageHarness<FaceDetector>(settings)
                try harness.push(frame)
                let boxes = harness.items.flatMap(\.regions).map(\.box)
                found["\(frame.format)", default: 0] += Photographs.trueFaces(boxes, in: photograph)
            }
        }
        #expect(expected > 0)
        for (format, count) in found {
            #expect(count >= expected, "\(format) against \(expected) true faces, \(doublings) doublings")
        }
    }

    @Test(
        "smaller faces by doubling the picture, as dlib's pyramid_up does",
        .enabled(if: TestMaterial.hasPhotographs, needsPhotographs))
    func smallFaces() throws {
        let luma = try TestMaterial.luma("faces/dlib/2007_007763.jpg")
        let expected = DlibDetector().detect(luma, doublings: 1).map(\.box)
        #expect(!expected.isEmpty)
        for settings: ConfigValue in [["min_face_size_pixels": 40], ["min_face_size_pixels": 10, "upsample": 1]] {
            let harness = try StageHarness<FaceDetector>(settings)
            try harness.push(luma)
            #expect(harness.items.first?.regions.map(\.box) == expected.filter { min($0.width, $0.height) >= 36 })
        }
    }

    @Test(
        "large faces alone, found by skipping the fine levels",
        .enabled(if: TestMaterial.hasPhotographs, needsPhotographs))
    func largeFaces() throws {
        let luma = try TestMaterial.luma("faces/dlib/bald_guys.jpg")
        let large = DlibDetector().detect(luma).map(\.box).filter { $0.width >= 180 }
        let harness = try StageHarness<FaceDetector>(["min_face_size_pixels": 180])
        try harness.push(luma)
        let found = harness.items.flatMap(\.regions).map(\.box)
        #expect(!large.isEmpty)
        for face in large { #expect(found.contains { $0.overlap(face) >= 0.5 }, "\(face)") }
        #expect(found.allSatisfy { min($0.width, $0.height) >= 162 })
        let bounded = try StageHarness<FaceDetector>(["max_face_size_pixels": 120])
        try bounded.push(luma)
        #expect(bounded.items.flatMap(\.regions).allSatisfy { max($0.box.width, $0.box.height) <= 132 })
    }

    @Test("frames without a face leave by the second port, unchanged and with their regions")
    func rejected() throws {
        let harness = try StageHarness<FaceDetector>()
        let before = TestRegion(Box(x: 1, y: 2, width: 30, height: 40), label: "plate", scores: ["clear": 0.5])
        try harness.push(.gradient(.nv12, width: 320, height: 240), regions: [before])
        let item = try #require(harness.items.first)
        #expect(item.port == 1)
        #expect(item.regions.map(\.label) == ["plate"])
        #expect(item.frame == .gradient(.nv12, width: 320, height: 240))
        #expect(harness.close().isClean)
    }

    @Test("pictures smaller than a face, down to one pixel, hold none", arguments: [(1, 1), (1, 90), (7, 3), (79, 81)])
    func tiny(width: Int, height: Int) throws {
        for settings: ConfigValue in [[:], ["upsample": 3], ["min_face_size_pixels": 4000]] {
            let harness = try StageHarness<FaceDetector>(settings)
            try harness.push(.noise(.i420, width: width, height: height, seed: 9))
            #expect(harness.items.map(\.port) == [1])
            #expect(harness.close().isClean)
        }
    }

    @Test("every n-th frame is looked at, by its number")
    func everyNth() throws {
        let harness = try StageHarness<FaceDetector>(["every_nth_frame": 3])
        for _ in 0..<7 { try harness.push(.gradient(.gray8, width: 90, height: 90)) }
        #expect(harness.items.map(\.seq) == [0, 3, 6])
    }

    @Test("a model file is used; a wrong or missing one is refused by name")
    func modelFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = folder.appending(path: "frontal.svm")
        try Data(FaceHOGModel.bytes()).write(to: model)
        let harness = try StageHarness<FaceDetector>(["model": .text(model.path)])
        try harness.push(.gradient(.gray8, width: 90, height: 90))
        #expect(harness.items.map(\.port) == [1])

        try Data(FaceHOGModel.bytes().prefix(5000)).write(to: model)
        #expect { try StageHarness<FaceDetector>(["model": .text(model.path)]) } throws: {
            "\($0)".contains(model.path) && ($0 as? StageError)?.code == .configuration
        }
        #expect { try StageHarness<FaceDetector>(["model": "/nowhere/at/all"]) } throws: {
            "\($0)".contains("/nowhere/at/all") && ($0 as? StageError)?.code == .missing
        }
    }

    @Test("keys that contradict one another are refused")
    func badSettings() {
        let bad: [(ConfigValue, String)] = [
            (["backend": "onnx"], "model: backend onnx needs a model"),
            (["upsample": 4], "upsample: 4 is outside 0 to 3"), (["max_face_size_pixels": 40], "max_face_size_pixels"),
            (["threads": 2], "threads: only backend onnx has this key"),
            (["precision": "bf16"], "precision: only backend onnx has this key"),
            (["nms": 0.5], "nms: only backend onnx has this key"),
            (["input_width_pixels": 320], "input_width_pixels: only backend onnx has this key"),
            (["backend": "onnx", "model": "a.onnx", "upsample": 1], "upsample: only backend hog has this key"),
            (["backend": "onnx", "model": "a.onnx", "threshold": 1.5], "threshold: 1.5 is outside 0.0 to 1.0"),
            (["backend": "onnx", "model": "a.onnx", "threads": 0], "threads: 0 is outside 1 to 256"),
            (["threshold": -7], "threshold: -7.0 is outside -5.0 to 5.0"),
            (["min_face_size_pixels": 5], "min_face_size_pixels: 5 is outside 10 to 10000"),
        ]
        for (settings, word) in bad {
            #expect { try StageHarness<FaceDetector>(settings) } throws: { "\($0)".contains(word) }
        }
    }

    @Test("the built-in model has the bytes that dlib serialises")
    func builtIn() throws {
        let bytes = FaceHOGModel.bytes()
        #expect(bytes.count > 100_000)
        #expect(DlibDetector().detect(.gradient(.gray8, width: 100, height: 100)).isEmpty)
        let harness = try StageHarness<FaceDetector>()
        #expect(harness.errors.isEmpty)
    }
}
