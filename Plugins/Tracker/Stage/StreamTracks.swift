import PluginSDK

/// The tracks of one stream. Its arrays are reused from frame to frame.
struct StreamTracks {
    /// More would be noise; further detections start no track.
    static let capacity = 1000

    let stream: UInt32
    private(set) var tracks: [Track] = []
    /// Confirmed tracks that have ended since ``ended`` was last emptied.
    var ended: [Track] = []
    /// For each detection of the last frame the position of its track, or −1.
    private(set) var trackOf: [Int] = []
    private(set) var lastTime: FrameTime?
    /// Of the last item; later moments are told from it.
    var stamp: ItemStamp?
    private var lastID: UInt64 = 0
    private var frameCount = 0

    init(stream: UInt32) { self.stream = stream }

    /// Frames up to `time` came without detections.
    mutating func pass(to time: FrameTime, _ settings: TrackerSettings) {
        endOld(at: time, settings)
        let before = lastTime?.seq ?? (time.seq == 0 ? 0 : time.seq - 1)
        var left = time.seq > before ? time.seq - before : 0
        while left > 0 {
            if tracks.isEmpty {
                frameCount += Int(clamping: left)
                left = 0
            } else {
                step()
                endUnseen(settings)
                left -= 1
            }
        }
        lastTime = time
    }

    /// A frame with detections: matches them, and fills ``trackOf``.
    mutating func observe(
        _ detections: [Detection], at time: FrameTime, _ settings: TrackerSettings, _ associator: inout any Associator
    ) {
        let isNewFrame = lastTime.map { time.seq > $0.seq } ?? true
        if isNewFrame {
            if time.seq > 0, lastTime != nil { pass(to: FrameTime(seq: time.seq - 1, pts_ns: time.pts_ns), settings) }
            step()
        }
        lastTime = time
        trackOf.fill(detections.count, -1)
        associator.associate(detections, tracks, trackOf: &trackOf)
        for (index, detection) in detections.enumerated() { place(detection, index, time) }
        endUnseen(settings)
        for index in tracks.indices { confirm(index, settings) }
    }

    /// Ends all tracks.
    mutating func endAll() {
        for track in tracks where track.id != 0 { ended.append(track) }
        tracks.removeAll(keepingCapacity: true)
    }

    /// Whether the track at a position is shown in this frame.
    func isShown(_ index: Int, _ settings: TrackerSettings) -> Bool {
        let track = tracks[index]
        guard track.id != 0, track.unseenFrames == 0 else { return false }
        return !settings.reconfirm || isConfirmed(track, settings)
    }

    private func isConfirmed(_ track: Track, _ settings: TrackerSettings) -> Bool {
        track.streak >= settings.minHits || frameCount <= settings.minHits
    }

    private mutating func step() {
        frameCount += 1
        for index in tracks.indices { tracks[index].predict() }
    }

    private mutating func place(_ detection: Detection, _ index: Int, _ time: FrameTime) {
        if trackOf[index] >= 0 {
            tracks[trackOf[index]].update(detection, at: time)
        } else if tracks.count < StreamTracks.capacity {
            trackOf[index] = tracks.count
            tracks.append(Track(detection, at: time))
        }
    }

    private mutating func confirm(_ index: Int, _ settings: TrackerSettings) {
        guard tracks[index].id == 0, tracks[index].unseenFrames == 0, isConfirmed(tracks[index], settings) else {
            return
        }
        lastID += 1
        tracks[index].id = lastID
    }

    private mutating func endUnseen(_ settings: TrackerSettings) {
        end { $0.unseenFrames > settings.maxAge }
    }

    private mutating func endOld(at time: FrameTime, _ settings: TrackerSettings) {
        guard settings.maxAge_seconds > 0 else { return }
        let oldest = time.pts_ns - Int64(settings.maxAge_seconds * 1e9)
        end { $0.last.time.pts_ns < oldest }
    }

    /// Takes tracks out, keeps the order of the rest, and moves ``trackOf`` along.
    private mutating func end(where isOver: (Track) -> Bool) {
        var kept = 0
        for index in tracks.indices {
            if isOver(tracks[index]) {
                if tracks[index].id != 0 { ended.append(tracks[index]) }
                continue
            }
            if kept != index {
                tracks[kept] = tracks[index]
                for detection in trackOf.indices where trackOf[detection] == index { trackOf[detection] = kept }
            }
            kept += 1
        }
        tracks.removeLast(tracks.count - kept)
    }
}
