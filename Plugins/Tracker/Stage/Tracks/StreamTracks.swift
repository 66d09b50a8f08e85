import PluginSDK

/// The tracks of one stream. Its arrays are reused from frame to frame.
struct StreamTracks {
    /// More would be noise; further detections start no track.
    static let capacity = 1000

    let stream: UInt32
    var tracks: [Track] = []
    /// What became of confirmed tracks since ``events`` was last emptied, in order.
    var events: [TrackEvent] = []
    /// For each detection of the last frame the position of its track, or −1.
    var trackOf: [Int] = []
    var lastTime: FrameTime?
    /// Of the last item; later moments are told from it.
    var stamp: ItemStamp?
    /// Of the last frame, in pixels.
    var frameSize: (width: Float, height: Float) = (0, 0)
    var lastID: UInt64 = 0
    var frameCount = 0
    /// Whether the tracks were restored and no frame came since.
    var isResuming = false
    /// Memory of paths that came to nothing.
    var sparePaths: [TrackPath] = []

    init(stream: UInt32) { self.stream = stream }

    /// Frames up to `time` came without detections.
    mutating func pass(to time: FrameTime, _ settings: TrackerSettings, _ policy: TrackPolicy) {
        resume(before: time.seq)
        endOld(at: time, settings)
        let before = lastTime?.seq ?? (time.seq == 0 ? 0 : time.seq - 1)
        var left = time.seq > before ? time.seq - before : 0
        while left > 0 {
            if tracks.isEmpty {
                frameCount += Int(min(left, UInt64(Track.maxCount)))
                left = 0
            } else {
                step()
                endUnseen(settings, policy)
                left -= 1
            }
        }
        lastTime = time
    }

    /// A frame with detections: matches them, and fills ``trackOf``.
    mutating func observe(
        _ detections: [Detection], at time: FrameTime, _ settings: TrackerSettings, _ associator: inout any Associator
    ) {
        let policy = associator.policy
        resume(before: time.seq)
        let isNewFrame = lastTime.map { time.seq > $0.seq } ?? true
        if isNewFrame {
            if time.seq > 0, lastTime != nil {
                pass(to: FrameTime(seq: time.seq - 1, pts_ns: time.pts_ns), settings, policy)
            }
            step()
        }
        lastTime = time
        trackOf.fill(detections.count, -1)
        associator.associate(detections, tracks, trackOf: &trackOf)
        for index in detections.indices { place(detections[index], index, time, settings, policy) }
        if let overlap = policy.duplicateOverlap { unite(detections, above: overlap, at: time, settings) }
        endUnseen(settings, policy)
        for index in tracks.indices { confirm(index, settings) }
    }

    /// Whether the track at a position is shown in this frame.
    func isShown(_ index: Int, _ settings: TrackerSettings) -> Bool {
        guard tracks[index].id != 0, tracks[index].unseenFrames == 0 else { return false }
        return !settings.reconfirm || isConfirmed(index, settings)
    }

    private func isConfirmed(_ index: Int, _ settings: TrackerSettings) -> Bool {
        tracks[index].streak >= settings.minHits || frameCount <= settings.minHits
    }

    private mutating func step() {
        frameCount += 1
        for index in tracks.indices { tracks[index].predict() }
    }

    private mutating func place(
        _ detection: Detection, _ index: Int, _ time: FrameTime, _ settings: TrackerSettings, _ policy: TrackPolicy
    ) {
        if trackOf[index] >= 0 {
            see(trackOf[index], detection, time, settings, reupdates: policy.reupdates)
        } else if tracks.count < StreamTracks.capacity, detection.confidence >= policy.beginScore {
            trackOf[index] = tracks.count
            var path = sparePaths.popLast() ?? TrackPath()
            path.add(detection.step(at: time), capacity: settings.trajectoryPoints)
            tracks.append(Track(detection, at: time, policy.motion, path: path))
        }
    }

    /// A track is seen; says so when it was lost.
    mutating func see(
        _ index: Int, _ detection: Detection, _ time: FrameTime, _ settings: TrackerSettings, reupdates: Bool
    ) {
        let unseen = tracks[index].unseenFrames
        tracks[index].update(detection, at: time, reupdates: reupdates)
        tracks[index].path.add(detection.step(at: time), capacity: settings.trajectoryPoints)
        if tracks[index].isLost {
            tracks[index].isLost = false
            note(.found(afterFrames: unseen), index, settings)
        }
    }

    private mutating func confirm(_ index: Int, _ settings: TrackerSettings) {
        guard tracks[index].id == 0, tracks[index].unseenFrames == 0, isConfirmed(index, settings) else { return }
        lastID += 1
        tracks[index].id = lastID
        note(.begin, index, settings)
    }
}

extension Detection {
    func step(at time: FrameTime) -> TrackPath.Step { .init(seq: time.seq, x: box.centreX, y: box.centreY) }
}
