import PluginSDK

/// Configuration of ``TCPSource``.
public struct TCPSourceSettings: StageSettings {
    /// Who begins the connection.
    public enum Mode: String, SettingChoice {
        /// The sender.
        case listen
        /// This stage.
        case connect
    }

    /// Who begins the connection.
    public var mode = Mode.listen
    /// The own address to listen at, or the sender's.
    public var address = "127.0.0.1"
    /// The port; when listening, 0 is any free one.
    public var port = 5004
    /// Addresses that may connect; empty for all.
    public var senders: [String] = []
    /// Largest packet.
    public var max_packet_bytes = 65_535
    /// How long a connection may be silent; 0 for ever.
    public var idle_timeout_seconds = 0.0
    /// Whether an RTCP BYE ends the stream.
    public var end_on_bye = false
    /// Whether the end of the connection ends the stream.
    public var end_on_close = false

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<TCPSourceSettings>(
        .init("mode", \.mode, "listen waits for the sender to connect; connect goes there, again and again."),
        .init(
            "address", \.address,
            "Address to listen at (127.0.0.1 is this machine alone, 0.0.0.0 and :: are all), or to connect to."),
        .init("port", \.port, 0...65_535, "Port; when listening 0 is any free one, which the log tells.", .required),
        .init("senders", \.senders, "IPv4 or IPv6 addresses that may connect; an empty list stands for all."),
        .init(
            "max_packet_bytes", \.max_packet_bytes, 64...65_535,
            "Largest packet in bytes; a larger one is skipped and counted."),
        .init(
            "idle_timeout_seconds", \.idle_timeout_seconds, 0...86_400,
            "Seconds without a byte after which a connection is closed; 0 never."),
        .init("end_on_bye", \.end_on_bye, "Whether an RTCP BYE ends the stream."),
        .init(
            "end_on_close", \.end_on_close,
            "Whether the end of the connection ends the stream; otherwise the next one goes on with it."))

    /// Asks for a port to connect to.
    public func validate() throws(StageError) {
        if mode == .connect, port == 0 { throw StageError(.configuration, "port: connecting needs one, 1 to 65535") }
    }
}
