import HostCore

/// One stream of a graph, as the runtime opens it.
public struct StreamPlan: Sendable, Hashable {
    /// Where the pictures come from.
    public enum Source: Sendable, Hashable {
        /// `file:`, `rtsp:`, `v4l2:` or `test:`; paths of files are resolved.
        case uri(String)
        /// A GStreamer pipeline description that ends in raw video.
        case gst(String)
    }

    /// How fast a source that is not live is read.
    public enum Pace: String, Sendable, CaseIterable {
        /// At the speed of its time stamps.
        case realtime
        /// As fast as the graph takes it.
        case max
    }

    /// Its number: 0, 1, …
    public let index: Int
    /// Its name in the graph file.
    public let name: String
    /// Where it comes from.
    public let source: Source
    /// The camera's model; empty when unknown.
    public let camera: String
    /// Free labels: an object.
    public let labels: JSONValue
    /// How fast to read; `nil` leaves it to the source.
    public let pace: Pace?
    /// How long a lost source is tried again, in nanoseconds; `nil` for ever.
    public let giveUp_ns: Int64?
    /// Whether it comes in its own time and cannot wait.
    public let isLive: Bool
    /// Whether it carries records about its source.
    public let tellsHealth: Bool
    /// The pixel format that the graph wants from it.
    public let format: PixelFormat
    /// Where it stands in the graph file.
    public let site: Site
}
