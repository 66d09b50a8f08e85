import PluginSDK

/// Keeps the best candidates of each track and sends them when the track ends, at intervals, or at once when one is
/// better by a margin. When nothing satisfies, a record says so.
public struct BestShot: Stage {
    /// Tracks that are followed at once in all streams.
    static let trackCapacity = 200

    /// Of one call: each track's candidates of before and the one of now, each a picture and a record, a record for each
    /// track that had none, of those and of the ones that make room; and pictures and records without a track.
    static let mostOutputs = 2 * trackCapacity * (TrackShots.most + 1) + 2 * trackCapacity + trackCapacity + 2

    /// Frames with scored, tracked regions in; chosen frames and records out.
    public static let manifest = StageManifest(
        id: "io.sluice.best-shot", summary: "Keeps the best frame of each track by a named score, or by several.",
        inputs: [.any("in", "Frames with regions that carry tracks and scores, and ends of tracks.").withRegions],
        outputs: [.same("out", as: "in", "The chosen frames, with rank and number of candidates as scores.")],
        state: .stream, holds: true, maxOutputs: mostOutputs, advances: true,
        scores: ["rank", "candidates"], records: ["sluice.best-shot", "sluice.best-shot.none"])

    let settings: BestShotSettings
    let context: StageContext
    let names: Names
    /// Candidates that were left out, for want of room, and how many of those were told.
    var leftOut = (count: 0, told: 0)
    let judgement: Judgement
    var tracks: [TrackShots] = []
    let interval_ns: Int64
    /// The last item of each stream; the moment from which later ones are told.
    var lastStamps: [ItemStamp] = []

    /// The names that this stage compares and writes.
    struct Names {
        let rank: Name
        let candidates: Name
        let trackEnd: Name
        let shot: Name
        let none: Name
    }

    /// Makes a stage without any track.
    public init(settings: BestShotSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        judgement = Judgement(settings, context)
        interval_ns = Int64(settings.every_seconds * 1e9)
        names = Names(
            rank: context.intern("rank"),
            candidates: context.intern("candidates"), trackEnd: context.intern("sluice.track-end"),
            shot: context.intern("sluice.best-shot"), none: context.intern("sluice.best-shot.none"))
    }

    /// Looks at the candidates of a frame, or at the end of a track.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        remember(item.stamp)
        try sendDue(item.stamp, output)
        if let frame = item.frame {
            try consider(item, frame, output)
        } else {
            if let record = item.record, record.type == names.trackEnd, let track = record.integer("track") {
                try finish(UInt64(bitPattern: track), item.stamp, output)
            }
            try output.emit(item)
        }
    }

    /// Sends what is due by now.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        guard interval_ns > 0, let index = lastStamps.firstIndex(where: { $0.stream == time.stream }) else { return }
        try sendDue(lastStamps[index].moved(toSeq: time.seq, pts_ns: time.pts_ns), output)
    }

    /// Sends what is left of the stream's tracks.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        guard let index = lastStamps.firstIndex(where: { $0.stream == stream }) else { return }
        let stamp = lastStamps.remove(at: index)
        while let position = tracks.firstIndex(where: { $0.stream == stream }) {
            let track = tracks.remove(at: position)
            try conclude(track, .streamEnd, stamp, output)
        }
    }

    /// Forgets candidates; nothing is sent.
    public mutating func reset(stream: UInt32?) {
        tracks.removeAll { stream == nil || $0.stream == stream }
        lastStamps.removeAll { stream == nil || $0.stream == stream }
    }

    private mutating func remember(_ stamp: ItemStamp) {
        if let index = lastStamps.firstIndex(where: { $0.stream == stamp.stream }) {
            lastStamps[index] = stamp
        } else {
            lastStamps.append(stamp)
        }
    }

    private mutating func finish(_ id: UInt64, _ stamp: ItemStamp, _ output: Output) throws(StageError) {
        if let index = tracks.firstIndex(where: { $0.track == id && $0.stream == stamp.stream }) {
            let track = tracks.remove(at: index)
            try conclude(track, .trackEnd, stamp, output)
        } else {
            let empty = TrackShots(stream: stamp.stream, track: id, pts_ns: stamp.pts_ns)
            try conclude(empty, .trackEnd, stamp, output)
        }
    }
}
