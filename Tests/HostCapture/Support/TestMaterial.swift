import Foundation
import HostCore
import HostMemory

@testable import HostCapture

/// Clips of the shared test data, programs of the system, and short ways to run a source.
enum TestMaterial {
    static let folder: String? = {
        let fromHere = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let candidates: [String] =
            [ProcessInfo.processInfo.environment["SLUICE_TEST_DATA"]].compactMap { $0 }
            + [fromHere.appending(path: "shared/data").path]
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static var hasClips: Bool { folder != nil }
    static var canCompare: Bool { hasClips && hasFFmpeg }
    static var hasFFmpeg: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg") }

    static func clip(_ path: String) -> String { (folder ?? "") + "/" + path }

    static let walking = "video/intel-clips/face-demographics-walking-and-pause.mp4"
    static let twoPeople = "video/intel-clips/head-pose-face-detection-female-and-male.mp4"
    static let oneByOne = "video/intel/one-by-one-person-detection.mp4"
    static let street = "video/dlib-mot/MOT20-08-raw_shorter.h264"

    /// A folder of its own that goes away with the closure.
    static func withFolder<T>(_ body: (String) throws -> T) throws -> T {
        let folder = NSTemporaryDirectory() + "sluice-capture-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    /// Runs a program to its end; `true` when it says that all is well.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// What a program writes.
    static func output(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    /// All frames of a clip, decoded by ffmpeg.
    static func reference(_ clip: String, _ format: String, in folder: String) throws -> Data {
        let raw = folder + "/reference.raw"
        try run(
            "/usr/bin/ffmpeg",
            [
                "-v", "error", "-y", "-i", clip, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo",
                "-pix_fmt",
                format, raw,
            ])
        return try Data(contentsOf: URL(filePath: raw))
    }

    static func request(_ uri: String, formats: [PixelFormat] = [.i420, .nv12, .gray8, .rgb]) -> CaptureRequest {
        CaptureRequest(name: "test", source: .uri(uri), formats: formats)
    }

    /// Runs a source to its end.
    static func capture(
        _ request: CaptureRequest, holding: Int = 0, limit: Int = .max, clock: any HostClock = RealClock()
    ) throws -> (RecordingSink, CaptureStatistics) {
        let store = FrameStore()
        let sink = RecordingSink(store, holding: holding, limit: limit)
        let source = try CaptureFactory.make(request, memory: store, clock: clock, sink: sink)
        try source.start()
        if !sink.wait() { throw HostError(.fault, "the source did not end") }
        source.stop()
        sink.drain()
        return (sink, source.statistics)
    }

    static func file(_ path: String, formats: [PixelFormat] = [.i420, .nv12, .gray8, .rgb]) -> CaptureRequest {
        request("file:" + path, formats: formats)
    }

    static func description(_ text: String, formats: [PixelFormat] = [.i420, .nv12, .gray8, .rgb]) -> CaptureRequest {
        CaptureRequest(name: "test", source: .description(text), formats: formats)
    }
}
