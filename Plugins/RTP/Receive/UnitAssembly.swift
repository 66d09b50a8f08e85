/// Puts packets in order together to pictures, and gives each its time.
struct UnitAssembly: Sendable {
    private let codec: VideoCodec
    private let leap_ns: Int64
    private var h264: H264Depacketizer
    private var jpeg: JPEGDepacketizer
    /// Places for pictures; the first `unitCount` are whole.
    var units: [ReceivedUnit] = [ReceivedUnit()]
    var unitCount = 0
    /// Whether something is missing before the next picture that goes out.
    var isDiscontinuous = false
    /// A moment in both of the sender's clocks.
    var sentTime: (wall_ns: Int64, timestamp: UInt32)?
    private(set) var damaged: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    private(set) var emitted: UInt64 = 0
    private(set) var leaps: UInt64 = 0

    private(set) var lacksParameterSets = false

    private var isOpen = false
    private var wasCut = false
    private var timestamp: UInt32 = 0
    private var arrival_ns: Int64 = 0
    private var pts_ns: Int64 = 0
    private var hasTime = false
    private var epoch: UInt32 = 0
    private var unwrapper = TimestampUnwrapper()
    private var anchor: (ticks: Int64, pts_ns: Int64)?
    private var decoding = DecodingClock()
    private var order: (revision: Int, depth: Int?, frame_ns: Int64) = (0, 0, 40_000_000)

    init(_ settings: RTPReceiver.Settings) {
        codec = settings.codec
        leap_ns = settings.leap_ns
        h264 = H264Depacketizer(limit_bytes: settings.unitLimit_bytes, parameters: settings.parameters)
        jpeg = JPEGDepacketizer(limit_bytes: settings.unitLimit_bytes)
    }

    /// Takes the next packet in order.
    /// - Parameter lost: How many are missing before it.
    mutating func add(_ header: RTPHeader, _ payload: RawSpan, _ now_ns: Int64, lost: Int) -> Faults {
        var faults = Faults()
        if lost > 0 {
            faults.add(codec == .h264 ? h264.lose() : jpeg.lose())
            if isOpen { wasCut = true } else { isDiscontinuous = true }
        }
        if isOpen, header.timestamp != timestamp {
            faults.add(close())
            if lost > 0 { isDiscontinuous = true }
        }
        if !isOpen { open(header.timestamp, now_ns) }
        faults.add(codec == .h264 ? h264.add(payload) : jpeg.add(payload))
        if header.marker { faults.add(close()) }
        return faults
    }

    /// Ends the picture under way.
    /// - Parameter isCut: Whether its end is missing.
    mutating func end(isCut: Bool) -> Faults {
        var faults = Faults()
        if isOpen {
            wasCut = wasCut || isCut
            faults.add(close())
        }
        return faults
    }

    private mutating func open(_ timestamp: UInt32, _ now_ns: Int64) {
        isOpen = true
        wasCut = false
        let ticks = unwrapper.unwrap(timestamp)
        let elapsed = max(0, now_ns &- arrival_ns)
        var next = anchor.map { $0.pts_ns + MediaClock.time_ns(ticks - $0.ticks) } ?? 0
        if anchor == nil {
            next = hasTime ? pts_ns + elapsed : 0
            anchor = (ticks, next)
        } else if hasTime, ((next - pts_ns) - elapsed).magnitude > leap_ns.magnitude {
            next = pts_ns + elapsed
            anchor = (ticks, next)
            epoch += 1
            leaps += 1
            isDiscontinuous = true
        }
        self.timestamp = timestamp
        pts_ns = next
        arrival_ns = now_ns
        hasTime = true
    }

    private mutating func close() -> RTPFault? {
        isOpen = false
        if unitCount == units.count { units.append(ReceivedUnit()) }
        let fault =
            codec == .h264 ? h264.finish(into: &units[unitCount]) : jpeg.finish(into: &units[unitCount])
        let isDamaged = units[unitCount].isDamaged || wasCut
        guard !units[unitCount].bytes.isEmpty else {
            dropped += 1
            isDiscontinuous = true
            return fault
        }
        emitted += 1
        if units[unitCount].isKey, codec == .h264 { lacksParameterSets = !h264.parameters.isComplete }
        if isDamaged { damaged += 1 }
        units[unitCount].isDamaged = isDamaged
        units[unitCount].isDiscontinuous = isDiscontinuous
        units[unitCount].timestamp = timestamp
        units[unitCount].pts_ns = pts_ns
        units[unitCount].dts_ns = decodingTime_ns()
        units[unitCount].arrival_ns = arrival_ns
        units[unitCount].epoch = epoch
        units[unitCount].wall_ns = sentTime.map {
            $0.wall_ns + MediaClock.time_ns(Int64(Int32(bitPattern: timestamp &- $0.timestamp)))
        }
        isDiscontinuous = false
        unitCount += 1
        return fault
    }

    /// RTP says when pictures are shown; when they are decoded follows from how far the stream is out of order.
    private mutating func decodingTime_ns() -> Int64 {
        guard codec == .h264 else { return pts_ns }
        if h264.parameters.revision != order.revision {
            order.revision = h264.parameters.revision
            let sets = h264.parameters.sps.compactMap { SequenceParameters($0.span.bytes) }
            // Of several sequences in one stream the one that is out of order most.
            let depths = sets.compactMap(\.reorderDepth)
            order.depth = depths.count == sets.count ? depths.max() : nil
            if let rate = sets.compactMap(\.framesPerSecond).first { order.frame_ns = Int64(1e9 / rate) }
        }
        return decoding.time_ns(shown: pts_ns, depth: order.depth, frame_ns: order.frame_ns)
    }

    /// Another source, so another clock: its time goes on where this one's is.
    mutating func changeClock() {
        unwrapper = TimestampUnwrapper()
        anchor = nil
        epoch += 1
        isDiscontinuous = true
    }

    /// What one packet can bring to light: at most three things.
    struct Faults: Sequence, IteratorProtocol {
        private var found: (RTPFault?, RTPFault?, RTPFault?, RTPFault?) = (nil, nil, nil, nil)

        mutating func add(_ fault: RTPFault?) {
            guard let fault else { return }
            if found.0 == nil {
                found.0 = fault
            } else if found.1 == nil {
                found.1 = fault
            } else if found.2 == nil {
                found.2 = fault
            } else {
                found.3 = fault
            }
        }

        mutating func next() -> RTPFault? {
            defer { found = (found.1, found.2, found.3, nil) }
            return found.0
        }
    }
}
