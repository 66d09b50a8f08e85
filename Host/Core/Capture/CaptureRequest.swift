/// What a source is made from.
public struct CaptureRequest: Sendable, Hashable {
    /// Where the pictures come from.
    public enum Source: Sendable, Hashable {
        /// `file:PATH`, `rtsp://…`, `rtsps://…`, `v4l2:/dev/videoN`, `test:?…`, or a path.
        case uri(String)
        /// A GStreamer pipeline description that ends in an open pad of raw video.
        case description(String)
    }

    /// How fast a source that is not live is read.
    public enum Pace: Sendable, Hashable {
        /// At the speed of its time stamps, by the host's clock.
        case realtime
        /// As fast as the sink takes it.
        case max
    }

    /// How RTSP brings its packets.
    public enum Transport: Sendable, Hashable {
        /// UDP, and TCP when nothing comes.
        case auto
        /// Inside the control connection.
        case tcp
        /// Datagrams only.
        case udp
    }

    /// Name of the stream, for messages and threads.
    public var name: String
    /// Where it comes from.
    public var source: Source
    /// Pixel formats that the graph takes, best first; the source's own is kept when it is among them.
    public var formats: [PixelFormat]
    /// How fast to read.
    public var pace: Pace
    /// Whether it comes in its own time and is tried again when lost; `nil` leaves it to the kind of source.
    public var isLive: Bool?
    /// How long a lost live source is tried again; `nil` for ever.
    public var giveUp_ns: Int64?
    /// Jitter buffer of RTSP.
    public var latency_ms: UInt32
    /// How RTSP brings its packets.
    public var transport: Transport
    /// Seed of the back-off's jitter.
    public var seed: UInt64
    /// Where the stream stands in the graph file, for errors.
    public var site: Site?

    /// A request for the given source, in any of the formats, as fast as the sink takes it.
    public init(name: String, source: Source, formats: [PixelFormat] = [.i420, .nv12, .gray8, .rgb]) {
        self.name = name
        self.source = source
        self.formats = formats
        pace = .max
        isLive = nil
        giveUp_ns = nil
        latency_ms = 200
        transport = .auto
        seed = 1
        site = nil
    }
}
