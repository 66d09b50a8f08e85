import PluginSDK

extension Encoder {
    /// The encoder of a stream or track, for pictures of the frame's shape. Another shape ends the old sequence and begins a
    /// new one.
    mutating func encoder(
        for subject: VideoEncoder.Subject, _ frame: FrameView, _ output: Output
    ) throws(StageError) -> VideoEncoder {
        let shape = VideoEncoder.Shape(frame)
        if let known = encoders[subject] {
            if known.shape == shape { return known }
            try close(known, output)
        }
        while encoders.count >= settings.max_encoders, let oldest = encoders.values.min(by: { $0.lastUse < $1.lastUse })
        {
            try close(oldest, output)
        }
        let facts = streams[subject.stream]
        let made = try VideoEncoder(
            subject, shape, settings, rate: facts?.rate ?? EncoderRate(settings),
            framesPerSecond: settings.frame_rate ?? facts?.framesPerSecond ?? 0)
        encoders[subject] = made
        return made
    }

    /// Emits what an encoder still holds, and lets go of it.
    mutating func close(_ encoder: VideoEncoder, _ output: Output) throws(StageError) {
        encoders[encoder.subject] = nil
        guard !encoder.pending.isEmpty else { return }
        try encoder.sendEnd()
        while let packet = try encoder.receive() { try emitPending(packet, encoder, output) }
    }

    /// Closes encoders of tracks that were not seen for a while, and says how far the stream has come.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        guard port == 0 else { return }
        if settings.per == .track {
            let idle_ns = Int64(settings.idle_seconds * 1e9)
            for encoder in encoders.values
            where encoder.subject.stream == time.stream && time.pts_ns &- encoder.lastUse_ns > idle_ns {
                try close(encoder, output)
            }
        }
        var low = time
        for encoder in encoders.values where encoder.subject.stream == time.stream {
            guard let first = encoder.pending.first?.stamp, first.seq <= low.seq else { continue }
            if first.seq == 0 { return }
            low.seq = first.seq - 1
            low.pts_ns = min(low.pts_ns, first.pts_ns)
        }
        try output.progress(low)
    }

    /// Emits what the encoders of a stream still hold.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard port == 0 else { return }
        for encoder in inOrder(of: stream) { try close(encoder, output) }
        streams[stream] = nil
    }

    /// Lets go of all encoders; what they held is lost.
    public mutating func reset(stream: UInt32?) {
        for subject in encoders.keys where stream == nil || subject.stream == stream { encoders[subject] = nil }
    }

    /// Lets go of all encoders.
    public mutating func stop() throws(StageError) {
        encoders.removeAll()
        streams.removeAll()
    }

    private func inOrder(of stream: UInt32) -> [VideoEncoder] {
        encoders.values.filter { $0.subject.stream == stream }.sorted { $0.subject.track < $1.subject.track }
    }

    /// A request for a key picture or a rate, or the end of a track. Other records mean nothing here.
    mutating func obey(_ record: RecordView, of stream: UInt32, _ output: Output) throws(StageError) {
        if record.type == names.trackEnd {
            guard settings.per == .track, let track = record.integer("track") else { return }
            let subject = VideoEncoder.Subject(stream: stream, track: UInt64(bitPattern: track))
            if let encoder = encoders[subject] { try close(encoder, output) }
        } else if record.type == names.request {
            let request = try EncoderRequest(record)
            for stream in try meant(by: request, from: stream) { apply(request, to: stream) }
        }
    }

    private func meant(by request: EncoderRequest, from stream: UInt32) throws(StageError) -> [UInt32] {
        if let name = request.stream {
            let found = streams.filter { $0.value.name == name }.map(\.key)
            guard !found.isEmpty else {
                throw StageError(
                    .argument, "an encoder request names the stream '\(name)', which does not come in here")
            }
            return found
        }
        let coded = Set(encoders.keys.map(\.stream))
        return coded.contains(stream) ? [stream] : streams.keys.sorted()
    }

    private mutating func apply(_ request: EncoderRequest, to stream: UInt32) {
        if request.hasRate {
            let rate = request.apply(to: streams[stream]?.rate ?? EncoderRate(settings))
            streams[stream, default: StreamFacts()].rate = rate
            for encoder in encoders.values where encoder.subject.stream == stream { encoder.rate = rate }
        }
        if request.wantsKey {
            for encoder in encoders.values where encoder.subject.stream == stream { encoder.wantsKey = true }
        }
    }
}
