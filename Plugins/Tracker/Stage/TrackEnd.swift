import PluginSDK

/// The record of a track's end.
enum TrackEnd {
    static func json(_ track: Track, label: String) -> String {
        var members = [
            ("track", String(track.id)),
            ("first_pts_ns", String(track.first.time.pts_ns)), ("last_pts_ns", String(track.last.time.pts_ns)),
            ("first_seq", String(track.first.time.seq)), ("last_seq", String(track.last.time.seq)),
            ("frames", String(track.sightings)),
        ]
        if !label.isEmpty { members.append(("label", JSONText.quote(label))) }
        let path = JSONText.object([("first", box(track.first.box)), ("last", box(track.last.box))])
        members.append(("path", path))
        return JSONText.object(members)
    }

    private static func box(_ box: Box) -> String {
        JSONText.array(
            [box.x, box.y, box.width, box.height].map { JSONText.number((Double($0) * 100).rounded() / 100) })
    }
}
