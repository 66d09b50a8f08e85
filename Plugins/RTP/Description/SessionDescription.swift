/// What a player must know of a stream before its first packet (SDP, RFC 8866), for one video stream.
public struct SessionDescription: Sendable, Hashable {
    /// How packets travel.
    public enum Transport: String, Sendable {
        /// Datagrams.
        case udp = "RTP/AVP"
        /// A connection with RFC 4571 framing.
        case tcp = "TCP/RTP/AVP"
    }

    /// The session's name.
    public var name = "-"
    /// Number of the session, unique at its origin.
    public var id: UInt64 = 0
    /// The address that packets go to.
    public var address = "127.0.0.1"
    /// The port that packets go to.
    public var port = 0
    /// How packets travel.
    public var transport = Transport.udp
    /// What the payload is.
    public var codec = VideoCodec.h264
    /// 0 to 127.
    public var payloadType: UInt8 = 96
    /// H.264: 0, 1, or 2 for the interleaved mode.
    public var packetizationMode = 0
    /// H.264: parameter sets, without start codes.
    public var parameterSets: [[UInt8]] = []
    /// Whether RTCP shares the port (RFC 5761).
    public var sharesPort = false
    /// The source's number, when it is told.
    public var ssrc: UInt32?
    /// The source's canonical name, when it is told.
    public var canonicalName: String?
    /// Pictures a second; `nil` when unknown.
    public var framesPerSecond: Double?

    /// The description of nothing yet.
    public init() {}
}
