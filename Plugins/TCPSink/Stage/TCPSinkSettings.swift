import PluginSDK

/// Configuration of ``TCPSink``.
public struct TCPSinkSettings: StageSettings {
    /// Who begins the connection.
    public enum Mode: String, SettingChoice {
        /// This stage.
        case connect
        /// The receivers.
        case listen
    }

    /// What happens to a receiver that does not keep up.
    public enum SlowPeer: String, SettingChoice {
        /// Packets that do not fit are left out, for it alone.
        case drop
        /// Everybody waits for it.
        case wait
        /// Its connection is closed.
        case disconnect
    }

    /// Who begins the connection.
    public var mode = Mode.connect
    /// The receiver's address, or the own one to listen at.
    public var address = "127.0.0.1"
    /// The port; when listening, 0 is any free one.
    public var port = 5004
    /// Most receivers at once.
    public var max_peers = 8
    /// Addresses that may connect; empty for all.
    public var receivers: [String] = []
    /// Bytes that wait for one receiver.
    public var buffer_bytes = 4 << 20
    /// What happens to a receiver that does not keep up.
    public var slow_peer = SlowPeer.drop
    /// How long a receiver may take no byte.
    public var stall_seconds = 10.0
    /// How long the first packet waits for a receiver; 0 does not.
    public var wait_for_peer_seconds = 0.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<TCPSinkSettings>(
        .init("mode", \.mode, "connect goes to the receiver, again and again; listen waits for receivers."),
        .init(
            "address", \.address,
            "Address to connect to, or to listen at (127.0.0.1 is this machine alone, 0.0.0.0 and :: are all)."),
        .init("port", \.port, 0...65_535, "Port; when listening 0 is any free one, which the log tells.", .required),
        .init("max_peers", \.max_peers, 1...60, "Most receivers at once; further ones are turned away."),
        .init("receivers", \.receivers, "IPv4 or IPv6 addresses that may connect; an empty list stands for all."),
        .init(
            "buffer_bytes", \.buffer_bytes, 131_072...1_073_741_824, "Most bytes that wait in memory for one receiver."),
        .init(
            "slow_peer", \.slow_peer,
            "When that is full: drop leaves packets out for it, wait makes all wait, disconnect closes it."),
        .init(
            "stall_seconds", \.stall_seconds, 0.1...3600,
            "Seconds without a byte taken, while some wait, that close a connection."),
        .init(
            "wait_for_peer_seconds", \.wait_for_peer_seconds, 0...86_400,
            "Seconds that the first packet waits for a receiver; 0 does not wait."))

    /// Asks for a port to connect to.
    public func validate() throws(StageError) {
        if mode == .connect, port == 0 { throw StageError(.configuration, "port: connecting needs one, 1 to 65535") }
    }
}
