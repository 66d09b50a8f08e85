import PluginSDK

extension BestShot {
    /// Sends the best of each interval that is over.
    mutating func sendDue(_ now: ItemStamp, _ output: Output) throws(StageError) {
        guard interval_ns > 0 else { return }
        for track in tracks where track.stream == now.stream {
            guard now.pts_ns - track.intervalStart_ns >= interval_ns else { continue }
            if track.candidates > 0 { try sendChosen(track, .interval, now, output) }
            track.beginInterval(at: now.pts_ns, length_ns: interval_ns)
        }
    }

    /// Sends what a track leaves behind.
    func conclude(_ track: TrackShots, _ reason: Reason, _ now: ItemStamp, _ output: Output) throws(StageError) {
        let isSilent = track.hasSent && track.candidates == 0
        if !isSilent { try sendChosen(track, reason, now, output) }
    }

    /// Sends the chosen candidates that were not sent before, or says that there is none.
    private func sendChosen(
        _ track: TrackShots, _ reason: Reason, _ now: ItemStamp, _ output: Output
    ) throws(StageError) {
        if track.shots.isEmpty {
            let json = ShotReport.none(track, reason: reason)
            return try output.emit(record: json, type: names.none, stamp: now, sub: now.sub + 1)
        }
        for (index, shot) in track.shots.enumerated() where !shot.wasEmitted {
            try send(shot, rank: index + 1, track, reason, now, output)
        }
    }

    /// Sends one candidate: the picture as it was, then the record of the choice at the present moment.
    func send(
        _ shot: Shot, rank: Int, _ track: TrackShots, _ reason: Reason, _ now: ItemStamp, _ output: Output
    ) throws(StageError) {
        var regions = try output.newRegions(from: shot.regions, sub: shot.stamp.sub, scores: 2)
        for index in 0..<regions.count where regions[index].track == track.track {
            regions.setScore(names.rank, Float(rank), at: index)
            regions.setScore(names.candidates, Float(track.candidates), at: index)
            break
        }
        try output.emit(shot.frame, stamp: shot.stamp, sub: shot.stamp.sub, regions: regions)
        track.noteSent(shot)
        let json = ShotReport.shot(
            shot, rank: rank, runnerUp: track.runnerUp, candidates: track.candidates, track: track.track, reason: reason
        )
        try output.emit(record: json, type: names.shot, stamp: now, sub: now.sub + UInt32(rank))
    }
}
