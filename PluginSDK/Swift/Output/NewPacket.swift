import CSluice

/// Coded data to emit.
public struct NewPacket: Sendable {
    /// The codec: an interned name such as `h264`.
    public var codec: Name
    /// The coded bytes.
    public var bytes: [UInt8]
    /// The codec's configuration, on the first packet and after a change; else empty.
    public var configuration: [UInt8]
    /// Decoding time in nanoseconds.
    public var dts_ns: Int64
    /// Whether it can be decoded without earlier packets.
    public var isKey: Bool

    /// A packet.
    public init(codec: Name, bytes: [UInt8], configuration: [UInt8] = [], dts_ns: Int64, isKey: Bool) {
        self.codec = codec
        self.bytes = bytes
        self.configuration = configuration
        self.dts_ns = dts_ns
        self.isKey = isKey
    }

    func withPacket<R>(_ body: (UnsafePointer<sluice_packet>) -> R) -> R {
        bytes.withUnsafeBufferPointer { data in
            configuration.withUnsafeBufferPointer { config in
                var packet = sluice_packet()
                packet.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
                packet.codec = codec.id
                packet.data = data.baseAddress
                packet.bytes = UInt64(data.count)
                packet.config = config.baseAddress
                packet.config_bytes = UInt64(config.count)
                packet.dts_ns = dts_ns
                packet.flags = isKey ? UInt32(SLUICE_FLAG_KEY) : 0
                return body(&packet)
            }
        }
    }
}
