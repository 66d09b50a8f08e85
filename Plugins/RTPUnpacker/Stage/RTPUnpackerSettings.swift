import PluginSDK
import RTP

/// Configuration of ``RTPUnpacker``.
public struct RTPUnpackerSettings: StageSettings {
    /// What the payload is.
    public enum Codec: String, SettingChoice {
        /// RFC 6184.
        case h264
        /// RFC 2435.
        case jpeg
    }

    /// A session description to take codec, payload type and parameter sets from; empty for none.
    public var sdp_path = ""
    /// What the payload is.
    public var codec = Codec.h264
    /// 0 to 127; `nil` is 96 for H.264 and 26 for JPEG.
    public var payload_type: Int?
    /// The only source that is accepted; `nil` for any one.
    public var ssrc: Int?
    /// Longest wait for a missing packet.
    public var latency_ms = 100.0
    /// Most packets that wait behind a missing one.
    public var max_waiting_packets = 512
    /// Largest picture.
    public var max_unit_bytes = 16 << 20
    /// From how far a time stamp must be off its arrival to count as a new clock.
    public var clock_leap_seconds = 10.0
    /// Whether pictures before the first key picture are left out.
    public var wait_for_key = false
    /// Whether damaged pictures are left out.
    public var drop_damaged = false
    /// Mean time between receiver reports; 0 for none.
    public var report_seconds = 5.0
    /// The canonical name; empty is made of the source's number.
    public var cname = ""

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<RTPUnpackerSettings>(
        .init(
            "sdp_path", \.sdp_path,
            "Session description (SDP) to take codec, payload type and parameter sets from; empty for none.",
            .readsPath),
        .init("codec", \.codec, "What the payload is, without a description: h264 or jpeg."),
        .init("payload_type", \.payload_type, "Payload type, 0 to 127; null is the description's, else 96 or 26."),
        .init("ssrc", \.ssrc, "Number of the only source that is accepted; null for any one."),
        .init("latency_ms", \.latency_ms, 0...10_000, "Longest wait for a missing packet in milliseconds; 0 for none."),
        .init(
            "max_waiting_packets", \.max_waiting_packets, 1...32_768, "Most packets that wait behind a missing one."),
        .init(
            "max_unit_bytes", \.max_unit_bytes, 1024...268_435_456,
            "Largest picture in bytes; what would be larger is thrown away and counted."),
        .init(
            "clock_leap_seconds", \.clock_leap_seconds, 0.1...86_400,
            "From how many seconds between time stamp and arrival on a picture begins a new epoch."),
        .init("wait_for_key", \.wait_for_key, "Whether pictures before the first key picture are left out."),
        .init("drop_damaged", \.drop_damaged, "Whether damaged pictures are left out rather than marked."),
        .init(
            "report_seconds", \.report_seconds, 0...3600, "Mean time between receiver reports in seconds; 0 for none."),
        .init("cname", \.cname, "Canonical name of this receiver in RTCP; empty is made of its number."))

    /// Looks at the numbers that may be absent.
    public func validate() throws(StageError) {
        for (key, value, most) in [("payload_type", payload_type, 127), ("ssrc", ssrc, 0xFFFF_FFFF)] {
            guard let value, !(0...most).contains(value) else { continue }
            throw StageError(.configuration, "\(key): \(value) is outside 0 to \(most)")
        }
        if cname.utf8.count > 255 { throw StageError(.configuration, "cname: it is longer than 255 bytes") }
    }
}

extension RTPUnpackerSettings {
    /// What the receiver of a stream needs.
    func receiverSettings(_ description: SessionDescription?) -> RTPReceiver.Settings {
        let codec = description?.codec ?? (codec == .jpeg ? VideoCodec.jpeg : .h264)
        let type = payload_type.map { UInt8($0) } ?? description?.payloadType ?? codec.usualPayloadType
        var result = RTPReceiver.Settings(codec: codec, payloadType: type)
        result.latency_ns = Int64(latency_ms * 1e6)
        result.reorderLimit = max_waiting_packets
        result.unitLimit_bytes = max_unit_bytes
        result.leap_ns = Int64(clock_leap_seconds * 1e9)
        result.ssrc = ssrc.map { UInt32($0) }
        for set in description?.parameterSets ?? [] { result.parameters.note(set.span.bytes) }
        return result
    }
}
