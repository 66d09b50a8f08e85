import Foundation
import HostCore
import HostMemory
import Testing

@testable import HostCapture

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
        print("clip", clip, statistics)
    }
}
