import HostCore

/// What a source's address says about it.
enum SourceKind {
    /// Elements of GStreamer that come in their own time.
    private static let liveElements = [
        "v4l2src", "rtspsrc", "udpsrc", "srtsrc", "srtclientsrc", "rtmpsrc", "rtmp2src", "libcamerasrc", "ximagesrc",
        "pipewiresrc", "tcpclientsrc", "is-live=true", "is-live=1",
    ]

    /// Whether a source comes in its own time and cannot wait.
    static func isLive(_ stream: StreamDeclaration) -> Bool {
        if let gst = stream.gst {
            return stream.live ?? liveElements.contains { gst.value.contains($0) }
        }
        switch scheme(stream) {
        case "rtsp", "rtsps", "v4l2": return true
        case "test":
            if stream.pace == .max { return false }
            return stream.live ?? false
        default: return false
        }
    }

    /// Frames that a decoder keeps for reference and output: H.264 allows 16, and one is being written.
    static func decoderFrames(_ stream: StreamDeclaration) -> Int {
        switch scheme(stream) {
        case "v4l2", "test", "replay": 4
        default: 18
        }
    }

    private static func scheme(_ stream: StreamDeclaration) -> String {
        String((stream.uri?.value ?? "").prefix { $0 != ":" })
    }
}
