/// Cuts JPEG pictures into RTP payloads (RFC 2435), quantisation tables in each picture.
public struct JPEGPacketizer: Sendable {
    private let limit_bytes: Int
    private var picture: JPEGPicture?
    private var offset = 0

    /// A packetizer.
    /// - Parameter limit_bytes: Largest payload; at least 256, since the first one carries 144 bytes of headers.
    public init(limit_bytes: Int) { self.limit_bytes = limit_bytes }

    /// Starts with a picture.
    /// - Throws: Why it cannot be sent.
    public mutating func begin(_ file: RawSpan) throws(JPEGPicture.Refusal) {
        picture = nil
        offset = 0
        let parsed = try JPEGPicture(parsing: file)
        // The fragment offset has 24 bits.
        guard parsed.scan.count < 1 << 24 else { throw .size }
        picture = parsed
    }

    /// Appends the next payload.
    /// - Returns: Whether it is the last of the picture; `nil` when all are written.
    public mutating func next(of file: RawSpan, into packet: inout [UInt8]) -> Bool? {
        guard let picture, offset < picture.scan.count else { return nil }
        let start = packet.count
        packet.append(0)
        packet.append(uint24: UInt32(offset))
        packet.append(picture.type)
        packet.append(255)
        packet.append(picture.width8)
        packet.append(picture.height8)
        if picture.restartInterval > 0 {
            packet.append(uint16: picture.restartInterval)
            // First, last, and a count of all ones: the picture is decoded as a whole (RFC 2435, 3.1.7).
            packet.append(uint16: 0xFFFF)
        }
        if offset == 0 {
            packet.append(uint16: 0)
            packet.append(uint16: 128)
            for index in 0..<128 { packet.append(picture.tables[index]) }
        }
        let room = limit_bytes - (packet.count - start)
        let from = picture.scan.lowerBound + offset
        let to = min(from + room, picture.scan.upperBound)
        packet.append(file.extracting(from..<to))
        offset = to - picture.scan.lowerBound
        return to == picture.scan.upperBound
    }
}
