import PluginSDK

/// Why a shot goes out.
enum Reason: String {
    case trackEnd = "track-end"
    case interval
    case margin
    case streamEnd = "stream-end"
    /// Too many tracks at once: the one that was unseen for longest had to go.
    case limit
    case untracked
}

/// The records of this stage.
enum ShotReport {
    static func shot(
        _ shot: Shot, rank: Int, runnerUp: Float?, candidates: Int, track: UInt64, reason: Reason
    ) -> String {
        var members = [
            ("track", String(track)), ("seq", String(shot.stamp.seq)), ("pts_ns", String(shot.stamp.pts_ns)),
            ("score", number(shot.score)), ("rank", String(rank)),
        ]
        if let runnerUp { members.append(("runner_up", number(runnerUp))) }
        members.append(("candidates", String(candidates)))
        members.append(("reason", JSONText.quote(reason.rawValue)))
        return JSONText.object(members)
    }

    static func untracked(_ region: Region, _ item: ItemStamp, score: Float) -> String {
        JSONText.object([
            ("region", String(region.id)), ("seq", String(item.seq)), ("pts_ns", String(item.pts_ns)),
            ("score", number(score)), ("rank", "1"), ("candidates", "1"),
            ("reason", JSONText.quote(Reason.untracked.rawValue)),
        ])
    }

    static func none(_ shots: TrackShots, reason: Reason) -> String {
        var members = [("track", String(shots.track))]
        if let best = shots.best { members.append(("best", number(best))) }
        members.append(("candidates", String(shots.candidates)))
        if shots.unscored > 0 { members.append(("unscored", String(shots.unscored))) }
        members.append(("reason", JSONText.quote(reason.rawValue)))
        return JSONText.object(members)
    }

    private static func number(_ value: Float) -> String {
        JSONText.number((Double(value) * 10_000).rounded() / 10_000)
    }
}
