import Foundation

/// Programs of others that judge what Sluice has coded and written.
public enum MediaTool {
    /// What a run left behind.
    public struct Result: Sendable {
        /// Its exit status.
        public let status: Int32
        /// What it wrote to standard output.
        public let output: Data
        /// What it wrote to standard error.
        public let errors: String
        /// Standard output as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Whether a program is installed.
    public static func has(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

    /// Whether FFmpeg's and GStreamer's programs are installed.
    public static var isInstalled: Bool { has("ffmpeg") && has("ffprobe") && has("gst-launch-1.0") }

    /// Runs a program to its end.
    public static func run(_ name: String, _ arguments: [String], input: Data? = nil) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "media-tool-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appending(path: $0) }
        for (index, file) in files.enumerated() { try (index == 0 ? input ?? Data() : Data()).write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(name)")
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: try Data(contentsOf: files[1]),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}
