import PassthroughStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct PassthroughTests {
    @Test(arguments: PixelFormat.all, [(64, 48), (1, 1), (33, 17)])
    func passesFramesOnWithoutACopy(_ format: PixelFormat, _ size: (width: Int, height: Int)) throws {
        let harness = try StageHarness<Passthrough>()
        let frame = TestFrame.noise(format, width: size.width, height: size.height, seed: 1)
        let face = TestRegion(Box(x: 1, y: 2, width: 3, height: 4), label: "face", scores: ["quality": 0.5])
        try harness.push(frame, regions: [face], pts_ns: 7)
        try harness.finish()

        let item = try #require(harness.items.first)
        #expect(harness.items.count == 1)
        #expect(item.frame == frame)
        #expect(item.pts_ns == 7)
        #expect(item.regions.map(\.label) == ["face"])
        #expect(item.regions.first?.scores == ["quality": 0.5])
        #expect(harness.close().isClean)
    }

    @Test func passesRecordsAndPacketsOnInOrder() throws {
        let harness = try StageHarness<Passthrough>()
        try harness.push(record: ["track": 3], type: "sluice.track-end")
        try harness.push(TestPacket(codec: "h264", bytes: [0, 0, 1], isKey: true))
        #expect(harness.items.map(\.kind) == [.record, .packet])
        #expect(harness.records("sluice.track-end").first?["track"]?.asInteger == 3)
        #expect(harness.items.last?.packet?.bytes == [0, 0, 1])
        #expect(harness.close().isClean)
    }
}
