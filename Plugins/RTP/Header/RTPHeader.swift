/// The fixed header of an RTP packet (RFC 3550, 5.1), without contributing sources and extension.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     |V=2|P|X|  CC   |M|     PT      |            sequence           |
///     |                           timestamp                           |
///     |                             SSRC                              |
public struct RTPHeader: Sendable, Hashable {
    /// Bytes of the fixed header.
    public static let byteCount = 12

    /// What the payload is, 0 to 127.
    public var payloadType: UInt8
    /// For video: whether this is the last packet of a picture.
    public var marker: Bool
    /// Rises by one with each packet, modulo 2^16.
    public var sequence: UInt16
    /// The sampling instant in units of the media clock, modulo 2^32.
    public var timestamp: UInt32
    /// The synchronisation source.
    public var ssrc: UInt32

    /// A header.
    public init(payloadType: UInt8, marker: Bool = false, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.payloadType = payloadType
        self.marker = marker
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Writes the header.
    public func append(to packet: inout [UInt8]) {
        packet.append(0x80)
        packet.append((marker ? 0x80 : 0) | payloadType & 0x7F)
        packet.append(uint16: sequence)
        packet.append(uint32: timestamp)
        packet.append(uint32: ssrc)
    }
}
