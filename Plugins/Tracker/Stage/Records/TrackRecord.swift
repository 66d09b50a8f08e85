import PluginSDK

/// The records of what became of a track.
struct TrackRecord {
    let label: String
    let frameSize: (width: Float, height: Float)
    /// Share of the frame's width and height within which a box counts as being at its edge.
    let edgeMargin: Float

    func json(_ event: TrackEvent) -> String {
        switch event.kind {
        case .begin: begin(event.track)
        case .lost: lost(event.track)
        case .found(let frames): found(event.track, frames)
        case .end: end(event.track)
        }
    }

    private func begin(_ track: Track) -> String {
        JSONText.object(
            head(track) + [
                ("seq", String(track.first.time.seq)), ("pts_ns", String(track.first.time.pts_ns)),
                ("box", box(track.first.box)), ("entry", side(track.first.box)),
            ])
    }

    private func lost(_ track: Track) -> String {
        JSONText.object(
            head(track) + [
                ("last_seq", String(track.last.time.seq)), ("last_pts_ns", String(track.last.time.pts_ns)),
                ("box", box(track.last.box)), ("at", side(track.last.box)),
            ])
    }

    private func found(_ track: Track, _ frames: Int) -> String {
        JSONText.object(
            head(track) + [
                ("seq", String(track.last.time.seq)), ("pts_ns", String(track.last.time.pts_ns)),
                ("box", box(track.last.box)), ("unseen_frames", String(frames)),
            ])
    }

    private func end(_ track: Track) -> String {
        let path = JSONText.object([("first", box(track.first.box)), ("last", box(track.last.box))])
        return JSONText.object(
            [
                ("track", String(track.id)),
                ("first_pts_ns", String(track.first.time.pts_ns)), ("last_pts_ns", String(track.last.time.pts_ns)),
                ("first_seq", String(track.first.time.seq)), ("last_seq", String(track.last.time.seq)),
                ("frames", String(track.sightings)),
            ] + labelled + [
                ("path", path), ("entry", side(track.first.box)), ("exit", side(track.last.box)),
                ("direction", Direction(track).json), ("trajectory", trajectory(track)),
            ])
    }

    private func head(_ track: Track) -> [(String, String)] { [("track", String(track.id))] + labelled }

    private var labelled: [(String, String)] { label.isEmpty ? [] : [("label", JSONText.quote(label))] }

    private func side(_ box: Box) -> String {
        JSONText.quote(FrameSide(box, in: frameSize, margin: edgeMargin).rawValue)
    }

    private func box(_ box: Box) -> String {
        JSONText.array([box.x, box.y, box.width, box.height].map(JSONText.hundredths))
    }

    /// Sequence number and centre of each step, and always of the last sighting.
    private func trajectory(_ track: Track) -> String {
        var steps = track.path.steps
        if let last = steps.last, last.seq != track.last.time.seq {
            steps.append(.init(seq: track.last.time.seq, x: track.last.box.centreX, y: track.last.box.centreY))
        }
        return JSONText.array(
            steps.map {
                JSONText.array([String($0.seq), JSONText.hundredths($0.x), JSONText.hundredths($0.y)])
            })
    }
}

extension JSONText {
    /// A number with at most two digits behind the point.
    static func hundredths(_ value: Float) -> String { number((Double(value) * 100).rounded() / 100) }
}
