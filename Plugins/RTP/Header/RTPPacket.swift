/// Where the parts of an RTP packet lie in its bytes.
public struct RTPPacket: Sendable, Hashable {
    /// The fixed header.
    public let header: RTPHeader
    /// How many contributing sources follow it, four bytes each.
    public let sourceCount: Int
    /// The word by which a profile names its header extension; `nil` without one.
    public let extensionProfile: UInt16?
    /// The content of the header extension.
    public let extensionContent: Range<Int>
    /// The payload; may be empty.
    public let payload: Range<Int>
    /// Bytes behind the payload.
    public let paddingBytes: Int

    /// Checks a packet and finds its parts (RFC 3550, 5.1 and 5.3.1).
    /// - Throws: What is wrong with it.
    public init(parsing bytes: RawSpan) throws(RTPFault) {
        let count = bytes.byteCount
        guard count > 0 else { throw .empty }
        guard count >= RTPHeader.byteCount else { throw .tooShort }
        let (first, second) = (bytes.uint8(at: 0), bytes.uint8(at: 1))
        guard first >> 6 == 2 else { throw .wrongVersion }
        header = RTPHeader(
            payloadType: second & 0x7F, marker: second & 0x80 != 0, sequence: bytes.uint16(at: 2),
            timestamp: bytes.uint32(at: 4), ssrc: bytes.uint32(at: 8))
        sourceCount = Int(first & 0x0F)
        var start = RTPHeader.byteCount + 4 * sourceCount
        guard start <= count else { throw .sourcesBeyondEnd }
        if first & 0x10 != 0 {
            guard start + 4 <= count else { throw .extensionBeyondEnd }
            extensionProfile = bytes.uint16(at: start)
            let content = start + 4
            start = content + 4 * Int(bytes.uint16(at: start + 2))
            guard start <= count else { throw .extensionBeyondEnd }
            extensionContent = content..<start
        } else {
            extensionProfile = nil
            extensionContent = start..<start
        }
        paddingBytes = first & 0x20 != 0 ? Int(bytes.uint8(at: count - 1)) : 0
        guard first & 0x20 == 0 || paddingBytes > 0, paddingBytes <= count - start else { throw .wrongPadding }
        payload = start..<count - paddingBytes
    }
}
