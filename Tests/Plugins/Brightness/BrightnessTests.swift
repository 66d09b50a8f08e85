import BrightnessStage
import Foundation
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct BrightnessTests {
    @Test(arguments: [(UInt8(0), 0), (60, 0), (70, 1), (255, 1)])
    func passesFramesThatAreBrightEnough(_ level: UInt8, _ expected: Int) throws {
        let harness = try StageHarness<Brightness>()
        try harness.push(TestFrame.solid(.gray8, width: 33, height: 17, rgb: (level, level, level)))
        #expect(harness.items.count == expected)
        #expect(harness.close().isClean)
    }

    @Test func thresholdIsASetting() throws {
        let harness = try StageHarness<Brightness>(["threshold": 0.9])
        try harness.push(TestFrame.solid(.gray8, width: 8, height: 8, rgb: (200, 200, 200)))
        #expect(harness.items.isEmpty)
        #expect(harness.close().isClean)
    }

    @Test func aStageTakesAtMostThirtyLines() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let source = try String(
            contentsOf: root.appending(path: "examples/brightness/Stage/Brightness.swift"), encoding: .utf8)
        #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count <= 31)
        #expect(!source.contains("Unsafe") && !source.contains("sluice_"))
        let page = try String(contentsOf: root.appending(path: "docs/writing-a-stage.md"), encoding: .utf8)
        #expect(
            page.contains(source), "docs/writing-a-stage.md shows another Brightness.swift than examples/brightness")
    }
}
