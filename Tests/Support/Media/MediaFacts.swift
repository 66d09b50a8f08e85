import Foundation

/// What FFmpeg and GStreamer say of a file of video.
public struct MediaFacts: Sendable {
    /// The codec, as FFmpeg names it.
    public var codec = ""
    /// Width in pixels.
    public var width = 0
    /// Height in pixels.
    public var height = 0
    /// Time of presentation of each picture that could be decoded, in seconds.
    public var times: [Double] = []
    /// What FFmpeg complained of while it decoded all of it.
    public var complaints = ""

    /// Decodes the whole file with FFmpeg.
    public static func ofFile(_ path: String) throws -> MediaFacts {
        let probe = try MediaTool.run(
            "ffprobe",
            [
                "-v", "error", "-of", "json", "-show_entries", "stream=codec_name,width,height:frame=pts_time",
                "-show_frames", "-select_streams", "v:0", path,
            ])
        var facts = MediaFacts()
        facts.complaints = probe.errors
        guard let json = try? JSONSerialization.jsonObject(with: probe.output) as? [String: Any] else { return facts }
        let stream = (json["streams"] as? [[String: Any]])?.first
        facts.codec = stream?["codec_name"] as? String ?? ""
        facts.width = stream?["width"] as? Int ?? 0
        facts.height = stream?["height"] as? Int ?? 0
        facts.times = (json["frames"] as? [[String: Any]] ?? []).compactMap {
            ($0["pts_time"] as? String).flatMap(Double.init)
        }
        return facts
    }

    /// How many pictures GStreamer decodes from a file; `nil` when it ends with an error.
    public static func gstreamerFrames(_ path: String) throws -> Int? {
        let run = try MediaTool.run(
            "gst-launch-1.0",
            [
                "-q", "filesrc", "location=\(path)", "!", "decodebin", "!", "videoconvert", "!",
                "video/x-raw,format=GRAY8", "!", "videoscale", "!", "video/x-raw,width=16,height=16", "!", "fdsink",
            ])
        return run.status == 0 ? run.output.count / 256 : nil
    }

    /// What GStreamer's discoverer says; empty when it cannot read the file.
    public static func discovered(_ path: String) throws -> String {
        let run = try MediaTool.run("gst-discoverer-1.0", [path])
        return run.status == 0 ? run.text : ""
    }
}
