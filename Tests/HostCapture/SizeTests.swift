import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Sizes and formats arrive as they are", .serialized)
    struct SizeTests {
        static let sizes = [[1, 1], [2, 2], [3, 5], [17, 9], [479, 269], [640, 480], [66, 2]]

        /// The same pictures through files of raw rows, made without the host's memory.
        private func reference(_ description: String, _ format: String) throws -> Data {
            try TestMaterial.withFolder { folder in
                let raw = folder + "/out.raw"
                let text = "\(description) ! videoconvert ! video/x-raw,format=\(format) ! filesink location=\(raw)"
                try TestMaterial.run("/usr/bin/gst-launch-1.0", ["-q"] + text.split(separator: " ").map(String.init))
                return try Data(contentsOf: URL(filePath: raw))
            }
        }

        @Test(
            "odd sizes in each format", arguments: CaptureSuites.SizeTests.sizes,
            [PixelFormat.i420, .nv12, .gray8, .rgb])
        func oddSizes(size: [Int], format: PixelFormat) throws {
            let name = [PixelFormat.i420: "I420", .nv12: "NV12", .gray8: "GRAY8", .rgb: "RGB"][format] ?? ""
            let text =
                "videotestsrc num-buffers=3 pattern=smpte ! video/x-raw,format=\(name),width=\(size[0]),height=\(size[1])"
            let (sink, statistics) = try TestMaterial.capture(TestMaterial.description(text), holding: 3)
            #expect(sink.error == nil)
            #expect(statistics.frames == 3)
            #expect(statistics.conversions == 0)
            #expect(statistics.copies == 0)
            #expect(sink.descriptors.map { [$0.width, $0.height] } == [size])
            #expect(sink.descriptors.first?.pixelFormat == format)
            #expect(sink.frames.allSatisfy { $0.isAligned })
            // In a file rows are padded to 4 bytes; compare where they are not.
            if (size[0] * (format == .rgb ? 3 : 1)) % 8 == 0, size[1] % 2 == 0 {
                let isSame = try reference(text, name) == sink.frames.reduce(into: Data()) { $0.append($1.pixels) }
                #expect(isSame)
            }
        }

        @Test("a change of size in mid-stream brings a new descriptor")
        func sizeChange() throws {
            let text = """
                concat name=c videotestsrc num-buffers=4 ! video/x-raw,format=I420,width=64,height=48 ! c. \
                videotestsrc num-buffers=3 ! video/x-raw,format=I420,width=34,height=20 ! c. c. ! identity
                """
            let (sink, statistics) = try TestMaterial.capture(TestMaterial.description(text), holding: 2)
            #expect(sink.error == nil)
            #expect(statistics.frames == 7)
            #expect(sink.descriptors.map { [$0.width, $0.height] } == [[64, 48], [34, 20]])
            #expect(
                sink.frames.map(\.size) == Array(repeating: [64, 48], count: 4) + Array(repeating: [34, 20], count: 3))
        }

        @Test(
            "a change to a format that the graph does not take puts a converter in",
            .enabled(if: TestMaterial.hasFFmpeg, "no ffmpeg"))
        func formatChange() throws {
            try TestMaterial.withFolder { folder in
                var stream = Data()
                for format in ["yuv420p", "yuv422p"] {
                    let part = "\(folder)/\(format).h264"
                    try TestMaterial.run(
                        "/usr/bin/ffmpeg",
                        [
                            "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10", "-frames:v", "4", "-c:v",
                            "libx264", "-pix_fmt", format, part,
                        ])
                    stream.append(try Data(contentsOf: URL(filePath: part)))
                }
                try stream.write(to: URL(filePath: folder + "/both.h264"))
                let (sink, statistics) = try TestMaterial.capture(
                    TestMaterial.file(folder + "/both.h264", formats: [.i420]))
                #expect(sink.error == nil, "\(sink.error?.message ?? "")")
                #expect(statistics.frames == 8)
                #expect(statistics.conversions == 4)
                #expect(sink.descriptors.map(\.convertedFrom) == [nil, "Y42B"])
            }
        }

        @Test("a format that the graph takes is kept, another is converted and reported")
        func conversion() throws {
            let text = "videotestsrc num-buffers=2 ! video/x-raw,format=YUY2,width=64,height=48"
            let (sink, statistics) = try TestMaterial.capture(TestMaterial.description(text, formats: [.gray8, .i420]))
            #expect(sink.error == nil)
            #expect(statistics.conversions == 2)
            #expect(statistics.conversion.hasPrefix("YUY2 to "))
            #expect(statistics.copies == 0)
            let kept = "videotestsrc num-buffers=2 ! video/x-raw,format=NV12,width=64,height=48"
            let (_, plain) = try TestMaterial.capture(TestMaterial.description(kept, formats: [.i420, .nv12]))
            #expect(plain.conversion.isEmpty)
            #expect(plain.conversions == 0)
        }

        @Test("frames of foreign memory are copied once and counted")
        func foreign() throws {
            // A raw file parser pushes pieces of what it read: memory that is not the host's.
            try TestMaterial.withFolder { folder in
                let size = 48 * 32 * 3 / 2
                var random = SplitMix64(seed: 3)
                let bytes = Data((0..<(5 * size)).map { _ in UInt8.random(in: 0...255, using: &random) })
                try bytes.write(to: URL(filePath: folder + "/raw"))
                let text =
                    "filesrc location=\(folder)/raw ! rawvideoparse format=i420 width=48 height=32 framerate=10/1"
                let (sink, statistics) = try TestMaterial.capture(TestMaterial.description(text), holding: 3)
                #expect(sink.error == nil)
                #expect(statistics.frames == 5)
                #expect(statistics.copies == 5)
                #expect(statistics.copied_bytes == 5 * size)
                #expect(statistics.copyReason == "the source hands over memory of its own")
                let isSame = sink.frames.reduce(into: Data()) { $0.append($1.pixels) } == bytes
                #expect(isSame)
            }
        }

        @Test("motion JPEG equals a decode into other memory", .enabled(if: TestMaterial.hasFFmpeg, "no ffmpeg"))
        func motionJPEG() throws {
            try TestMaterial.withFolder { folder in
                let clip = folder + "/clip.avi"
                try TestMaterial.run(
                    "/usr/bin/ffmpeg",
                    [
                        "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=322x242:rate=10:duration=2", "-c:v", "mjpeg",
                        "-pix_fmt", "yuvj420p", clip,
                    ])
                let (sink, statistics) = try TestMaterial.capture(TestMaterial.file(clip, formats: [.i420]), holding: 8)
                #expect(sink.error == nil)
                #expect(statistics.frames == 20)
                let raw = folder + "/out.raw"
                try TestMaterial.run(
                    "/usr/bin/gst-launch-1.0",
                    [
                        "-q", "filesrc", "location=\(clip)", "!", "avidemux", "!", "jpegdec", "!", "videoconvert", "!",
                        "video/x-raw,format=I420", "!", "filesink", "location=\(raw)",
                    ])
                let expected = try Data(contentsOf: URL(filePath: raw))
                #expect(expected.count >= 20 * 322 * 242 * 3 / 2)
                // Rows of 161 chroma bytes are padded to 164 in the file.
                let frame = expected.count / 20
                for (index, got) in sink.frames.enumerated() {
                    let luma = expected.dropFirst(index * frame)
                    for row in 0..<242 {
                        let wanted = luma.dropFirst(row * 324).prefix(322)
                        guard wanted == got.pixels.dropFirst(row * 322).prefix(322) else {
                            Issue.record("frame \(index) differs in row \(row)")
                            return
                        }
                    }
                }
            }
        }

        @Test("colour and shape of pixels go along")
        func colour() throws {
            let text = """
                videotestsrc num-buffers=1 ! video/x-raw,format=I420,width=64,height=48,colorimetry=bt709,\
                pixel-aspect-ratio=4/3,chroma-site=mpeg2,framerate=30000/1001
                """
            let descriptor = try TestMaterial.capture(TestMaterial.description(text)).0.descriptors.first
            #expect(descriptor?.colour == FrameColour(matrix: 1, primaries: 1, transfer: 1, range: 1, chromaSite: 1))
            #expect(descriptor?.sampleAspect == Fraction(4, 3))
            #expect(descriptor?.rate == Fraction(30000, 1001))
        }

        @Test(
            "a phone's rotation goes along", .enabled(if: TestMaterial.hasFFmpeg, "no ffmpeg"),
            arguments: [90, 180, 270])
        func rotation(degrees: Int) throws {
            try TestMaterial.withFolder { folder in
                let upright = folder + "/upright.mp4"
                let turned = folder + "/turned.mp4"
                try TestMaterial.run(
                    "/usr/bin/ffmpeg",
                    [
                        "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1", "-c:v", "libx264",
                        upright,
                    ])
                try TestMaterial.run(
                    "/usr/bin/ffmpeg",
                    ["-v", "error", "-i", upright, "-c", "copy", "-metadata:s:v:0", "rotate=\(degrees)", turned])
                let descriptors = try TestMaterial.capture(TestMaterial.file(turned)).0.descriptors
                // The tag of ffmpeg counts the other way round.
                #expect(descriptors.map(\.rotation_degrees) == [UInt32(360 - degrees)])
            }
        }

        @Test(
            "an element that writes into frames spoils no reference frame",
            .enabled(if: TestMaterial.hasFFmpeg, "no ffmpeg"))
        func overlay() throws {
            try TestMaterial.withFolder { folder in
                let clip = folder + "/clip.mp4"
                try TestMaterial.run(
                    "/usr/bin/ffmpeg",
                    [
                        "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=2", "-c:v",
                        "libx264",
                        "-pix_fmt", "yuv420p", clip,
                    ])
                let text = "filesrc location=\(clip) ! qtdemux ! h264parse ! avdec_h264 ! videobalance brightness=0.2"
                let (sink, statistics) = try TestMaterial.capture(
                    TestMaterial.description(text, formats: [.i420]), holding: 8)
                let raw = folder + "/out.raw"
                let whole = "\(text) ! filesink location=\(raw)".split(separator: " ").map(String.init)
                try TestMaterial.run("/usr/bin/gst-launch-1.0", ["-q"] + whole)
                let isSame =
                    try Data(contentsOf: URL(filePath: raw))
                    == sink.frames.reduce(into: Data()) { $0.append($1.pixels) }
                #expect(isSame)
                #expect(statistics.frames == 20)
            }
        }
    }
}
