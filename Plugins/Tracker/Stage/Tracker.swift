import PluginSDK

/// Follows regions from frame to frame: each gets the id of the object it shows, unique in its stream and never used
/// again. When an object is lost, or its stream ends, a record `sluice.track-end` follows the items of that moment.
public struct Tracker: Stage {
    /// Frames with regions in; the same with track ids, and the ends of tracks, out.
    public static let manifest = StageManifest(
        id: "io.sluice.tracker", summary: "Gives regions the id of the object they show, and says when it is lost.",
        inputs: [.frames("in", PixelFormat.all, "Captured frames with regions.").withRegions],
        outputs: [.same("out", as: "in", "The same frames; their regions carry tracks.")], state: .stream,
        maxOutputs: StreamTracks.capacity + 1, advances: true, records: ["sluice.track-end"])

    private let settings: TrackerSettings
    private let context: StageContext
    private let labels: [Name]
    private let trackEnd: Name
    private var associator: any Associator
    private var streams: [StreamTracks] = []
    private var detections: [Detection] = []

    /// Makes a tracker without any track.
    public init(settings: TrackerSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        labels = settings.labels.map { context.intern($0) }
        trackEnd = context.intern("sluice.track-end")
        switch settings.algorithm {
        case .sort:
            associator = SortAssociator(threshold: Float(settings.iouThreshold), perLabel: settings.perLabel)
        }
    }

    /// Matches the frame's regions with the tracks of its stream.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard item.kind == .frame else { return try output.emit(item) }
        let index = position(of: item.stream)
        collect(item.regions)
        let time = FrameTime(seq: item.seq, pts_ns: item.pts_ns)
        streams[index].observe(detections, at: time, settings, &associator)
        streams[index].stamp = item.stamp
        try emit(item, streams[index], output)
        try emitEnded(index, at: time, output)
    }

    /// Time without detections ages the tracks.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        let index = position(of: time.stream)
        let now = FrameTime(seq: time.seq, pts_ns: time.pts_ns)
        if let last = streams[index].lastTime, now.seq <= last.seq { return }
        streams[index].pass(to: now, settings)
        try emitEnded(index, at: now, output)
    }

    /// Ends all tracks of the stream.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        let index = position(of: stream)
        streams[index].endAll()
        if let last = streams[index].lastTime { try emitEnded(index, at: last, output) }
        streams.remove(at: index)
    }

    /// Forgets tracks without a record of their end.
    public mutating func reset(stream: UInt32?) {
        streams.removeAll { stream == nil || $0.stream == stream }
    }

    private mutating func position(of stream: UInt32) -> Int {
        for index in streams.indices where streams[index].stream == stream { return index }
        streams.append(StreamTracks(stream: stream))
        return streams.count - 1
    }

    private mutating func collect(_ regions: RegionList) {
        detections.removeAll(keepingCapacity: true)
        for index in regions.indices {
            let region = regions[index]
            let box = region.box
            let isWanted = labels.isEmpty ? region.parent == 0 : labels.contains(region.label)
            let isSound = box.width > 0 && box.height > 0 && (box.x + box.y + box.area).isFinite
            guard isWanted, isSound, !region.isPredicted else { continue }
            detections.append(
                Detection(index: index, box: box, label: region.label, confidence: region.confidence))
        }
    }

    private func emit(_ item: ItemView, _ stream: StreamTracks, _ output: Output) throws(StageError) {
        let unseen = settings.emitPredicted ? stream.tracks.count { $0.id != 0 && $0.unseenFrames > 0 } : 0
        if detections.isEmpty, unseen == 0 { return try output.emit(item) }
        var regions = try output.newRegions(from: item, adding: unseen)
        for (number, detection) in detections.enumerated() {
            let track = stream.trackOf[number]
            guard track >= 0, stream.isShown(track, settings) else { continue }
            regions.setTrack(stream.tracks[track].id, at: detection.index)
            if settings.smooth { regions.setBox(stream.tracks[track].motion.box, at: detection.index) }
        }
        if unseen > 0 {
            for track in stream.tracks where track.id != 0 && track.unseenFrames > 0 {
                let added = regions.append(track.motion.box, label: track.label, confidence: track.confidence)
                if let added { regions.setTrack(track.id, predicted: true, at: added) }
            }
        }
        try output.emit(item, regions: regions)
    }

    private mutating func emitEnded(_ index: Int, at time: FrameTime, _ output: Output) throws(StageError) {
        guard !streams[index].ended.isEmpty, let last = streams[index].stamp else { return }
        let stamp = last.seq == time.seq ? last : last.moved(toSeq: time.seq, pts_ns: time.pts_ns)
        defer { streams[index].ended.removeAll(keepingCapacity: true) }
        for (number, track) in streams[index].ended.enumerated() {
            let json = TrackEnd.json(track, label: context.text(of: track.label))
            let sub = stamp.sub + UInt32(number) + 1
            try output.emit(record: json, type: trackEnd, stamp: stamp, sub: sub)
        }
    }
}
