import PluginSDK

/// An item that a stage has emitted, as a value.
public struct RecordedItem: Sendable {
    /// The output port, by number in the manifest.
    public let port: Int
    /// What it carries.
    public let kind: ItemKind
    /// Number of its stream.
    public let stream: UInt32
    /// The captured frame it was made from.
    public let seq: UInt64
    /// Tells items made from one captured frame apart.
    public let sub: UInt32
    /// Stream time.
    public let pts_ns: Int64
    /// The host's clock at capture.
    public let capture_ns: Int64
    /// UTC.
    public let wall_ns: Int64
    /// Length; 0 when unknown.
    public let duration_ns: Int64
    /// Raised when a source's clock starts anew.
    public let epoch: UInt32
    /// The contract's flags.
    public let flags: UInt32
    /// The picture, if it is one; a copy made when it was emitted.
    public let frame: TestFrame?
    /// The handle of the frame in the harness: equal for the same memory, 0 for none.
    public let frameHandle: UInt64
    /// What travels beside it.
    public let regions: [TestRegion]
    /// The record, if it is one.
    public let record: RecordedRecord?
    /// The packet, if it is one.
    public let packet: TestPacket?
    /// The tensor, if it is one.
    public let tensor: TestTensor?
}

/// A record that a stage has emitted or a test pushes.
public struct RecordedRecord: Sendable {
    /// Such as `sluice.track-end`.
    public let type: String
    /// The JSON text, as it was emitted.
    public let json: String
    /// The same, read; `nil` when it is not JSON, which the harness counts as a violation.
    public var value: ConfigValue? {
        do { return try ConfigValue(json: json) } catch { return nil }
    }
    /// A member of the object.
    public subscript(key: String) -> ConfigValue? { value?[key] }
}

/// A coded packet as a value.
public struct TestPacket: Sendable, Hashable {
    /// Such as `h264`.
    public var codec: String
    /// The coded bytes.
    public var bytes: [UInt8]
    /// The codec's configuration; empty when it has not changed.
    public var configuration: [UInt8]
    /// Decoding time.
    public var dts_ns: Int64
    /// Whether it can be decoded without earlier packets.
    public var isKey: Bool

    /// A packet.
    public init(codec: String, bytes: [UInt8], configuration: [UInt8] = [], dts_ns: Int64 = 0, isKey: Bool = false) {
        self.codec = codec
        self.bytes = bytes
        self.configuration = configuration
        self.dts_ns = dts_ns
        self.isKey = isKey
    }
}
