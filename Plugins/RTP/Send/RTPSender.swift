/// Makes RTP packets of pictures. Does no input or output.
///
/// ```swift
/// guard try sender.begin(unit, lengthBytes: nil, pts_ns: pts_ns) else { return }
/// while sender.next(of: unit, into: &packet) { … }
/// ```
public struct RTPSender: Sendable {
    /// What stays the same for a stream.
    public struct Settings: Sendable {
        /// What the payload is.
        public var codec: VideoCodec
        /// 0 to 127.
        public var payloadType: UInt8
        /// The synchronisation source.
        public var ssrc: UInt32
        /// Sequence number of the first packet.
        public var sequence: UInt16
        /// Time stamp of `pts_ns` 0.
        public var timestamp: UInt32
        /// Largest packet, the header included.
        public var packet_bytes: Int
        /// H.264: the packetization mode.
        public var mode: H264Packetizer.Mode
        /// H.264: whether small units share a packet.
        public var aggregates: Bool

        /// Settings.
        public init(
            codec: VideoCodec, payloadType: UInt8, ssrc: UInt32, sequence: UInt16, timestamp: UInt32,
            packet_bytes: Int, mode: H264Packetizer.Mode = .nonInterleaved, aggregates: Bool = true
        ) {
            self.codec = codec
            self.payloadType = payloadType
            self.ssrc = ssrc
            self.sequence = sequence
            self.timestamp = timestamp
            self.packet_bytes = packet_bytes
            self.mode = mode
            self.aggregates = aggregates
        }
    }

    private let settings: Settings
    private var h264: H264Packetizer
    private var jpeg: JPEGPacketizer
    private var header: RTPHeader
    private var sets: [UInt8] = []
    private var isSendingSets = false
    /// Packets so far.
    public private(set) var packets: UInt32 = 0
    /// Payload bytes so far.
    public private(set) var payloadBytes: UInt32 = 0
    /// Units that could not be sent: larger than a packet in mode 0, or cut off.
    public private(set) var refusedUnits: UInt64 = 0

    /// A sender.
    public init(_ settings: Settings) {
        self.settings = settings
        let limit = settings.packet_bytes - RTPHeader.byteCount
        h264 = H264Packetizer(mode: settings.mode, limit_bytes: limit, aggregates: settings.aggregates)
        jpeg = JPEGPacketizer(limit_bytes: limit)
        header = RTPHeader(
            payloadType: settings.payloadType, sequence: settings.sequence, timestamp: settings.timestamp,
            ssrc: settings.ssrc)
    }

    /// The synchronisation source.
    public var ssrc: UInt32 { settings.ssrc }

    /// The time stamp of a stream time.
    public func timestamp(of pts_ns: Int64) -> UInt32 {
        settings.timestamp &+ UInt32(truncatingIfNeeded: MediaClock.ticks(pts_ns))
    }

    /// Starts with a picture.
    /// - Parameters:
    ///   - lengthBytes: H.264: bytes of the length before each unit; `nil` for start codes.
    ///   - parameters: H.264: sent before a key picture that does not have its parameter sets; `nil` to send it as it is.
    /// - Returns: `false` when nothing of it can be sent.
    /// - Throws: Why a JPEG picture cannot be sent.
    public mutating func begin(
        _ picture: RawSpan, lengthBytes: Int?, pts_ns: Int64, parameters: ParameterSets? = nil
    ) throws(JPEGPicture.Refusal) -> Bool {
        header.timestamp = timestamp(of: pts_ns)
        isSendingSets = false
        guard settings.codec == .h264 else {
            try jpeg.begin(picture)
            return true
        }
        let isAny = h264.begin(picture, lengthBytes: lengthBytes)
        refusedUnits += UInt64(h264.refused)
        if isAny, let parameters, parameters.isComplete, h264.has(NALUnitType.idrSlice, in: picture),
            !h264.has(NALUnitType.sps, in: picture)
        {
            let sets = parameters.annexB
            isSendingSets = h264.begin(sets.span.bytes, lengthBytes: nil)
            self.sets = sets
            if !isSendingSets { _ = h264.begin(picture, lengthBytes: lengthBytes) }
            self.lengthBytes = lengthBytes
        }
        return isAny
    }

    private var lengthBytes: Int?

    /// Writes the next packet in place of what is in `packet`.
    /// - Returns: `false` when the picture is sent.
    public mutating func next(of picture: RawSpan, into packet: inout [UInt8]) -> Bool {
        packet.clear()
        header.append(to: &packet)
        guard let isLast = payload(of: picture, into: &packet) else { return false }
        if isLast { packet[1] |= 0x80 }
        header.sequence &+= 1
        packets &+= 1
        payloadBytes &+= UInt32(truncatingIfNeeded: packet.count - RTPHeader.byteCount)
        return true
    }

    private mutating func payload(of picture: RawSpan, into packet: inout [UInt8]) -> Bool? {
        guard settings.codec == .h264 else { return jpeg.next(of: picture, into: &packet) }
        guard isSendingSets else { return h264.next(of: picture, into: &packet) }
        let sets = sets
        let isLast = h264.next(of: sets.span.bytes, into: &packet)
        if isLast == true {
            isSendingSets = false
            _ = h264.begin(picture, lengthBytes: lengthBytes)
        }
        return isLast.map { _ in false }
    }

    /// What a sender report says at a moment that is known in both clocks.
    public func report(wall_ns: Int64, pts_ns: Int64) -> SenderReport {
        SenderReport(
            ssrc: settings.ssrc, time: NTPTime(wall_ns: wall_ns), timestamp: timestamp(of: pts_ns), packets: packets,
            payloadBytes: payloadBytes)
    }
}
