import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

extension CaptureSuites {
    @Suite("Bad input ends in a clear error, never in a crash or a hang", .serialized)
    struct BadInputTests {
        /// The error that a source ends with, whether it is seen at once or later.
        private func failure(_ request: CaptureRequest) throws -> HostError? {
            do {
                return try TestMaterial.capture(request).0.error
            } catch let error as HostError {
                return error
            }
        }

        @Test("a missing file is named with what to check")
        func missingFile() throws {
            let error = try failure(TestMaterial.file("/nowhere/clip.mp4"))
            #expect(error?.code == .file)
            #expect(error?.message.contains("/nowhere/clip.mp4") == true)
            #expect(error?.message.contains("there is no file") == true)
        }

        @Test("a folder, an empty file and a text file are told apart")
        func notVideo() throws {
            try TestMaterial.withFolder { folder in
                try Data().write(to: URL(filePath: folder + "/empty.mp4"))
                try Data("sluice: 1\nname: this is text\n".utf8).write(to: URL(filePath: folder + "/text.mp4"))
                #expect(try failure(TestMaterial.file(folder))?.message.contains("is a folder") == true)
                #expect(try failure(TestMaterial.file(folder + "/empty.mp4"))?.message.contains("0 bytes") == true)
                let text = try failure(TestMaterial.file(folder + "/text.mp4"))
                #expect(text?.code == .source)
                #expect(text?.message.contains("is no video") == true)
            }
        }

        @Test("random bytes are no video", arguments: [1, 64, 5000, 300_000])
        func randomBytes(count: Int) throws {
            try TestMaterial.withFolder { folder in
                var random = SplitMix64(seed: UInt64(count))
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                try Data(bytes).write(to: URL(filePath: folder + "/noise.bin"))
                #expect(try failure(TestMaterial.file(folder + "/noise.bin"))?.code == .source)
            }
        }

        @Test("a file that may not be read says so", .disabled(if: getuid() == 0, "root may read everything"))
        func unreadable() throws {
            try TestMaterial.withFolder { folder in
                let path = folder + "/secret.mp4"
                try Data([1, 2, 3]).write(to: URL(filePath: path))
                chmod(path, 0)
                #expect(try failure(TestMaterial.file(path))?.message.contains("may not be read") == true)
            }
        }

        @Test("an audio-only file has no video", .enabled(if: TestMaterial.hasFFmpeg, "no ffmpeg to make one"))
        func audioOnly() throws {
            try TestMaterial.withFolder { folder in
                for (name, codec) in [("tone.wav", "pcm_s16le"), ("tone.m4a", "aac"), ("tone.mka", "flac")] {
                    let path = "\(folder)/\(name)"
                    try TestMaterial.run(
                        "/usr/bin/ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-c:a", codec, path])
                    let error = try failure(TestMaterial.file(path))
                    #expect(error?.code == .source, "\(name)")
                    #expect(error?.message.contains("has no video") == true, "\(name): \(error?.message ?? "no error")")
                }
            }
        }

        @Test(
            "a clip that was cut off gives what can be decoded, then fails",
            .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func truncated() throws {
            try TestMaterial.withFolder { folder in
                // The index of this clip stands at its start, so a cut leaves a playable beginning.
                let path = folder + "/cut.mp4"
                try TestMaterial.run(
                    "/usr/bin/ffmpeg",
                    [
                        "-v", "error", "-i", TestMaterial.clip(TestMaterial.walking), "-c", "copy", "-an", "-movflags",
                        "+faststart", folder + "/whole.mp4",
                    ])
                let whole = try Data(contentsOf: URL(filePath: folder + "/whole.mp4"))
                try whole.prefix(whole.count * 6 / 10).write(to: URL(filePath: path))
                let (sink, statistics) = try TestMaterial.capture(TestMaterial.file(path))
                #expect(statistics.frames > 5)
                #expect(statistics.frames < 41)
                #expect(sink.error?.code == .source)
                #expect(sink.error?.code.exitStatus == 1)
                #expect(sink.frames.count == statistics.frames)
            }
        }

        @Test("a clip whose index was cut off fails", .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func truncatedIndex() throws {
            try TestMaterial.withFolder { folder in
                let whole = try Data(contentsOf: URL(filePath: TestMaterial.clip(TestMaterial.oneByOne)))
                for part in [40, 1000, whole.count / 2] {
                    try whole.prefix(part).write(to: URL(filePath: folder + "/cut.mp4"))
                    let error = try failure(TestMaterial.file(folder + "/cut.mp4"))
                    #expect(error?.code == .source, "\(part) bytes")
                }
            }
        }

        @Test("damaged bytes cost frames, not the run", .enabled(if: TestMaterial.hasClips, "no shared test data"))
        func damaged() throws {
            try TestMaterial.withFolder { folder in
                var bytes = try Data(contentsOf: URL(filePath: TestMaterial.clip(TestMaterial.street)))
                var random = SplitMix64(seed: 7)
                for _ in 0..<400 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() & 255) }
                try bytes.write(to: URL(filePath: folder + "/damaged.h264"))
                let (sink, statistics) = try TestMaterial.capture(TestMaterial.file(folder + "/damaged.h264"))
                #expect(statistics.frames > 20)
                #expect(sink.frames.count == statistics.frames)
            }
        }

        @Test("a missing element is named with its Debian package")
        func missingElement() throws {
            let error = try failure(TestMaterial.description("videotestsrc ! nosuchelement ! identity"))
            #expect(error?.code == .missing)
            #expect(error?.message.contains("\"nosuchelement\"") == true)
            #expect(ElementPackage.of(element: "rtspsrc") == "gstreamer1.0-plugins-good")
            #expect(ElementPackage.of(element: "avdec_h264") == "gstreamer1.0-libav")
            #expect(ElementPackage.of(element: "openh264dec") == "gstreamer1.0-plugins-bad")
            #expect(ElementPackage.of(media: "video/x-h264, level=(string)3.1") == "gstreamer1.0-libav")
        }

        @Test("a wrong description is a finding of the graph")
        func wrongDescription() throws {
            #expect(try failure(TestMaterial.description("videotestsrc !"))?.code == .graph)
            let property = try failure(TestMaterial.description("videotestsrc nosuch=1"))
            #expect(property?.code == .graph, "\(property?.message ?? "none")")
            let closed = try failure(TestMaterial.description("videotestsrc ! fakesink"))
            #expect(closed?.message.contains("no open pad") == true, "\(closed?.message ?? "")")
        }

        @Test("an unknown scheme and unknown keys name the nearest")
        func addresses() throws {
            #expect(try failure(TestMaterial.request("rstp://host/1"))?.message.contains("did you mean rtsp:") == true)
            #expect(try failure(TestMaterial.request("test:?patern=bars"))?.message.contains("\"pattern\"") == true)
            #expect(try failure(TestMaterial.request("test:?pattern=bar"))?.message.contains("\"bars\"") == true)
            #expect(try failure(TestMaterial.request("test:?width=0"))?.code == .graph)
            #expect(try failure(TestMaterial.request("test:?width=9&width=9"))?.message.contains("twice") == true)
            #expect(
                try failure(TestMaterial.request("v4l2:/dev/video0?hight=4"))?.message.contains("\"height\"") == true)
            #expect(try failure(TestMaterial.request("test:?format=nv12", formats: [.gray8]))?.code == .graph)
        }

        @Test("passwords stay out of messages")
        func passwords() {
            let place = CaptureFactory.place(.uri("rtsp://admin:secret@camera.local/stream1"))
            #expect(!place.contains("secret"))
            #expect(place.contains("camera.local/stream1"))
        }
    }
}
