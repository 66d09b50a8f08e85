import Foundation
import Inference
import ObjectDetectorStage
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

@Suite("object-detector")
struct ObjectDetectorTests {
    /// Why tests with the model cannot run; `nil` where they can.
    static let obstacle: String? = {
        if !TestMaterial.hasPhotographs {
            return "needs ffmpeg and the photographs of the test data (SLUICE_TEST_DATA)"
        }
        if model == nil { return "needs models/ of the test data" }
        do throws(StageError) { try OpenVINO.open() } catch { return error.message }
        return nil
    }()

    static let model: String? = {
        guard let path = try? TestMaterial.file("models/object/FastestDet.onnx").path else { return nil }
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    static let needed = Comment(rawValue: obstacle ?? "")

    private func harness(_ more: [(key: String, value: ConfigValue)] = []) throws -> StageHarness<ObjectDetector> {
        try StageHarness<ObjectDetector>(.object([("model", .text(try #require(Self.model)))] + more))
    }

    /// What FastestDet's own pipeline (`cv2.resize`, OpenVINO) finds at a score of 0.75: left, top, right, bottom.
    static let people: [(path: String, boxes: [[Float]])] = [
        (
            "faces/dlib/2007_007763.jpg",
            [
                [171.7, 77.6, 274.5, 259.5], [273.8, 70.4, 376.4, 269.6], [58.4, 175.5, 171.9, 371.3],
                [361.0, 69.3, 495.4, 381.7], [254.8, 218.6, 406.2, 387.9], [133.4, 100.8, 195.2, 244.9],
            ]
        ),
        ("faces/dlib/Tom_Cruise_avp_2014_4.jpg", [[4.5, 20.1, 569.1, 819.8]]),
        ("faces/human/person-vlado1.jpg", [[354.6, 42.2, 656.4, 945.0]]),
    ]

    @Test("finds the people that the model's own pipeline finds", .enabled(if: obstacle == nil, needed))
    func people() throws {
        let harness = try harness([("threshold", 0.75), ("labels", ["person"])])
        for (path, boxes) in Self.people {
            try harness.push(TestMaterial.rgb(path))
            let found = try #require(harness.items.last).regions
            #expect(found.allSatisfy { $0.label == "person" && $0.confidence >= 0.75 })
            for corners in boxes {
                let box = Box(
                    x: corners[0], y: corners[1], width: corners[2] - corners[0], height: corners[3] - corners[1])
                #expect(found.contains { $0.box.overlap(box) >= 0.95 }, "\(path): \(box)")
            }
        }
        #expect(harness.close().isClean)
    }

    @Test(
        "knows dogs from people, and lets frames without what was asked for out by the second port",
        .enabled(if: obstacle == nil, needed))
    func classes() throws {
        let frame = try TestMaterial.rgb("faces/dlib/dogs.jpg")
        let dogs = try harness()
        try dogs.push(frame)
        #expect(dogs.items.first?.port == 0)
        #expect(dogs.items.first?.regions.filter { $0.label == "dog" }.count == 5)
        let people = try harness([("labels", ["person"])])
        try people.push(frame)
        #expect(people.items.map(\.port) == [1])
        #expect(people.items.first?.regions.isEmpty == true)
    }

    @Test("limits, sizes and every n-th frame", .enabled(if: obstacle == nil, needed))
    func settings() throws {
        let frame = try TestMaterial.i420("faces/dlib/2007_007763.jpg")
        let few = try harness([("max_objects", 2), ("every_nth_frame", 2), ("precision", "bf16")])
        for _ in 0..<4 { try few.push(frame) }
        #expect(few.items.map(\.seq) == [0, 2])
        #expect(few.items.allSatisfy { $0.regions.count == 2 })
        let large = try harness([("min_size_pixels", 110)])
        try large.push(frame)
        let regions = try #require(large.items.first).regions
        #expect(!regions.isEmpty && regions.allSatisfy { min($0.box.width, $0.box.height) >= 110 })
    }

    @Test("wrong settings and models are refused by name")
    func refusals() throws {
        #expect {
            try StageHarness<ObjectDetector>(["model": "x.onnx", "labels": ["unicorn"]])
        } throws: { "\($0)".contains("labels: there is no class unicorn") }
        #expect {
            try StageHarness<ObjectDetector>(["model": "/nowhere/at/all.onnx"])
        } throws: { "\($0)".contains("/nowhere/at/all.onnx") && ($0 as? StageError)?.code == .missing }
    }

    @Test("as many names as the model has classes, and a model that gives boxes", .enabled(if: obstacle == nil, needed))
    func wrongModel() throws {
        #expect {
            try harness([("classes", ["cat", "dog"])])
        } throws: { "\($0)".contains("80 classes apart, named are 2") }
        let face = try TestMaterial.file("models/face-detect/ultraface/version-RFB-320.onnx").path
        #expect {
            try StageHarness<ObjectDetector>(["model": .text(face)])
        } throws: { ($0 as? StageError)?.code == .configuration }
    }
}
