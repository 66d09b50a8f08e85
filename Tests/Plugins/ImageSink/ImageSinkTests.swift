import CImageDecode
import Glibc
import ImageSinkStage
import PluginSDK
import SluiceTestKit
import Testing

@Suite struct ImageSinkTests {
    struct Picture {
        let width: Int
        let height: Int
        let rgba: [UInt8]
        func pixel(_ x: Int, _ y: Int) -> [Int] { rgba[(y * width + x) * 4..<(y * width + x) * 4 + 4].map(Int.init) }
    }

    let folder = TestFolder()

    func sink(_ more: ConfigValue = [:]) throws -> StageHarness<ImageSink> {
        try StageHarness<ImageSink>(ConfigValue.object([(key: "directory", value: .text(folder.path))]).merging(more))
    }

    func read(_ name: String) throws -> Picture {
        var (width, height) = (UInt32(0), UInt32(0))
        let pixels = try #require(image_decode(folder.file(name), &width, &height))
        defer { free(pixels) }
        let count = Int(width) * Int(height) * 4
        return Picture(
            width: Int(width), height: Int(height), rgba: Array(UnsafeBufferPointer(start: pixels, count: count)))
    }

    func write(_ frame: TestFrame, _ format: String) throws -> Picture {
        let harness = try sink(["format": .text(format), "quality": 95])
        harness.rowPadding_bytes = 5
        try harness.push(frame)
        try harness.finish()
        #expect(harness.close().isClean)
        return try read(format == "png" ? "camera-0-0-0.png" : "camera-0-0-0.jpg")
    }

    static let formats = ["png", "jpeg"]

    @Test(arguments: PixelFormat.all, formats)
    func coloursComeOutAsTheyWentIn(_ format: PixelFormat, _ file: String) throws {
        for rgb: (UInt8, UInt8, UInt8) in [(255, 0, 0), (0, 255, 0), (20, 40, 250), (255, 255, 255), (0, 0, 0)] {
            let picture = try write(.solid(format, width: 19, height: 35, rgb: rgb), file)
            #expect((picture.width, picture.height) == (19, 35))
            let grey = (299 * Int(rgb.0) + 587 * Int(rgb.1) + 114 * Int(rgb.2) + 500) / 1000
            let wanted = format == .gray8 ? [grey, grey, grey] : [Int(rgb.0), Int(rgb.1), Int(rgb.2)]
            for (x, y) in [(0, 0), (18, 34), (18, 0), (9, 17)] {
                let pixel = picture.pixel(x, y)
                for channel in 0..<3 {
                    #expect(abs(pixel[channel] - wanted[channel]) <= 4, "\(pixel) for \(wanted) at \(x), \(y)")
                }
            }
        }
    }

    @Test func losslessFormatsAreExact() throws {
        let frame = TestFrame.noise(.rgb, width: 33, height: 17, seed: 5)
        let picture = try write(frame, "png")
        for y in 0..<17 {
            for x in 0..<33 { #expect(picture.pixel(x, y) == frame.sample(0, x, y).map(Int.init) + [255]) }
        }
        let withAlpha = TestFrame.noise(.rgba, width: 8, height: 8, seed: 6)
        #expect(try write(withAlpha, "png").rgba == withAlpha.planes[0])
    }

    @Test(arguments: formats)
    func matrixAndRangeAreFollowed(_ file: String) throws {
        // BT.709, full range, pure red: Y = 54, U = 99, V = 255 (H.273).
        var frame = TestFrame(
            .i420, width: 16, height: 16,
            planes: [
                Array(repeating: 54, count: 256), Array(repeating: 99, count: 64), Array(repeating: 255, count: 64),
            ])
        frame.matrix = 1
        frame.range = 2
        let pixel = try write(frame, file).pixel(8, 8)
        #expect(abs(pixel[0] - 255) <= 3 && pixel[1] <= 3 && pixel[2] <= 3, "\(pixel)")
    }

    @Test(arguments: PixelFormat.all, formats)
    func theSmallestFrameIsWritten(_ format: PixelFormat, _ file: String) throws {
        let picture = try write(.solid(format, width: 1, height: 1, rgb: (128, 128, 128)), file)
        #expect((picture.width, picture.height) == (1, 1))
    }

    @Test func aGradientSurvivesJPEGWithoutColourConversion() throws {
        let frame = TestFrame.gradient(.nv12, width: 70, height: 50)
        let picture = try write(frame, "jpeg")
        #expect(abs(picture.pixel(35, 25)[0] - 129) <= 8)
        #expect(abs(picture.pixel(69, 49)[1] - 255) <= 8)
    }

    @Test func namesAreFilledIn() throws {
        let harness = try sink(["name": "{stream}/{label}-{track}-{rank}-{pts_ms}"])
        try harness.begin(name: "front/../door")
        let face = TestRegion(
            Box(x: 0, y: 0, width: 1, height: 1), label: "..fa ce", track: 12, scores: ["rank": 2])
        try harness.push(.solid(.rgb, width: 2, height: 2, rgb: (0, 0, 0)), regions: [face], pts_ns: 3_000_000)
        #expect(folder.names == ["front_.._door"])
        #expect(folder.bytes("front_.._door/_.fa_ce-12-2-3.png") != nil)
        #expect(harness.close().isClean)
    }

    @Test(arguments: ["../x", "/x", "a//b", "a/../b", ".hidden", "{nothing}", "{stream", "", "a\u{0}b"])
    func namesThatClimbOrMakeNoSenseAreRefused(_ name: String) {
        let error = #expect(throws: StageError.self) { try sink(["name": .text(name)]) }
        #expect(error?.code == .configuration)
    }

    @Test func valuesCannotClimb() throws {
        let harness = try sink(["name": "{stream}"])
        try harness.begin(name: "..")
        try harness.push(.solid(.rgb, width: 2, height: 2, rgb: (0, 0, 0)))
        #expect(folder.names == ["_..png"])
        #expect(harness.close().isClean)
    }

    @Test func theFolderIsMadeOrTheReasonSaid() throws {
        _ = try StageHarness<ImageSink>(["directory": .text(folder.file("a/b"))])
        #expect(folder.names == ["a"])
        for bad in ["/proc/x", "/dev/null/x"] {
            let error = #expect(throws: StageError.self) { try StageHarness<ImageSink>(["directory": .text(bad)]) }
            #expect(error?.code == .io)
            #expect(error?.message.contains(bad) == true)
        }
        #expect(throws: StageError.self) { try StageHarness<ImageSink>() }
    }

    @Test func recordsAreLetGo() throws {
        let harness = try sink()
        try harness.push(record: [:], type: "x")
        #expect(folder.names.isEmpty)
        #expect(harness.close().isClean)
    }

    /// In a process of its own, since the limit on the size of files counts for all of a process.
    @Test func aFullDiskLeavesNothingBehind() async {
        await #expect(processExitsWith: .success) {
            let folder = TestFolder()
            let harness = try StageHarness<ImageSink>(["directory": .text(folder.path)])
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            limit.rlim_cur = 4096
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let frame = TestFrame.noise(.rgb, width: 64, height: 64, seed: 1)
            do throws(StageError) {
                try harness.push(frame)
                exit(1)
            } catch {
                guard error.code == .io, error.message.contains("camera-0-0-0.png"),
                    error.message.contains("File too large"), folder.names.isEmpty
                else { exit(2) }
            }
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            try harness.push(frame)
            guard folder.names == ["camera-0-1-0.png"] else { exit(3) }
        }
    }
}
