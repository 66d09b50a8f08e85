import PluginSDK

extension BestShot {
    /// Looks at each region of a frame.
    mutating func consider(_ item: ItemView, _ frame: FrameView, _ output: Output) throws(StageError) {
        let regions = item.regions
        var untracked = 0
        for index in regions.indices {
            let region = regions[index]
            guard !region.isPredicted else { continue }
            let score = judgement.worth(regions, at: index)
            if region.track == 0 {
                if let score, score.isFinite, score >= settings.floor { untracked += 1 }
            } else {
                try consider(region, score, item, frame, output)
            }
        }
        if untracked > 0, settings.untracked == .each { try sendUntracked(item, output) }
        tellLeftOut(item.stamp)
    }

    /// A line when candidates are left out for the first time, and whenever their number has doubled.
    private mutating func tellLeftOut(_ stamp: ItemStamp) {
        guard leftOut.count > 0, leftOut.count >= 2 * leftOut.told else { return }
        leftOut.told = leftOut.count
        context.log(
            .warning,
            "\(leftOut.count) candidates were left out by frame \(stamp.seq): a frame showed more than \(Self.trackCapacity) "
                + "objects; raise the detector's threshold, or its least size")
    }

    private mutating func consider(
        _ region: Region, _ score: Float?, _ item: ItemView, _ frame: FrameView, _ output: Output
    ) throws(StageError) {
        let isPart = region.parent != 0 && score == nil
        if isPart { return }
        guard let track = try shots(of: region.track, item.stamp, output) else { return leftOut.count += 1 }
        guard let score, score.isFinite else { return track.countUnscored(at: item.pts_ns) }
        track.count(score, at: item.pts_ns)
        guard score >= settings.floor, track.wants(score, settings.keptCount) else { return }
        let shot = try keep(region, score, item, frame, track, output)
        track.insert(shot, settings.keptCount)
        if let margin = settings.margin, track.lastSent.map({ score >= $0 + Float(margin) && score > $0 }) ?? true {
            try send(shot, rank: 1, track, .margin, item.stamp, output)
        }
    }

    private func keep(
        _ region: Region, _ score: Float, _ item: ItemView, _ frame: FrameView, _ track: TrackShots, _ output: Output
    ) throws(StageError) -> Shot {
        let (id, object) = (region.id, region.track)
        let regions = SavedRegions(item) { $0.track == object || (id != 0 && $0.parent == id) }
        do throws(StageError) {
            let copy = try output.keepCopy(frame)
            return Shot(frame: copy, regions: regions, stamp: item.stamp, score: score)
        } catch {
            // The store is full: the one that would be pushed out anyway makes room.
            guard error.code == .limit, track.shots.count == settings.keptCount else { throw error }
            track.dropWorst()
            let copy = try output.keepCopy(frame)
            return Shot(frame: copy, regions: regions, stamp: item.stamp, score: score)
        }
    }

    /// - Returns: `nil` when all places are taken by tracks of this very frame.
    private mutating func shots(of id: UInt64, _ stamp: ItemStamp, _ output: Output) throws(StageError) -> TrackShots? {
        for track in tracks where track.track == id && track.stream == stamp.stream { return track }
        if tracks.count >= BestShot.trackCapacity,
            let oldest = tracks.indices.min(by: { tracks[$0].lastSeen_ns < tracks[$1].lastSeen_ns })
        {
            let isOfThisFrame = tracks[oldest].stream == stamp.stream && tracks[oldest].lastSeen_ns >= stamp.pts_ns
            if isOfThisFrame { return nil }
            let track = tracks.remove(at: oldest)
            try conclude(track, .limit, stamp, output)
        }
        let track = TrackShots(stream: stamp.stream, track: id, pts_ns: stamp.pts_ns)
        tracks.append(track)
        return track
    }

    private mutating func sendUntracked(_ item: ItemView, _ output: Output) throws(StageError) {
        let source = item.regions
        var regions = try output.newRegions(from: item, scores: 2 * source.count)
        var chosen: [(Region, Float)] = []
        for index in source.indices where source[index].track == 0 {
            guard let score = judgement.worth(source, at: index), score.isFinite, score >= settings.floor else {
                continue
            }
            guard chosen.count < Self.trackCapacity else {
                leftOut.count += 1
                continue
            }
            regions.setScore(names.rank, 1, at: index)
            regions.setScore(names.candidates, 1, at: index)
            chosen.append((source[index], score))
        }
        try output.emit(item, regions: regions)
        for (number, (region, score)) in chosen.enumerated() {
            let json = ShotReport.untracked(region, item.stamp, score: score)
            let sub = item.sub + UInt32(number) + 1
            try output.emit(record: json, type: names.shot, stamp: item.stamp, sub: sub)
        }
    }
}
