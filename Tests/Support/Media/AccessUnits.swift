import Foundation
import SluiceTestKit

/// Coded pictures of a file as packets, split by FFmpeg.
public enum AccessUnits {
    /// The packets of a raw H.264 file, 40 ms apart.
    public static func ofFile(_ path: String) throws -> [TestPacket] {
        let probe = try MediaTool.run(
            "ffprobe", ["-v", "error", "-f", "h264", "-show_entries", "packet=size,flags", "-of", "csv=p=0", path])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var position = 0
        return probe.text.split(separator: "\n").enumerated().compactMap { index, line in
            let parts = line.split(separator: ",")
            guard parts.count >= 2, let size = Int(parts[0]), position + size <= bytes.count else { return nil }
            defer { position += size }
            return TestPacket(
                codec: "h264", bytes: Array(bytes[position..<position + size]), dts_ns: Int64(index) * 40_000_000,
                isKey: parts[1].hasPrefix("K"))
        }
    }

    /// The pictures that FFmpeg decodes from packets, as I420 frames.
    public static func decoded(_ packets: [TestPacket], format: String = "h264") throws -> [TestFrame] {
        let bytes = packets.flatMap(\.bytes)
        let facts = try MediaTool.run(
            "ffprobe",
            [
                "-v", "error", "-f", format, "-show_entries", "stream=width,height", "-of", "csv=p=0", "-i",
                "/dev/stdin",
            ],
            input: Data(bytes))
        let size = facts.text.split { $0 == "," || $0 == "\n" }.compactMap { Int($0) }
        guard size.count >= 2 else { return [] }
        let (width, height) = (size[0], size[1])
        let raw = try MediaTool.run(
            "ffmpeg",
            [
                "-v", "error", "-f", format, "-i", "/dev/stdin", "-fps_mode", "passthrough", "-f", "rawvideo",
                "-pix_fmt",
                format == "mjpeg" ? "yuvj420p" : "yuv420p", "-",
            ], input: Data(bytes))
        let (luma, chroma) = (width * height, (width + 1) / 2 * ((height + 1) / 2))
        let all = [UInt8](raw.output)
        return stride(from: 0, to: all.count - luma - 2 * chroma + 1, by: luma + 2 * chroma).map { start in
            let planes = [
                all[start..<start + luma], all[start + luma..<start + luma + chroma],
                all[start + luma + chroma..<start + luma + 2 * chroma],
            ]
            return TestFrame(.i420, width: width, height: height, planes: planes.map { Array($0) })
        }
    }
}

extension TestFrame {
    /// Mean squared error of brightness against another frame, as peak signal-to-noise ratio in dB.
    public func psnr(_ other: TestFrame) -> Double {
        let sum = zip(planes[0], other.planes[0]).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        return sum == 0 ? .infinity : 10 * log10(255 * 255 / (sum / Double(planes[0].count)))
    }

    /// A picture with something that moves: a bright square over a gradient.
    public static func moving(_ format: PixelFormatName = .i420, width: Int, height: Int, at step: Int) -> TestFrame {
        picture(format.value, width: width, height: height) { x, y in
            let inside = (x + 4 * width - step * 3) % width < width / 4 && y > height / 4 && y < height / 2
            return inside ? (240, 230, 60) : (UInt8(x * 200 / max(1, width)), UInt8(y * 200 / max(1, height)), 90)
        }
    }
}
