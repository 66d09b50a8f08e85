import PluginSDK

/// What is remembered of a stream when another instance goes on.
extension StreamTracks {
    /// Frames over which restored tracks are carried without being seen; after more of them they age as any.
    private static let mostResumed: UInt64 = 250

    /// As it was saved.
    init(from state: inout StateReader) throws(StageError) {
        self.init(stream: try state.read())
        isResuming = true
        if try state.readBool() { lastTime = try FrameTime(from: &state) }
        if try state.readBool() { stamp = try state.readStamp() }
        frameSize = (try state.readFloat(), try state.readFloat())
        lastID = try state.read(in: 0...1 << 62)
        frameCount = try state.read(in: 0...Track.maxCount)
        let count: UInt32 = try state.read(in: 0...UInt32(Self.capacity))
        for _ in 0..<count {
            let track = try Track(from: &state)
            guard track.id <= lastID else { throw state.unsound("track \(track.id) comes after the last, \(lastID)") }
            tracks.append(track)
        }
        let ids = tracks.map(\.id).filter { $0 != 0 }
        guard Set(ids).count == ids.count else { throw state.unsound("two tracks have one id") }
    }

    func save(to state: inout StateWriter) {
        state.write(stream)
        state.write(lastTime != nil)
        lastTime?.save(to: &state)
        state.write(stamp != nil)
        if let stamp { state.write(stamp) }
        state.write(frameSize.width)
        state.write(frameSize.height)
        state.write(lastID)
        state.write(min(frameCount, Track.maxCount))
        state.write(UInt32(tracks.count))
        for track in tracks { track.save(to: &state) }
    }

    /// The first moment after a restoration. What came between the saved moment and this one was seen, if at all, by an
    /// instance that is gone: tracks move on without ageing, and ids that it may have given are never given again.
    mutating func resume(before seq: UInt64) {
        guard isResuming else { return }
        isResuming = false
        guard let last = lastTime, seq > last.seq, seq - last.seq > 1 else { return }
        let lost = seq - last.seq - 1
        lastID += min(lost, UInt64(Track.maxCount)) &* UInt64(Self.capacity)
        guard lost <= Self.mostResumed else { return }
        for index in tracks.indices { tracks[index].coast(frames: Int(lost)) }
        frameCount += Int(lost)
        lastTime = FrameTime(seq: seq - 1, pts_ns: last.pts_ns)
    }
}
