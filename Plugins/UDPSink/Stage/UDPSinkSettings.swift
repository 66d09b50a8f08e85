import PluginSDK

/// Configuration of ``UDPSink``.
public struct UDPSinkSettings: StageSettings {
    /// Where packets go.
    public var address = "127.0.0.1"
    /// The port that packets go to.
    public var port = 5004
    /// The own address to send from; empty leaves it to the system.
    public var from_address = ""
    /// The own port to send from; 0 is any free one.
    public var from_port = 0
    /// Room in the system for datagrams that wait.
    public var send_buffer_bytes = 1 << 20
    /// Most routers on the way; 0 leaves it to the system.
    public var hops = 0
    /// Most bits a second, so that a large picture does not overrun the receiver; 0 for no limit.
    public var max_bits_per_second = 0.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<UDPSinkSettings>(
        .init("address", \.address, "Address or name of the machine that packets go to."),
        .init("port", \.port, 1...65_535, "Port that packets go to.", .required),
        .init("from_address", \.from_address, "Own address to send from; empty leaves the choice to the system."),
        .init("from_port", \.from_port, 0...65_535, "Own port to send from, with from_address; 0 is any free one."),
        .init(
            "send_buffer_bytes", \.send_buffer_bytes, 4096...1_073_741_824,
            "Room in the system for datagrams that wait, in bytes; the system may allow less (net.core.wmem_max)."),
        .init("hops", \.hops, 0...255, "Most routers on the way (TTL, hop limit); 0 leaves it to the system."),
        .init(
            "max_bits_per_second", \.max_bits_per_second, 0...1e12,
            "Most bits a second, so that a large picture does not overrun the receiver; 0 for no limit."))

    /// Asks for an address with a port.
    public func validate() throws(StageError) {
        if from_port > 0, from_address.isEmpty {
            throw StageError(.configuration, "from_port: from_address is needed beside it, such as 127.0.0.1")
        }
    }
}
