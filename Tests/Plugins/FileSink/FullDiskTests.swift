import Foundation
import PluginSDK
import SluiceTestKit
import TestMedia
import Testing

@testable import EncoderStage
@testable import FileSinkStage

@Suite("file-sink on a full disk", .enabled(if: MediaTool.isInstalled, "FFmpeg or GStreamer is not installed"))
struct FullDiskTests {
    /// In a process of its own, since the limit on the size of files counts for all of a process.
    @Test("what was written plays, the error names the file, and another file follows once there is room")
    func fullDisk() async {
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            let encoder = try StageHarness<Encoder>(["keyframe_seconds": 0.4])
            for index in 0..<100 { try encoder.push(.moving(width: 96, height: 64, at: index)) }
            try encoder.finish()
            _ = encoder.close()
            let folder = TestFolder()
            let sink = try StageHarness<FileSink>([
                "directory": .text(folder.path), "name": "film-{part}", "fragment_ms": 100,
            ])
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            limit.rlim_cur = 100
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            var errors: [StageError] = []
            for (number, item) in encoder.items.enumerated() {
                guard let packet = item.packet else { exit(1) }
                if number == 20 {
                    // Not even one picture had room: nothing is left behind.
                    guard folder.names.isEmpty, errors.count >= 2 else { exit(6) }
                    limit.rlim_cur = 6_000
                    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                }
                if number == 80 {
                    limit.rlim_cur = limit.rlim_max
                    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                }
                do throws(StageError) { try sink.push(packet, seq: item.seq, pts_ns: item.pts_ns) } catch {
                    errors.append(error)
                }
            }
            try sink.finish()
            _ = sink.close()
            guard let first = errors.first, first.code == .io, first.message.contains("film-"),
                first.message.contains("File too large")
            else { exit(2) }
            let names = folder.names.sorted()
            guard names.count >= 2 else { exit(3) }
            // What records say is in a file is in it, and each file has its record.
            let records = sink.records("sluice.file")
            guard records.count == names.count else { exit(4) }
            for record in records {
                guard let path = record["path"]?.asText, let frames = record["frames"]?.asInteger, frames > 0,
                    try MediaFacts.ofFile(path).times.count == Int(frames)
                else { exit(5) }
            }
        }
    }
}
