import PluginSDK

/// Follows regions from frame to frame: each gets the id of the object it shows, unique in its stream and never used
/// again. Records say when an object comes, is lost, is found again, and is gone, and by which way.
public struct Tracker: Stage {
    /// Frames with regions in; the same with track ids, and what became of tracks, out.
    public static let manifest = StageManifest(
        id: "io.sluice.tracker", summary: "Gives regions the id of the object they show, and says when it is lost.",
        inputs: [.frames("in", PixelFormat.all, "Captured frames with regions.").withRegions],
        outputs: [.same("out", as: "in", "The same frames; their regions carry tracks.")], state: .stream,
        maxOutputs: 3 * StreamTracks.capacity + 1, advances: true,
        records: ["sluice.track-begin", "sluice.track-lost", "sluice.track-found", "sluice.track-end"])

    private struct RecordNames {
        let begin: Name
        let lost: Name
        let found: Name
        let end: Name
    }

    let settings: TrackerSettings
    private let context: StageContext
    private let labels: [Name]
    private let names: RecordNames
    private var associator: any Associator
    var streams: [StreamTracks] = []
    private var detections: [Detection] = []

    /// Makes a tracker without any track.
    public init(settings: TrackerSettings, context: StageContext) {
        self.settings = settings
        self.context = context
        labels = settings.labels.map { context.intern($0) }
        names = RecordNames(
            begin: context.intern("sluice.track-begin"), lost: context.intern("sluice.track-lost"),
            found: context.intern("sluice.track-found"), end: context.intern("sluice.track-end"))
        associator = settings.makeAssociator()
        detections.reserveCapacity(64)
    }

    /// Matches the frame's regions with the tracks of its stream.
    public mutating func process(_ item: ItemView, to output: Output) throws(StageError) {
        guard let frame = item.frame else { return try output.emit(item) }
        let index = position(of: item.stream)
        collect(item.regions)
        let time = FrameTime(seq: item.seq, pts_ns: item.pts_ns)
        streams[index].frameSize = (Float(frame.width), Float(frame.height))
        streams[index].observe(detections, at: time, settings, &associator)
        streams[index].stamp = item.stamp
        try emit(item, index, output)
        try emitEvents(index, at: time, output)
    }

    /// Time without detections ages the tracks.
    public mutating func advance(_ time: StreamTime, port: Int, to output: Output) throws(StageError) {
        let index = position(of: time.stream)
        let now = FrameTime(seq: time.seq, pts_ns: time.pts_ns)
        if let last = streams[index].lastTime, now.seq <= last.seq { return }
        streams[index].pass(to: now, settings, associator.policy)
        try emitEvents(index, at: now, output)
    }

    /// Ends all tracks of the stream.
    public mutating func end(stream: UInt32, port: Int, to output: Output) throws(StageError) {
        let index = position(of: stream)
        streams[index].endAll(settings)
        if let last = streams[index].lastTime { try emitEvents(index, at: last, output) }
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
            let score = region.confidence.isNaN ? 0 : region.confidence
            guard isWanted, isSound, !region.isPredicted, score >= Float(settings.minScore) else { continue }
            guard detections.count < StreamTracks.capacity else { return }
            detections.append(Detection(index: index, box: box, label: region.label, confidence: score))
        }
    }

    private func emit(_ item: ItemView, _ index: Int, _ output: Output) throws(StageError) {
        let unseen = settings.emitPredicted ? unseenTracks(of: index) : 0
        if detections.isEmpty, unseen == 0 { return try output.emit(item) }
        var regions = try output.newRegions(from: item, adding: unseen)
        for number in detections.indices {
            let track = streams[index].trackOf[number]
            guard track >= 0, streams[index].isShown(track, settings) else { continue }
            let position = detections[number].index
            regions.setTrack(streams[index].tracks[track].id, at: position)
            if settings.smooth { regions.setBox(streams[index].tracks[track].motion.box, at: position) }
        }
        if unseen > 0 {
            for track in streams[index].tracks where track.id != 0 && track.unseenFrames > 0 {
                let added = regions.append(track.motion.box, label: track.label, confidence: track.confidence)
                if let added { regions.setTrack(track.id, predicted: true, at: added) }
            }
        }
        try output.emit(item, regions: regions)
    }

    private func unseenTracks(of index: Int) -> Int {
        streams[index].tracks.count { $0.id != 0 && $0.unseenFrames > 0 }
    }

    private mutating func emitEvents(_ index: Int, at time: FrameTime, _ output: Output) throws(StageError) {
        guard !streams[index].events.isEmpty, let last = streams[index].stamp else { return }
        let stamp = last.seq == time.seq ? last : last.moved(toSeq: time.seq, pts_ns: time.pts_ns)
        defer { streams[index].events.removeAll(keepingCapacity: true) }
        for (number, event) in streams[index].events.enumerated() {
            let record = TrackRecord(
                label: context.text(of: event.track.label), frameSize: streams[index].frameSize,
                edgeMargin: Float(settings.edgeMargin))
            let sub = stamp.sub + UInt32(number) + 1
            try output.emit(record: record.json(event), type: name(event.kind), stamp: stamp, sub: sub)
        }
    }

    private func name(_ kind: TrackEvent.Kind) -> Name {
        switch kind {
        case .begin: names.begin
        case .lost: names.lost
        case .found: names.found
        case .end: names.end
        }
    }
}
