import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Decoders write into the host's slots, and every byte is right", .serialized)
    struct ZeroCopyTests {
        static let noClips: Comment = "no shared test data, or no ffmpeg to compare with"

        @Test(
            "each frame of a clip equals ffmpeg's decode",
            .enabled(if: TestMaterial.canCompare, noClips),
            arguments: [TestMaterial.walking, TestMaterial.twoPeople, TestMaterial.street])
        func equalsFFmpeg(clip: String) throws {
            let (sink, statistics) = try TestMaterial.capture(
                TestMaterial.file(TestMaterial.clip(clip), formats: [.i420]), holding: 12)
            #expect(sink.error == nil)
            let frames = sink.frames
            let expected = try TestMaterial.withFolder {
                try TestMaterial.reference(TestMaterial.clip(clip), "yuv420p", in: $0)
            }
            let size = frames.first?.pixels.count ?? 1
            #expect(frames.count == expected.count / size)
            var different: [Int] = []
            for (index, frame) in frames.enumerated() {
                if expected.dropFirst(index * size).prefix(size) != frame.pixels { different.append(index) }
            }
            #expect(different.isEmpty)
            #expect(frames.allSatisfy { $0.isAligned })
            #expect(statistics.copies == 0)
            #expect(statistics.decoder.hasPrefix("avdec_") || statistics.decoder == "openh264dec")
        }

        private static let bitstreams: [[String]] = {
            guard
                let table = try? String(contentsOfFile: TestMaterial.clip("h264/expected_decode.tsv"), encoding: .utf8)
            else { return [] }
            return table.split(separator: "\n").dropFirst().map { $0.split(separator: "\t").map(String.init) }
                .filter { $0.count == 6 && $0[0].hasPrefix("h264/") }
        }()

        @Test(
            "each bitstream of the conformance kind decodes to its hash",
            .enabled(if: TestMaterial.hasClips, "no shared test data"),
            arguments: CaptureSuites.ZeroCopyTests.bitstreams)
        func bitstream(row: [String]) throws {
            let (sink, statistics) = try TestMaterial.capture(
                TestMaterial.file(TestMaterial.clip(row[0]), formats: [.i420]), holding: 20)
            #expect(sink.error == nil)
            #expect(statistics.frames == Int(row[4]))
            #expect(statistics.copies == 0)
            try TestMaterial.withFolder { folder in
                let raw = folder + "/all.raw"
                try sink.frames.reduce(into: Data()) { $0.append($1.pixels) }.write(to: URL(filePath: raw))
                let hash = try TestMaterial.output("/usr/bin/md5sum", [raw])
                #expect(hash.hasPrefix(row[5]))
            }
        }

        @Test(
            "a description's decoder gives the same bytes as in its own memory",
            .enabled(if: TestMaterial.hasClips, noClips),
            arguments: ["openh264dec", "avdec_h264", "avdec_h264 ! queue"])
        func description(decoder: String) throws {
            let clip = TestMaterial.clip(TestMaterial.walking)
            let text = "filesrc location=\(clip) ! qtdemux ! h264parse ! \(decoder)"
            let (sink, statistics) = try TestMaterial.capture(
                TestMaterial.description(text, formats: [.i420]), holding: 12)
            #expect(sink.error == nil, "\(sink.error?.message ?? "")")
            let expected = try TestMaterial.withFolder { folder in
                let raw = folder + "/reference.raw"
                let whole = "\(text) ! filesink location=\(raw)".split(separator: " ").map(String.init)
                try TestMaterial.run("/usr/bin/gst-launch-1.0", ["-q"] + whole)
                return try Data(contentsOf: URL(filePath: raw))
            }
            let got = sink.frames.reduce(into: Data()) { $0.append($1.pixels) }
            let isSame = got == expected
            #expect(isSame)
            #expect(statistics.copies == 0)
        }

        @Test("the start of a source says what it gives", .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func probe() throws {
            let store = FrameStore()
            let request = TestMaterial.file(TestMaterial.clip(TestMaterial.walking), formats: [.nv12])
            let probe = try CaptureFactory.probe(request, memory: store, clock: RealClock())
            let descriptor = probe.stream
            #expect(probe.copied_bytes == 0 && probe.copyReason.isEmpty)
            #expect(descriptor.width == 480 && descriptor.height == 270)
            #expect(descriptor.pixelFormat == .nv12)
            #expect(descriptor.convertedFrom == "I420")
            #expect(descriptor.rate == Fraction(12, 1))
            #expect((descriptor.duration_ns ?? 0) / 1_000_000 == 3417)
            #expect(store.slotsInUse == 0)
        }
    }
}
