/// What the payload of a stream is.
public enum VideoCodec: String, Sendable, CaseIterable {
    /// RFC 6184.
    case h264
    /// RFC 2435.
    case jpeg

    /// The payload type when none is agreed on: the first dynamic one, and the static one of RFC 3551.
    public var usualPayloadType: UInt8 { self == .h264 ? 96 : 26 }
    /// The name in session descriptions.
    public var encodingName: String { self == .h264 ? "H264" : "JPEG" }
}
