import PluginSDK

/// Configuration of ``UDPSource``.
public struct UDPSourceSettings: StageSettings {
    /// The address to receive at.
    public var address = "127.0.0.1"
    /// The port to receive at; 0 is any free one.
    public var port = 5004
    /// Addresses that may send; empty for all.
    public var senders: [String] = []
    /// Largest datagram.
    public var max_packet_bytes = 2048
    /// Room in the system for datagrams that wait.
    public var receive_buffer_bytes = 4 << 20
    /// Whether an RTCP BYE ends the stream.
    public var end_on_bye = false
    /// How long nothing comes, after something came, until the stream ends; 0 for ever.
    public var end_after_idle_seconds = 0.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<UDPSourceSettings>(
        .init(
            "address", \.address,
            "Address of this machine to receive at; only this machine can reach 127.0.0.1; 0.0.0.0 and :: are all."),
        .init("port", \.port, 0...65_535, "Port to receive at; 0 is any free one, which the log tells.", .required),
        .init("senders", \.senders, "IPv4 or IPv6 addresses that may send; an empty list stands for all."),
        .init(
            "max_packet_bytes", \.max_packet_bytes, 64...65_535,
            "Largest datagram in bytes; a larger one is thrown away and counted."),
        .init(
            "receive_buffer_bytes", \.receive_buffer_bytes, 4096...1_073_741_824,
            "Room in the system for datagrams that wait, in bytes; the system may allow less (net.core.rmem_max)."),
        .init("end_on_bye", \.end_on_bye, "Whether an RTCP BYE on this port ends the stream."),
        .init(
            "end_after_idle_seconds", \.end_after_idle_seconds, 0...86_400,
            "Seconds without a datagram, after there was one, that end the stream; 0 waits for ever."))
}
