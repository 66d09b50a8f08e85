import FaceDetectorStage
import Foundation
import PluginSDK
import SluiceTestKit
import TestMaterial
import Testing

/// The model that `scripts/int8-model` makes in the cache, from clips of near faces.
enum EightBitModel {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let path = root.appending(path: ".cache/int8/version-slim-320.xml").path

    /// Why tests with it cannot run; `nil` where they can.
    static let obstacle: String? = {
        if let obstacle = Golden.obstacle { return obstacle }
        if FileManager.default.fileExists(atPath: path) { return nil }
        do { return try make() } catch { return "scripts/int8-model cannot be run: \(error)" }
    }()

    /// Why it could not be made. A failure of the script is no obstacle: the tests then miss the model.
    private static func make() throws -> String? {
        let (process, complaint) = (Process(), Pipe())
        process.executableURL = root.appending(path: "scripts/int8-model")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = complaint
        try process.run()
        let said = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 77 ? said.replacing("error: ", with: "") : nil
    }
}

@Suite(
    "face-detector, 8 bits",
    .enabled(if: EightBitModel.obstacle == nil, Comment(rawValue: EightBitModel.obstacle ?? "")))
struct EightBitTests {
    @Test("loses no more faces than docs/stages/face-detector.md says, in photographs that it was not made with")
    func recall() throws {
        let harness = try StageHarness<FaceDetector>(["backend": "onnx", "model": .text(EightBitModel.path)])
        var (found, alarms, faces) = (0, 0, 0)
        for (path, picture) in Golden.consensus {
            try harness.push(TestMaterial.rgb(path))
            let judged = picture.judge(try #require(harness.items.last).regions.map(\.box))
            faces += picture.faces.count
            found += judged.found
            alarms += judged.alarms
        }
        try #require(faces == 207)
        // In 32 bits it is 191. What the quantiser draws differs a little from machine to machine.
        #expect(found >= 183, "\(found) of \(faces)")
        #expect(alarms <= 1, "\(alarms) false alarms")
        #expect(harness.close().isClean)
    }

    @Test("finds the boxes of 32 bits where these are sure, with an overlap of 0.8")
    func boxes() throws {
        let whole = try StageHarness<FaceDetector>([
            "backend": "onnx", "model": .text(try #require(Golden.model("ultraface/version-slim-320.onnx"))),
            "threshold": 0.95,
        ])
        let small = try StageHarness<FaceDetector>(["backend": "onnx", "model": .text(EightBitModel.path)])
        var (sure, again) = (0, 0)
        for (path, _) in Golden.consensus {
            let frame = try TestMaterial.rgb(path)
            try whole.push(frame)
            try small.push(frame)
            let boxes = try #require(small.items.last).regions.map(\.box)
            for region in try #require(whole.items.last).regions {
                sure += 1
                if boxes.contains(where: { $0.overlap(region.box) >= 0.8 }) { again += 1 }
            }
        }
        #expect(sure > 100)
        #expect(again * 100 >= sure * 90, "\(again) of \(sure)")
    }
}
