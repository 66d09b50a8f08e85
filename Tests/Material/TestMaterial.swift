import Foundation
import SluiceTestKit

/// Real pictures for tests: files that the project does not hold. A test that needs them is skipped without them.
public enum TestMaterial {
    /// The folder, from the environment or beside the project; `nil` where there is none.
    public static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["SLUICE_TEST_DATA"].map { URL(fileURLWithPath: $0) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = root.deletingLastPathComponent().appending(path: "shared/data")
        return [environment, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// The program that reads photographs; `nil` where it is not installed.
    public static let reader: URL? = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].map { URL(fileURLWithPath: $0) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    /// Whether photographs can be read.
    public static var hasPhotographs: Bool { folder != nil && reader != nil }

    /// A file below the folder.
    public static func file(_ path: String) throws -> URL {
        guard let folder else { throw MaterialError(text: "there is no test data; set SLUICE_TEST_DATA") }
        return folder.appending(path: path)
    }

    /// Text of a file below the folder.
    public static func text(_ path: String) throws -> String { try String(contentsOf: file(path), encoding: .utf8) }

    /// Brightness of a photograph, full range.
    public static func luma(_ path: String) throws -> TestFrame {
        let bytes = try read(path, ["-f", "image2pipe", "-vcodec", "pgm", "-pix_fmt", "gray"])
        let (width, height, start) = try header(bytes)
        return TestFrame(.gray8, width: width, height: height, planes: [[UInt8](bytes[start...])])
    }

    /// A photograph as pixels of red, green and blue.
    public static func rgb(_ path: String) throws -> TestFrame {
        let flags = "accurate_rnd+full_chroma_int+full_chroma_inp"
        let bytes = try read(path, ["-sws_flags", flags, "-f", "image2pipe", "-vcodec", "ppm", "-pix_fmt", "rgb24"])
        let (width, height, start) = try header(bytes)
        return TestFrame(.rgb, width: width, height: height, planes: [[UInt8](bytes[start...])])
    }

    /// A photograph as video frames have it: colour at half size, limited range, BT.601.
    public static func i420(_ path: String) throws -> TestFrame {
        let size = try luma(path)
        let scale = "scale=out_range=tv:out_color_matrix=bt601"
        let bytes = try read(path, ["-vf", scale, "-f", "rawvideo", "-pix_fmt", "yuv420p"])
        let (luma, chroma) = (size.width * size.height, (size.width + 1) / 2 * ((size.height + 1) / 2))
        guard bytes.count == luma + 2 * chroma else { throw MaterialError(text: "\(path) was read as another size") }
        let planes = [bytes[..<luma], bytes[luma..<luma + chroma], bytes[(luma + chroma)...]].map { [UInt8]($0) }
        var frame = TestFrame(.i420, width: size.width, height: size.height, planes: planes)
        frame.matrix = 6
        frame.range = 1
        return frame
    }

    private static func read(_ path: String, _ options: [String]) throws -> [UInt8] {
        guard let reader else { throw MaterialError(text: "ffmpeg is not installed") }
        let process = Process()
        let output = Pipe()
        process.executableURL = reader
        process.arguments = ["-v", "error", "-nostdin", "-i", try file(path).path] + options + ["-frames:v", "1", "-"]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw MaterialError(text: "ffmpeg cannot read \(path)") }
        return [UInt8](data)
    }

    /// Width and height of a PGM or PPM file, and where its pixels begin.
    private static func header(_ bytes: [UInt8]) throws -> (Int, Int, Int) {
        var words: [String] = []
        var word = ""
        for (index, byte) in bytes.prefix(64).enumerated() {
            guard byte == 10 || byte == 32 else {
                word.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            }
            words.append(word)
            word = ""
            if words.count == 4, words[0] == "P5" || words[0] == "P6", let width = Int(words[1]),
                let height = Int(words[2])
            {
                return (width, height, index + 1)
            }
        }
        throw MaterialError(text: "no PGM or PPM file")
    }
}

/// Why test material cannot be had.
public struct MaterialError: Error, CustomStringConvertible {
    let text: String
    /// The reason.
    public var description: String { text }
}
