import FaceDetectorStage
import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite("face-detector, backend onnx", .enabled(if: Golden.obstacle == nil, Comment(rawValue: Golden.obstacle ?? "")))
struct FaceNetworkTests {
    static let models = [
        "ultraface/version-RFB-320.onnx", "ultraface/version-RFB-320_without_postprocessing.onnx",
        "ultraface/version-RFB-640.onnx", "ultraface/version-slim-320.onnx",
    ]

    private func harness(
        _ model: String, _ more: [(key: String, value: ConfigValue)] = []
    ) throws -> StageHarness<FaceDetector> {
        let path = try #require(Golden.model(model))
        let settings = [(key: "backend", value: ConfigValue.text("onnx")), (key: "model", value: .text(path))] + more
        let harness = try StageHarness<FaceDetector>(.object(settings))
        harness.rowPadding_bytes = 100
        return harness
    }

    private func regions(
        _ frame: TestFrame, _ model: String, _ more: [(key: String, value: ConfigValue)] = []
    ) throws -> [TestRegion] {
        let harness = try harness(model, more)
        try harness.push(frame)
        #expect(harness.close().isClean)
        return harness.items.flatMap(\.regions)
    }

    @Test("finds the boxes of the models' own pipeline, each within an overlap of 0.95", arguments: models)
    func golden(model: String) throws {
        let name = URL(fileURLWithPath: model).lastPathComponent
        let harness = try harness(model)
        for (photograph, boxes) in try #require(Golden.detections[name]) {
            try harness.push(TestMaterial.rgb("faces/dlib/" + photograph))
            let found = try #require(harness.items.last).regions
            #expect(found.count == boxes.count, "\(name) on \(photograph)")
            for box in boxes {
                let best = found.map { $0.box.overlap(box) }.max() ?? 0
                #expect(best >= 0.95, "\(name) on \(photograph): \(box), best overlap \(best)")
            }
        }
    }

    @Test(
        "finds YuNet's boxes at the picture's own size, each with eyes, nose and mouth",
        arguments: ["yunet_n_320_320", "yunet_n_dynamic", "yunet_s_640_640"])
    func yunet(name: String) throws {
        for (photograph, boxes) in try #require(Golden.detections[name + ".onnx"]) {
            let frame = try TestMaterial.rgb("faces/dlib/" + photograph)
            let found = try regions(
                frame, "yunet/\(name).onnx",
                [
                    ("enlarge", false), ("input_width_pixels", .integer(Int64((frame.width + 31) / 32 * 32))),
                    ("input_height_pixels", .integer(Int64((frame.height + 31) / 32 * 32))),
                ])
            #expect(found.count == boxes.count, "\(name) on \(photograph)")
            for box in boxes {
                let best = found.map { $0.box.overlap(box) }.max() ?? 0
                #expect(best >= 0.95, "\(name) on \(photograph): \(box), best overlap \(best)")
            }
            for region in found {
                let points = region.points
                try #require(points.count == 5)
                #expect(points[0].x < points[1].x && points[3].x < points[4].x, "right eye and corner come first")
                #expect(points[0].y < points[2].y && points[2].y < points[3].y + region.box.height / 4)
            }
        }
    }

    @Test("recall and false alarms on photographs that two other detectors agree on are the models' own")
    func recall() throws {
        let expected = [194, 194, 207, 191]
        let harnesses = try Self.models.map { try harness($0) }
        var (found, alarms, faces) = ([0, 0, 0, 0], [0, 0, 0, 0], 0)
        for (path, picture) in Golden.consensus {
            let frame = try TestMaterial.rgb(path)
            faces += picture.faces.count
            for (number, harness) in harnesses.enumerated() {
                try harness.push(frame)
                let boxes = try #require(harness.items.last).regions.map(\.box)
                let judged = picture.judge(boxes)
                found[number] += judged.found
                alarms[number] += judged.alarms
            }
        }
        // Of the 229 faces of the figures in the data's README 207 are in photographs that are shipped with it.
        try #require(faces == 207)
        for (number, model) in Self.models.enumerated() {
            #expect(abs(found[number] - expected[number]) <= 1, "\(model): \(found[number]) of \(faces)")
            #expect(alarms[number] <= 1, "\(model): \(alarms[number]) false alarms")
        }
    }

    @Test("sees as much in a video's colours as in a photograph's", arguments: [PixelFormat.i420, .nv12])
    func video(format: PixelFormat) throws {
        let harness = try harness(Self.models[0])
        for (photograph, boxes) in try #require(Golden.detections["version-RFB-320.onnx"]) {
            let planar = try TestMaterial.i420("faces/dlib/" + photograph)
            let pairs = zip(planar.planes[1], planar.planes[2]).flatMap { [$0, $1] }
            var frame = TestFrame(
                format, width: planar.width, height: planar.height,
                planes: format == .nv12 ? [planar.planes[0], pairs] : planar.planes)
            (frame.matrix, frame.range) = (planar.matrix, planar.range)
            try harness.push(frame)
            let found = try #require(harness.items.last).regions
            for box in boxes { #expect(found.contains { $0.box.overlap(box) >= 0.9 }, "\(photograph) \(box)") }
        }
    }

    @Test("finds nothing in a picture without a human face")
    func dogs() throws {
        // By their own pipeline too, RFB-640 and slim-320 take a dog for a person.
        for model in Self.models[..<2] {
            #expect(try regions(TestMaterial.rgb("faces/dlib/dogs.jpg"), model).isEmpty, "\(model)")
        }
    }

    @Test("bf16, more threads, a threshold and a size do what they say")
    func settings() throws {
        let frame = try TestMaterial.rgb("faces/dlib/2007_007763.jpg")
        let model = Self.models[0]
        let all = try regions(frame, model)
        let half = try regions(frame, model, [("precision", "bf16"), ("threads", 2)])
        #expect(half.count == all.count)
        for region in all { #expect(half.contains { $0.box.overlap(region.box) >= 0.9 }) }
        let strict = try regions(frame, model, [("threshold", 0.9995)])
        #expect(!strict.isEmpty && strict.count < all.count)
        #expect(try regions(frame, model, [("max_faces", 2)]).count == 2)
        let large = try regions(frame, model, [("min_face_size_pixels", 35)])
        #expect(large.count == all.count { min($0.box.width, $0.box.height) >= 35 })
        #expect(large.count < all.count)
    }

    @Test("a file that is no model, a model of another kind and sizes it cannot take are refused by name")
    func wrongModels() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let good = try Data(contentsOf: URL(fileURLWithPath: try #require(Golden.model(Self.models[0]))))
        let cut = folder.appending(path: "cut.onnx")
        try good.prefix(200_000).write(to: cut)
        let noModel = folder.appending(path: "text.onnx")
        try Data("no model".utf8).write(to: noModel)
        let other = try TestMaterial.file("models/object/FastestDet.onnx").path
        for path in [cut.path, noModel.path, other] {
            #expect {
                try StageHarness<FaceDetector>(["backend": "onnx", "model": .text(path)])
            } throws: {
                "\($0)".contains(path) && ($0 as? StageError)?.code == .configuration
            }
        }
        #expect {
            try StageHarness<FaceDetector>(["backend": "onnx", "model": "/nowhere/at/all.onnx"])
        } throws: {
            "\($0)".contains("/nowhere/at/all.onnx") && ($0 as? StageError)?.code == .missing
        }
        let path = try #require(Golden.model("yunet/yunet_n_dynamic.onnx"))
        #expect {
            try StageHarness<FaceDetector>([
                "backend": "onnx", "model": .text(path), "input_width_pixels": 330, "input_height_pixels": 320,
            ])
        } throws: {
            ($0 as? StageError)?.code == .configuration
        }
    }

    @Test("frames down to one pixel, and of every size in turn, hold no face and cost nothing", arguments: [1, 2, 33])
    func tiny(side: Int) throws {
        let path = try #require(Golden.model(Self.models[0]))
        let harness = try StageHarness<FaceDetector>(["backend": "onnx", "model": .text(path)])
        for format in [PixelFormat.i420, .nv12, .gray8, .rgb, .bgr, .rgba] {
            try harness.push(.noise(format, width: side, height: side + 4, seed: 3))
        }
        #expect(harness.items.count == 6)
        #expect(harness.close().isClean)
    }
}
