import PluginSDK

/// Configuration of ``RTPPacker``.
public struct RTPPackerSettings: StageSettings {
    /// What goes into a packet.
    public enum Packing: String, SettingChoice {
        /// Packetization mode 1 with STAP-A: small units share a packet.
        case aggregate
        /// Packetization mode 1 without STAP-A.
        case fragment
        /// Packetization mode 0: a unit each, none larger than a packet.
        case single
    }

    /// When parameter sets are sent.
    public enum ParameterSetsRule: String, SettingChoice {
        /// Before each key picture that lacks them.
        case keyframes
        /// As they come in.
        case asTheyCome = "as-they-come"
    }

    /// Where sender reports go.
    public enum Reports: String, SettingChoice {
        /// By the output `rtcp`.
        case separate
        /// Among the packets of `out` (RFC 5761).
        case muxed
        /// Nowhere.
        case none
    }

    /// What the session description says of the way.
    public enum Transport: String, SettingChoice {
        /// Datagrams.
        case udp
        /// A connection with RFC 4571 framing.
        case tcp
    }

    /// Largest packet in bytes.
    public var mtu_bytes = 1200
    /// 0 to 127; `nil` is 96 for H.264 and 26 for JPEG.
    public var payload_type: Int?
    /// The synchronisation source; `nil` is a random one.
    public var ssrc: Int?
    /// Number of the first packet; `nil` is a random one.
    public var first_sequence: Int?
    /// Time stamp of stream time 0; `nil` is a random one.
    public var first_timestamp: Int?
    /// What goes into a packet.
    public var packing = Packing.aggregate
    /// When parameter sets are sent.
    public var parameter_sets = ParameterSetsRule.keyframes
    /// Where sender reports go.
    public var reports = Reports.separate
    /// Mean time between sender reports.
    public var report_seconds = 5.0
    /// The canonical name; empty is made of the source's number.
    public var cname = ""
    /// The session description to write; empty for none.
    public var sdp_path = ""
    /// The address that the description tells.
    public var sdp_address = "127.0.0.1"
    /// The port that the description tells.
    public var sdp_port = 5004
    /// The way that the description tells.
    public var sdp_transport = Transport.udp

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<RTPPackerSettings>(
        .init(
            "mtu_bytes", \.mtu_bytes, 280...65_507,
            "Largest packet in bytes, its RTP header included; IP and UDP headers come on top of it."),
        .init("payload_type", \.payload_type, "Payload type, 0 to 127; null is 96 for H.264 and 26 for JPEG."),
        .init("ssrc", \.ssrc, "Number of the synchronisation source; null is a random one."),
        .init("first_sequence", \.first_sequence, "Sequence number of the first packet; null is a random one."),
        .init("first_timestamp", \.first_timestamp, "RTP time stamp of stream time 0; null is a random one."),
        .init(
            "packing", \.packing,
            "H.264: aggregate and fragment are packetization mode 1, with and without STAP-A; single is mode 0."),
        .init(
            "parameter_sets", \.parameter_sets,
            "H.264: keyframes sends parameter sets before each key picture that lacks them; as-they-come adds none."),
        .init(
            "reports", \.reports,
            "Where RTCP sender reports go: separate (output rtcp), muxed (among the packets of out), none."),
        .init("report_seconds", \.report_seconds, 0.1...3600, "Mean time between sender reports in seconds."),
        .init("cname", \.cname, "Canonical name of the source in RTCP; empty is made of its number."),
        .init(
            "sdp_path", \.sdp_path,
            "Session description for players, written when the stream is known; {stream} is filled in; empty for none.",
            .writesPath),
        .init("sdp_address", \.sdp_address, "Address in the description: where packets go, or who serves them."),
        .init("sdp_port", \.sdp_port, 1...65_535, "Port in the description."),
        .init("sdp_transport", \.sdp_transport, "Transport in the description: udp, or tcp with RFC 4571 framing."))

    /// Looks at the numbers that may be absent.
    public func validate() throws(StageError) {
        let bounds: [(String, Int?, Int)] = [
            ("payload_type", payload_type, 127), ("ssrc", ssrc, 0xFFFF_FFFF),
            ("first_sequence", first_sequence, 0xFFFF), ("first_timestamp", first_timestamp, 0xFFFF_FFFF),
        ]
        for (key, value, most) in bounds {
            guard let value, !(0...most).contains(value) else { continue }
            throw StageError(.configuration, "\(key): \(value) is outside 0 to \(most)")
        }
        if let type = payload_type, (64...95).contains(type) {
            throw StageError(
                .configuration, "payload_type: \(type) is taken for RTCP where both share a port; use 96 to 127")
        }
        if cname.utf8.count > 255 { throw StageError(.configuration, "cname: it is longer than 255 bytes") }
        if sdp_path.isEmpty == false, sdp_address.contains(where: \.isWhitespace) || sdp_address.isEmpty {
            throw StageError(.configuration, "sdp_address: '\(sdp_address)' is no address")
        }
    }
}
