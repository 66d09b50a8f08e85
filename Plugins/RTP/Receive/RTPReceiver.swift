/// Receives one source: checks packets, puts them in order, and puts pictures together. Does no input or output.
///
///     datagram ─▶ header, type, source ─▶ sequence (A.1) ─▶ order ─▶ H.264 or JPEG ─▶ units
///
/// Give it datagrams by ``receive(_:arrival_ns:)``, tell it of time by ``expire(now_ns:)``, and take what is whole from
/// ``units`` after each call, then ``clearUnits()``. Nothing is allocated in a steady load.
public struct RTPReceiver: Sendable {
    /// What stays the same for a stream.
    public struct Settings: Sendable {
        /// What the payload is.
        public var codec: VideoCodec
        /// 0 to 127.
        public var payloadType: UInt8
        /// Longest wait for a missing packet; 0 does not reorder.
        public var latency_ns: Int64 = 100_000_000
        /// Most packets that wait.
        public var reorderLimit = 512
        /// Largest picture.
        public var unitLimit_bytes = 16 << 20
        /// Largest packet.
        public var packetLimit_bytes = 65_535
        /// From how far a time stamp must be off its arrival to count as a new clock.
        public var leap_ns: Int64 = 10_000_000_000
        /// The only source that is accepted; `nil` for any one.
        public var ssrc: UInt32?
        /// H.264: parameter sets known beforehand.
        public var parameters = ParameterSets()

        /// Settings with defaults.
        public init(codec: VideoCodec, payloadType: UInt8) {
            self.codec = codec
            self.payloadType = payloadType
        }
    }

    /// A packet of another source, kept until the next one says whether that source goes on.
    private struct Candidate: Sendable {
        var ssrc: UInt32 = 0
        var next: UInt16 = 0
        var bytes: [UInt8] = []
        var isThere = false
    }

    let settings: Settings
    /// The source that is followed; `nil` before the first packet.
    public private(set) var source: UInt32?
    /// Its sequence numbers and jitter.
    public internal(set) var statistics = ReceptionStatistics()
    /// What was refused or thrown away, and why.
    public internal(set) var faults = FaultCounts()
    /// Counts since the beginning.
    public internal(set) var counts = ReceptionCounts()
    /// Whether the source said goodbye.
    public internal(set) var hasLeft = false
    var assembly: UnitAssembly
    var senderReport: (report: SenderReport, arrival_ns: Int64)?
    private var jitter: JitterBuffer
    private var candidate = Candidate()

    /// A receiver.
    public init(_ settings: Settings) {
        self.settings = settings
        jitter = JitterBuffer(latency_ns: settings.latency_ns, limit: settings.reorderLimit)
        assembly = UnitAssembly(settings)
    }

    /// Pictures that are whole, or as whole as they will be.
    public var units: ArraySlice<ReceivedUnit> { assembly.units[..<assembly.unitCount] }

    /// The number of ``units``.
    public var unitCount: Int { assembly.unitCount }

    /// One of ``units``, moved out; give it back by ``giveBack(_:at:)`` so that its memory serves again.
    public mutating func take(_ index: Int) -> ReceivedUnit {
        var result = ReceivedUnit()
        swap(&result, &assembly.units[index])
        return result
    }

    /// Takes back the memory of a unit.
    public mutating func giveBack(_ unit: consuming ReceivedUnit, at index: Int) { assembly.units[index] = unit }

    /// Forgets the pictures that were taken.
    public mutating func clearUnits() { assembly.unitCount = 0 }

    /// Whether a key picture has come that nobody can decode: no parameter sets came with it, nor before it.
    public var lacksParameterSets: Bool { assembly.lacksParameterSets }

    /// Takes a datagram, RTP or RTCP.
    public mutating func receive(_ datagram: RawSpan, arrival_ns: Int64) {
        guard datagram.byteCount <= settings.packetLimit_bytes else { return refuse(.tooLarge) }
        if RTCPReader.isControl(datagram) { return receiveControl(datagram, arrival_ns) }
        let packet: RTPPacket
        do throws(RTPFault) { packet = try RTPPacket(parsing: datagram) } catch { return refuse(error) }
        guard packet.header.payloadType == settings.payloadType else { return refuse(.unknownPayloadType) }
        guard packet.header.ssrc == source else { return receiveForeign(packet, datagram, arrival_ns) }
        candidate.isThere = false
        receiveOwn(packet, datagram, arrival_ns)
    }

    private mutating func receiveOwn(_ packet: RTPPacket, _ datagram: RawSpan, _ arrival_ns: Int64) {
        counts.packets += 1
        counts.bytes += UInt64(datagram.byteCount)
        let sequence: Int64
        switch statistics.note(packet.header.sequence) {
        case .leap: return refuse(.sequenceLeap)
        case .accepted(let number): sequence = number
        case .restarted(let number):
            sequence = number
            endSequence()
        }
        statistics.note(timestamp: packet.header.timestamp, arrival_ns: arrival_ns)
        place(sequence, packet, datagram, arrival_ns)
        drain(arrival_ns, isForced: false)
    }

    private mutating func place(
        _ sequence: Int64, _ packet: RTPPacket, _ datagram: RawSpan, _ arrival_ns: Int64
    ) {
        switch jitter.offer(sequence, packet, arrival_ns: arrival_ns, bytes: datagram) {
        case .now(let lost): handle(packet, datagram, arrival_ns, lost: lost)
        case .held: counts.outOfOrder += 1
        case .duplicate: refuse(.duplicate)
        case .late: refuse(.late)
        case .full:
            drain(arrival_ns, isForced: true)
            if case .now(let lost) = jitter.offer(sequence, packet, arrival_ns: arrival_ns, bytes: datagram) {
                handle(packet, datagram, arrival_ns, lost: lost)
            }
        }
    }

    private mutating func drain(_ now_ns: Int64, isForced: Bool) {
        while let held = jitter.release(at: now_ns, isForced: isForced) {
            handle(held.packet, held.bytes.span.bytes, held.arrival_ns, lost: held.lost)
            jitter.recycle(held.bytes)
        }
    }

    /// A packet whose turn it is.
    private mutating func handle(_ packet: RTPPacket, _ bytes: RawSpan, _ arrival_ns: Int64, lost: Int) {
        counts.lost += UInt64(lost)
        let payload = bytes.extracting(packet.payload)
        for fault in assembly.add(packet.header, payload, arrival_ns, lost: lost) { refuse(fault) }
    }

    /// Time has passed: what has waited long enough goes on.
    public mutating func expire(now_ns: Int64) { drain(now_ns, isForced: false) }

    /// When ``expire(now_ns:)`` has something to do; `nil` when nothing waits.
    public var deadline_ns: Int64? { jitter.deadline_ns }

    /// Nothing more will come: all that waits goes on, and the picture under way ends.
    public mutating func finish(now_ns: Int64) {
        drain(now_ns, isForced: true)
        for fault in assembly.end(isCut: true) { refuse(fault) }
    }

    private mutating func endSequence() {
        drain(Int64.max, isForced: true)
        for fault in assembly.end(isCut: true) { refuse(fault) }
        assembly.isDiscontinuous = true
        jitter.restart()
        counts.restarts += 1
    }

    /// The first packet of all, or one of another source. That one is followed when two packets in a row come from it, and
    /// none of the present source between them: a sender that was started anew has another number.
    private mutating func receiveForeign(_ packet: RTPPacket, _ datagram: RawSpan, _ arrival_ns: Int64) {
        let ssrc = packet.header.ssrc
        if let wanted = settings.ssrc, wanted != ssrc { return refuse(.foreignSource) }
        if source == nil || hasLeft {
            follow(ssrc)
            return receiveOwn(packet, datagram, arrival_ns)
        }
        guard candidate.isThere, candidate.ssrc == ssrc, candidate.next == packet.header.sequence else {
            candidate.ssrc = ssrc
            candidate.next = packet.header.sequence &+ 1
            candidate.bytes.clear()
            candidate.bytes.append(datagram)
            candidate.isThere = true
            return refuse(.foreignSource)
        }
        candidate.isThere = false
        follow(ssrc)
        let first = candidate.bytes
        if let packet = try? RTPPacket(parsing: first.span.bytes) { receiveOwn(packet, first.span.bytes, arrival_ns) }
        receiveOwn(packet, datagram, arrival_ns)
    }

    private mutating func follow(_ ssrc: UInt32) {
        if source != nil {
            endSequence()
            assembly.changeClock()
            counts.sourceChanges += 1
        }
        source = ssrc
        hasLeft = false
        statistics = ReceptionStatistics()
        senderReport = nil
        assembly.sentTime = nil
    }

    mutating func refuse(_ fault: RTPFault) { faults.add(fault) }

    mutating func leave(_ now_ns: Int64) {
        finish(now_ns: now_ns)
        hasLeft = true
    }
}

/// What a receiver has counted.
public struct ReceptionCounts: Sendable, Hashable {
    /// RTP packets of the source, faulty ones left out.
    public var packets: UInt64 = 0
    /// Bytes of these.
    public var bytes: UInt64 = 0
    /// Packets given up.
    public var lost: UInt64 = 0
    /// Packets that came before one that belongs before them.
    public var outOfOrder: UInt64 = 0
    /// Times that the sequence began anew.
    public var restarts: UInt64 = 0
    /// Times that another source was followed.
    public var sourceChanges: UInt64 = 0
}
