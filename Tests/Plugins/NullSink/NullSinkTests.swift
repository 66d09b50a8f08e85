import NullSinkStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct NullSinkTests {
    @Test func countsAllKindsOfItems() throws {
        let harness = try StageHarness<NullSink>()
        for format in PixelFormat.all { try harness.push(.gradient(format, width: 5, height: 3)) }
        try harness.push(record: [:], type: "x")
        try harness.push(TestPacket(codec: "h264", bytes: []))
        try harness.finish()
        #expect(harness.logs.map(\.text) == ["took 8 items, 6 of them frames"])
        #expect(harness.items.isEmpty)
        #expect(harness.close().isClean)
    }
}
