import CSluice
import PluginSDK

extension StageHarness where S: ~Copyable {
    /// Begins a stream; a push does so by itself with a plain description.
    public func begin(
        stream: UInt32 = 0, port: Int = 0, name: String = "camera", camera: String = "", isLive: Bool = false,
        width: Int = 0, height: Int = 0, rate: (num: UInt32, den: UInt32) = (25, 1), labels: ConfigValue = [:]
    ) throws(StageError) {
        guard streams[stream] == nil else { throw StageError(.argument, "stream \(stream) has begun already") }
        streams[stream] = OpenStream()
        let tree = ConfigTree(labels)
        var utf8 = (name.utf8CString, camera.utf8CString)
        utf8.0.append(0)
        let (nameText, cameraText) = (Array(utf8.0), Array(utf8.1))
        var about = sluice_stream()
        about.struct_size = UInt32(MemoryLayout<sluice_stream>.size)
        about.stream = stream
        about.flags = isLive ? UInt32(SLUICE_STREAM_LIVE) : 0
        about.width = UInt32(width)
        about.height = UInt32(height)
        about.rate_num = rate.num
        about.rate_den = rate.den
        about.labels = tree.root
        about.name_bytes = UInt64(name.utf8.count)
        about.camera_bytes = UInt64(camera.utf8.count)
        try call(.begin) { table, stage in
            nameText.withUnsafeBufferPointer { nameStart in
                cameraText.withUnsafeBufferPointer { cameraStart in
                    about.name = nameStart.baseAddress
                    about.camera = cameraStart.baseAddress
                    return table.begin?(stage, UInt32(port), &about) ?? SLUICE_OK
                }
            }
        }
        withExtendedLifetime(tree) {}
    }

    /// Pushes a frame.
    /// - Parameters:
    ///   - frame: The picture; laid out in memory with ``rowPadding_bytes``.
    ///   - regions: What travels beside it.
    ///   - port: The input port.
    ///   - stream: Begun when it is new.
    ///   - seq: The stream's next number when `nil`.
    ///   - sub: Tells items of one captured frame apart.
    ///   - pts_ns: ``frame_interval_ns`` after the last when `nil`.
    ///   - flags: The contract's flags.
    public func push(
        _ frame: TestFrame, regions: [TestRegion] = [], port: Int = 0, stream: UInt32 = 0, seq: UInt64? = nil,
        sub: UInt32 = 0, pts_ns: Int64? = nil, flags: UInt32 = 0
    ) throws(StageError) {
        var item = try stamp(stream, port, seq, sub, pts_ns, flags)
        let made = try self.frame(frame, &item)
        defer { host.release(made) }
        try withUnsafePointer(to: made.facts) { facts throws(StageError) in
            item.payload.frame = facts
            try process(port, item, regions)
        }
    }

    /// Lays a frame out in memory, for an item that is stamped.
    func frame(_ frame: TestFrame, _ item: inout sluice_item) throws(StageError) -> PoolFrame {
        let made = host.newFrame(
            frame.format, frame.width, frame.height, padding_bytes: rowPadding_bytes, .input)
        guard let made else { throw StageError(.argument, "a frame of format \(frame.format) cannot be made") }
        var colour = sluice_colour()
        colour.matrix = frame.matrix
        colour.range = frame.range
        made.setColour(colour)
        made.setRotation(frame.rotation_degrees)
        made.setFlags(item.flags)
        let a = frame.affine
        made.setOrigin(
            sluice_origin(
                seq: item.seq, region: frame.originRegion, stream: item.stream,
                affine: (a[0], a[1], a[2], a[3], a[4], a[5]),
                reserved: 0))
        made.fill(frame.planes)
        made.freeze(.input)
        item.kind = UInt32(SLUICE_ITEM_FRAME)
        return made
    }

    /// Pushes a tensor.
    public func push(
        _ tensor: TestTensor, port: Int = 0, stream: UInt32 = 0, seq: UInt64? = nil, pts_ns: Int64? = nil,
        flags: UInt32 = 0
    ) throws(StageError) {
        var item = try stamp(stream, port, seq, 0, pts_ns, flags)
        item.kind = UInt32(SLUICE_ITEM_TENSOR)
        try tensor.withTensor(name: host.names.id(of: tensor.name)) { pointer throws(StageError) in
            item.payload.tensor = pointer
            try process(port, item, [])
        }
    }

    /// Pushes a record.
    public func push(
        record value: ConfigValue, type: String, port: Int = 0, stream: UInt32 = 0, seq: UInt64? = nil,
        sub: UInt32 = 0, pts_ns: Int64? = nil
    ) throws(StageError) {
        var item = try stamp(stream, port, seq, sub, pts_ns, 0)
        item.kind = UInt32(SLUICE_ITEM_RECORD)
        let text = Array(value.jsonText.utf8CString)
        let id = host.names.id(of: type)
        try text.withUnsafeBufferPointer { json throws(StageError) in
            var record = sluice_record()
            record.struct_size = UInt32(MemoryLayout<sluice_record>.size)
            record.type = id
            record.json = json.baseAddress
            record.bytes = UInt64(json.count - 1)
            try withUnsafePointer(to: record) { pointer throws(StageError) in
                item.payload.record = pointer
                try process(port, item, [])
            }
        }
    }

    /// Pushes a packet; 64 zero bytes follow its data, as the contract promises.
    public func push(
        _ packet: TestPacket, regions: [TestRegion] = [], port: Int = 0, stream: UInt32 = 0, seq: UInt64? = nil,
        sub: UInt32 = 0, pts_ns: Int64? = nil, flags: UInt32 = 0
    ) throws(StageError) {
        var item = try stamp(stream, port, seq, sub, pts_ns, flags)
        item.kind = UInt32(SLUICE_ITEM_PACKET)
        let (data, config) = (packet.bytes + [UInt8](repeating: 0, count: 64), packet.configuration)
        let id = host.names.id(of: packet.codec)
        try data.withUnsafeBufferPointer { data throws(StageError) in
            try config.withUnsafeBufferPointer { config throws(StageError) in
                var c = sluice_packet()
                c.struct_size = UInt32(MemoryLayout<sluice_packet>.size)
                c.codec = id
                c.data = data.baseAddress
                c.bytes = UInt64(data.count - 64)
                c.config = config.baseAddress
                c.config_bytes = UInt64(config.count)
                c.dts_ns = packet.dts_ns
                c.flags = flags | (packet.isKey ? UInt32(SLUICE_FLAG_KEY) : 0)
                try withUnsafePointer(to: c) { pointer throws(StageError) in
                    item.payload.packet = pointer
                    try process(port, item, regions)
                }
            }
        }
    }

    /// Pushes frames one after the other.
    public func push(_ frames: some Sequence<TestFrame>, port: Int = 0, stream: UInt32 = 0) throws(StageError) {
        for frame in frames { try push(frame, port: port, stream: stream) }
    }

    /// Tells the stage that time has passed without an item.
    /// - Parameters:
    ///   - seq: The stream's next number when `nil`.
    ///   - pts_ns: ``frame_interval_ns`` after the last when `nil`.
    public func advance(
        stream: UInt32 = 0, port: Int = 0, seq: UInt64? = nil, pts_ns: Int64? = nil
    ) throws(StageError) {
        let item = try stamp(stream, port, seq, 0, pts_ns, 0)
        try call(.advance) { $0.advance?($1, UInt32(port), stream, item.seq, item.pts_ns) ?? SLUICE_OK }
    }

    /// Ends a stream.
    public func end(stream: UInt32 = 0, port: Int = 0) throws(StageError) {
        streams[stream] = nil
        try call(.end) { $0.end?($1, UInt32(port), stream) ?? SLUICE_OK }
    }

    /// Makes the stage forget a stream, or all.
    public func reset(stream: UInt32? = nil) throws(StageError) {
        try call(.reset) { $0.reset?($1, stream ?? UInt32.max) ?? SLUICE_OK }
    }

    /// Asks a source for items.
    public func produce(timeout_ns: Int64 = 1_000_000_000) throws(StageError) -> Production {
        let deadline = clock_ns + timeout_ns
        switch try call(.produce, { $0.produce?($1, deadline) ?? SLUICE_END }) {
        case SLUICE_OK: return .emitted
        case SLUICE_NEED_MORE: return .nothingYet
        default: return .end
        }
    }

    private func process(_ port: Int, _ item: sluice_item, _ regions: [TestRegion]) throws(StageError) {
        var item = item
        let arena = RegionArena()
        item.regions = UnsafePointer(RegionWriter.write(regions, into: arena, names: host.names))
        guard host.takes(item, port: port) else { return host.passBy(item) }
        try call(.process) { $0.process?($1, UInt32(port), &item) ?? SLUICE_E_UNSUPPORTED }
        withExtendedLifetime(arena) {}
    }

    func stamp(
        _ stream: UInt32, _ port: Int, _ seq: UInt64?, _ sub: UInt32, _ pts_ns: Int64?, _ flags: UInt32
    ) throws(StageError) -> sluice_item {
        if streams[stream] == nil { try begin(stream: stream, port: port) }
        var state = streams[stream] ?? OpenStream()
        var item = sluice_item()
        item.struct_size = UInt32(MemoryLayout<sluice_item>.size)
        item.stream = stream
        item.sub = sub
        item.seq = seq ?? state.nextSeq
        item.pts_ns = pts_ns ?? state.nextPts_ns
        item.duration_ns = frame_interval_ns
        item.flags = flags
        host.clock_ns = max(host.clock_ns, 1_000_000_000 + item.pts_ns)
        item.capture_ns = 1_000_000_000 + item.pts_ns
        item.wall_ns = 1_700_000_000_000_000_000 + item.pts_ns
        state.nextSeq = item.seq + 1
        state.nextPts_ns = item.pts_ns + frame_interval_ns
        streams[stream] = state
        return item
    }
}
