import PluginSDK
import SluiceTestKit
import TestMedia
import Testing

@testable import EncoderStage

@Suite("encoder")
struct EncoderTests {
    private func packets(_ harness: StageHarness<Encoder>) -> [RecordedItem] {
        harness.items.filter { $0.packet != nil }
    }

    private func coded(_ harness: StageHarness<Encoder>) -> [TestPacket] { packets(harness).compactMap(\.packet) }

    private func movie(_ count: Int, width: Int = 96, height: Int = 64, _ format: PixelFormatName = .i420)
        -> [TestFrame]
    {
        (0..<count).map { TestFrame.moving(format, width: width, height: height, at: $0) }
    }

    @Test(
        "each frame gives its packet at once, with its stamp and regions, and decodes to what it was",
        arguments: PixelFormatName.allCases, [1, 3])
    func zeroLatency(format: PixelFormatName, padding: Int) throws {
        let harness = try StageHarness<Encoder>(["crf": 12])
        harness.rowPadding_bytes = padding
        let frames = movie(12, format)
        for (index, frame) in frames.enumerated() {
            let box = Box(x: Float(index), y: 1, width: 2, height: 3)
            try harness.push(frame, regions: [TestRegion(box, label: "face", track: 5)], sub: 3)
            #expect(packets(harness).count == index + 1)
        }
        let items = packets(harness)
        #expect(items.map(\.seq) == (0..<12).map { UInt64($0) })
        #expect(items.allSatisfy { $0.sub == 3 && $0.regions.count == 1 && $0.regions[0].track == 5 })
        #expect(items.map(\.pts_ns) == items.compactMap { $0.packet?.dts_ns })
        #expect(items.map { $0.packet?.isKey } == [true] + Array(repeating: false, count: 11))
        let first = try #require(items.first?.packet)
        #expect(first.codec == "h264")
        #expect(first.bytes.starts(with: first.configuration) && first.configuration.count > 10)
        #expect(items.dropFirst().allSatisfy { $0.packet?.configuration.isEmpty == true })
        try harness.finish()
        #expect(packets(harness).count == 12)
        if MediaTool.isInstalled {
            let decoded = try AccessUnits.decoded(coded(harness))
            try #require(decoded.count == 12)
            for (a, b) in zip(decoded, frames) { #expect(a.psnr(b) > 38) }
        }
        #expect(harness.close().isClean)
    }

    @Test("with frames in advance packets come later, in decoding order, each with what was its frame's")
    func delayed() throws {
        let harness = try StageHarness<Encoder>(["zero_latency": false, "preset": "medium", "keyframe_seconds": 0])
        for (index, frame) in movie(90).enumerated() {
            let time = Int64(index) * 40_000_000
            let region = TestRegion(Box(x: Float(index), y: 0, width: 1, height: 1))
            try harness.push(frame, regions: [region], seq: UInt64(index), pts_ns: time)
            try harness.advance(seq: UInt64(index), pts_ns: time)
        }
        #expect((1..<90).contains(coded(harness).count))
        let before = try #require(harness.progress.last?.seq)
        #expect(before < 89, "what is held back is not over")
        #expect(packets(harness).contains { $0.seq == before } && !packets(harness).contains { $0.seq == before + 1 })
        try harness.end()
        let items = packets(harness)
        #expect(Set(items.map(\.seq)) == Set(0..<90))
        for item in items { #expect(item.regions.first?.box.x == Float(item.seq)) }
        let dts = items.compactMap { $0.packet?.dts_ns }
        #expect(zip(dts, dts.dropFirst()).allSatisfy { $0 < $1 })
        #expect(items.allSatisfy { ($0.packet?.dts_ns ?? .max) <= $0.pts_ns })
        #expect(items.map(\.pts_ns) != items.map(\.pts_ns).sorted(), "there are B-frames")
        if MediaTool.isInstalled { #expect(try AccessUnits.decoded(coded(harness)).count == 90) }
        #expect(harness.close().isClean)
    }

    @Test("key pictures come in time, on request and at a new size, and only then")
    func keys() throws {
        let harness = try StageHarness<Encoder>(["keyframe_seconds": 0.4, "tune": "animation"])
        let still = TestFrame.gradient(.i420, width: 64, height: 48)
        for _ in 0..<25 { try harness.push(still) }
        let keys = packets(harness).filter { $0.packet?.isKey == true }.map(\.seq)
        #expect(keys == [0, 10, 20])
        try harness.push(record: ["keyframe": true], type: "sluice.encoder-request", port: 1, seq: 25)
        try harness.push(still)
        #expect(coded(harness).last?.isKey == true)
        try harness.push(still)
        #expect(coded(harness).last?.isKey == false)
        try harness.push(TestFrame.gradient(.i420, width: 80, height: 48))
        let last = try #require(coded(harness).last)
        #expect(last.isKey && last.bytes.starts(with: last.configuration) && !last.configuration.isEmpty)
        #expect(packets(harness).last?.flags == ItemFlags.key.rawValue, "nothing is missing: no discontinuity")
        #expect(harness.close().isClean)
    }

    @Test("a change of size in every frame, odd and tiny sizes code and decode", .enabled(if: MediaTool.isInstalled))
    func sizes() throws {
        let harness = try StageHarness<Encoder>(["crf": 10])
        let sizes = [(1, 1), (2, 1), (1, 2), (3, 5), (17, 33), (61, 61), (60, 60), (160, 2), (2, 160), (61, 60)]
        for (width, height) in sizes {
            let frame = TestFrame.gradient(.i420, width: width, height: height)
            try harness.push(frame)
            let packet = try #require(harness.take().last?.packet)
            #expect(packet.isKey && !packet.configuration.isEmpty)
            let decoded = try #require(try AccessUnits.decoded([packet]).first)
            let (even, high) = ((width + 1) / 2 * 2, (height + 1) / 2 * 2)
            #expect(
                (decoded.width, decoded.height) == (even, high),
                "4:2:0 has even sizes: the last column and row count twice")
            for y in 0..<height {
                for x in 0..<width {
                    let difference = Int(decoded.planes[0][y * even + x]) - Int(frame.planes[0][y * width + x])
                    #expect(abs(difference) < 12, "\(width)x\(height) at \(x), \(y)")
                }
            }
            if width < even { #expect(abs(Int(decoded.planes[0][even - 1]) - Int(decoded.planes[0][even - 2])) < 12) }
        }
        #expect(harness.close().isClean)
    }

    @Test("rate control holds what it says", .enabled(if: MediaTool.isInstalled), arguments: ["cbr", "vbr"])
    func rate(control: String) throws {
        let harness = try StageHarness<Encoder>([
            "rate_control": .text(control), "bitrate_kbps": 200, "buffer_ms": 500, "keyframe_seconds": 1,
        ])
        for index in 0..<100 { try harness.push(.noise(.i420, width: 96, height: 64, seed: UInt64(index))) }
        let bits = coded(harness).reduce(0) { $0 + $1.bytes.count * 8 }
        #expect(abs(Double(bits) / 4 / 200_000 - 1) < 0.25, "\(bits / 4) bits a second")
        // Without a bound noise takes many times that.
        let free = try StageHarness<Encoder>(["crf": 18])
        for index in 0..<10 { try free.push(.noise(.i420, width: 96, height: 64, seed: UInt64(index))) }
        #expect(coded(free).reduce(0) { $0 + $1.bytes.count * 8 } * 10 > bits * 4)
        #expect(harness.close().isClean && free.close().isClean)
    }

    @Test("rate and quality change while it runs, by setting and by record", arguments: ["crf", "bitrate_kbps"])
    func liveRate(key: String) throws {
        let isCRF = key == "crf"
        let configuration: ConfigValue =
            isCRF ? ["crf": 10] : ["rate_control": "cbr", "bitrate_kbps": 4000, "buffer_ms": 200]
        let harness = try StageHarness<Encoder>(configuration)
        func size(_ seed: UInt64) throws -> Int {
            _ = harness.take()
            for index in 0..<20 { try harness.push(.noise(.i420, width: 96, height: 64, seed: seed + UInt64(index))) }
            return coded(harness).suffix(15).reduce(0) { $0 + $1.bytes.count }
        }
        let much = try size(0)
        try harness.set(isCRF ? ["crf": 45] : ["bitrate_kbps": 200])
        let little = try size(100)
        #expect(little * 4 < much, "\(much) then \(little)")
        let wish: ConfigValue = isCRF ? ["crf": 10] : ["bitrate_kbps": 4000]
        try harness.push(record: wish, type: "sluice.encoder-request", port: 1, seq: 1000)
        let again = try size(200)
        #expect(again > little * 3, "\(little) then \(again)")
        #expect(coded(harness).allSatisfy { $0.configuration.isEmpty }, "no new sequence")
        #expect(harness.close().isClean)
    }

    @Test("a request that makes no sense is refused and changes nothing")
    func badRequests() throws {
        let harness = try StageHarness<Encoder>()
        try harness.begin(name: "door")
        try harness.push(.gradient(.i420, width: 32, height: 32))
        for (wish, text) in [
            (["crf": 99], "crf 99"), (["bitrate_kbps": 0], "bitrate_kbps 0"),
            (["stream": "yard", "keyframe": true], "'yard'"),
        ] as [(ConfigValue, String)] {
            let error = try #require(throws: StageError.self) {
                try harness.push(record: wish, type: "sluice.encoder-request", port: 1, seq: 5)
            }
            #expect(error.message.contains(text), "\(error.message)")
        }
        try harness.push(record: ["stream": "door", "keyframe": true], type: "sluice.encoder-request", port: 1, seq: 6)
        try harness.push(.gradient(.i420, width: 32, height: 32))
        #expect(coded(harness).map(\.isKey) == [true, true])
        #expect(harness.close().isClean)
    }

    @Test("each track is a small video of its own; ends, idleness and the bound close encoders")
    func tracks() throws {
        let harness = try StageHarness<Encoder>(["per": "track", "max_encoders": 2, "idle_seconds": 1])
        func push(_ track: UInt64, _ seq: UInt64) throws -> TestPacket {
            let region = TestRegion(Box(x: 0, y: 0, width: 32, height: 32), label: "face", track: track)
            try harness.push(
                .moving(width: 32, height: 32, at: Int(seq)), regions: [region], seq: seq, sub: UInt32(track))
            return try #require(harness.items.last?.packet)
        }
        #expect(try push(1, 0).isKey && push(2, 0).isKey)
        #expect(try !push(1, 1).isKey && !push(2, 1).isKey)
        #expect(try push(3, 2).isKey, "a third one")
        #expect(try !push(2, 3).isKey, "stayed")
        #expect(try push(1, 3).isKey, "was unused for longest and made room")
        // A tracker's output, frames and records, as it comes.
        let before = harness.items.count
        try harness.push(.moving(width: 32, height: 32, at: 3), port: 1, seq: 3)
        #expect(harness.items.count == before)
        try harness.push(record: ["track": 1], type: "sluice.track-end", port: 1, seq: 3)
        #expect(try push(1, 4).isKey, "its track had ended")
        try harness.advance(seq: 50, pts_ns: 3_000_000_000)
        #expect(try push(1, 51).isKey, "was idle")
        try harness.finish()
        #expect(harness.close().isClean)
    }

    @Test("JPEG: each frame is a picture of its own, and players read it", .enabled(if: MediaTool.isInstalled))
    func jpeg() throws {
        let harness = try StageHarness<Encoder>(["codec": "jpeg", "quality": 95])
        for (width, height) in [(64, 48), (61, 33), (1, 1)] {
            let frame = TestFrame.gradient(.i420, width: width, height: height)
            try harness.push(frame)
            let packet = try #require(harness.take().last?.packet)
            #expect(packet.codec == "jpeg" && packet.isKey && packet.configuration.isEmpty)
            #expect(packet.bytes.prefix(3) == [0xFF, 0xD8, 0xFF])
            let decoded = try #require(try AccessUnits.decoded([packet], format: "mjpeg").first)
            #expect((decoded.width, decoded.height) == (width, height))
        }
        try harness.push(.noise(.i420, width: 64, height: 64, seed: 1))
        let fine = try #require(harness.take().last?.packet?.bytes.count)
        try harness.set(["quality": 10])
        try harness.push(.noise(.i420, width: 64, height: 64, seed: 1))
        #expect(try #require(harness.take().last?.packet?.bytes.count) * 3 < fine)
        #expect(harness.close().isClean)
    }

    @Test("damage travels with the packet, and a clock that stands still or jumps back costs nothing")
    func oddities() throws {
        let harness = try StageHarness<Encoder>()
        let frame = TestFrame.gradient(.i420, width: 32, height: 32)
        try harness.push(frame, pts_ns: 1_000_000_000)
        try harness.push(frame, pts_ns: 1_000_000_000, flags: ItemFlags.corrupt.rawValue)
        try harness.push(frame, pts_ns: 0)
        try harness.push(frame, pts_ns: 40_000_000)
        let items = packets(harness)
        #expect(items.map { ItemFlags(rawValue: $0.flags).contains(.corrupt) } == [false, true, false, false])
        #expect(items.map { $0.packet?.isKey } == [true, false, true, false], "a new clock begins with a key picture")
        #expect(harness.close().isClean)
    }

    @Test(
        "settings that cannot be used are refused with the key",
        arguments: [
            (["frame_rate": 0], "frame_rate"),
            (["rate_control": "vbr", "bitrate_kbps": 900, "max_bitrate_kbps": 100], "max_bitrate_kbps"),
            (["preset": "warp"], "preset"),
        ] as [(ConfigValue, String)])
    func badSettings(configuration: ConfigValue, key: String) throws {
        let error = try #require(throws: StageError.self) { try StageHarness<Encoder>(configuration) }
        #expect(error.code == .configuration && error.message.hasPrefix(key), "\(error.message)")
    }

    @Test("reset and an early end lose what was held and leak nothing")
    func early() throws {
        let harness = try StageHarness<Encoder>(["zero_latency": false])
        for frame in movie(10) { try harness.push(frame) }
        try harness.reset()
        for frame in movie(3) { try harness.push(frame) }
        #expect(harness.close().isClean)
    }

    @Test("slices are no longer than asked", .enabled(if: MediaTool.isInstalled))
    func slices() throws {
        let harness = try StageHarness<Encoder>(["max_slice_bytes": 1200, "crf": 20])
        try harness.push(.noise(.i420, width: 160, height: 120, seed: 4))
        let bytes = try #require(coded(harness).first?.bytes)
        let starts = bytes.indices.dropLast(3).filter { bytes[$0] == 0 && bytes[$0 + 1] == 0 && bytes[$0 + 2] == 1 }
        #expect(starts.count > 5)
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 <= 1210 })
        #expect(harness.close().isClean)
    }
}
