import PluginSDK

/// The candidates of one track since the last interval began.
final class TrackShots {
    /// Candidates that any setting keeps.
    static let most = 8

    let stream: UInt32
    let track: UInt64
    /// Best first.
    private(set) var shots: [Shot] = []
    private(set) var candidates = 0
    private(set) var unscored = 0
    private(set) var best: Float?
    private(set) var runnerUp: Float?
    /// Whether the track has had a best shot.
    private(set) var hasSent = false
    /// Score of the last one sent.
    private(set) var lastSent: Float?
    private(set) var intervalStart_ns: Int64
    private(set) var lastSeen_ns: Int64

    init(stream: UInt32, track: UInt64, pts_ns: Int64) {
        self.stream = stream
        self.track = track
        intervalStart_ns = pts_ns
        lastSeen_ns = pts_ns
        shots.reserveCapacity(4)
    }

    /// As it was saved, without its candidates.
    init(from state: inout StateReader) throws(StageError) {
        stream = try state.read()
        track = try state.read()
        candidates = try state.read(in: 0...Self.mostCounted)
        unscored = try state.read(in: 0...Self.mostCounted)
        best = try state.readOptionalFloat()
        runnerUp = try state.readOptionalFloat()
        hasSent = try state.readBool()
        lastSent = try state.readOptionalFloat()
        intervalStart_ns = try state.read(in: -Self.mostTime_ns...Self.mostTime_ns)
        lastSeen_ns = try state.read(in: -Self.mostTime_ns...Self.mostTime_ns)
        shots.reserveCapacity(4)
    }

    func save(to state: inout StateWriter) {
        state.write(stream)
        state.write(track)
        state.write(candidates)
        state.write(unscored)
        state.write(best)
        state.write(runnerUp)
        state.write(hasSent)
        state.write(lastSent)
        state.write(intervalStart_ns)
        state.write(lastSeen_ns)
    }

    /// More than any track has, and few enough to count on with.
    private static let mostCounted = 1 << 40
    /// 70 years, so that differences of times have room.
    private static let mostTime_ns: Int64 = 1 << 61

    func countUnscored(at pts_ns: Int64) {
        unscored += 1
        lastSeen_ns = pts_ns
    }

    func count(_ score: Float, at pts_ns: Int64) {
        candidates += 1
        lastSeen_ns = pts_ns
        if let best, score <= best {
            if score > runnerUp ?? -.infinity { runnerUp = score }
        } else {
            runnerUp = best
            best = score
        }
    }

    /// Whether a candidate would be among the best `count`. Of equal ones the earlier stays.
    func wants(_ score: Float, _ count: Int) -> Bool {
        shots.count < count || score > shots[shots.count - 1].score
    }

    func insert(_ shot: Shot, _ count: Int) {
        let position = shots.firstIndex { shot.score > $0.score } ?? shots.count
        shots.insert(shot, at: position)
        if shots.count > count { shots.removeLast() }
    }

    func dropWorst() { if !shots.isEmpty { shots.removeLast() } }

    func noteSent(_ shot: Shot) {
        shot.wasEmitted = true
        hasSent = true
        lastSent = shot.score
    }

    /// Begins the interval in which `pts_ns` lies.
    func beginInterval(at pts_ns: Int64, length_ns: Int64) {
        intervalStart_ns += (pts_ns - intervalStart_ns) / length_ns * length_ns
        shots.removeAll(keepingCapacity: true)
        (candidates, unscored) = (0, 0)
        (best, runnerUp) = (nil, nil)
    }
}
