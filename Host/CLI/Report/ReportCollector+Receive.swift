import HostCore
import HostRuntime

extension ReportCollector {
    /// Takes an item, on the thread of the stage that emitted it.
    func receive(_ item: borrowing ObservedItem) {
        if let (type, bytes) = item.record {
            guard type.hasPrefix("sluice."), let json = try? JSONValue.parse(bytes) else { return }
            record(type, json, stream: item.stream, pts_ns: item.pts_ns)
        } else if choosers.contains(item.node) {
            takeShots(item)
        } else if feeders.contains(item.node) {
            takeCandidates(item)
        }
    }

    private func record(_ type: String, _ json: JSONValue, stream: Int, pts_ns: Int64) {
        guard let number = json["track"]?.integerValue else { return }
        let id = UInt64(bitPattern: number)
        state.withLock { state in
            state.change(stream, id, at: pts_ns, isSeen: false) { track in
                switch type {
                case "sluice.track-end":
                    track.first_ns = json["first_pts_ns"]?.integerValue ?? track.first_ns
                    track.last_ns = json["last_pts_ns"]?.integerValue ?? track.last_ns
                    track.frames = json["frames"]?.integerValue.map { Int($0) }
                    track.label = json["label"]?.stringValue ?? track.label
                case "sluice.best-shot":
                    let seq = json["seq"]?.integerValue.map { UInt64(bitPattern: $0) }
                    guard let index = track.shots.lastIndex(where: { $0.candidate.seq == seq }) else { return }
                    track.shots[index].candidates = json["candidates"]?.integerValue.map { Int($0) }
                    track.shots[index].runnerUp = json["runner_up"]?.numberValue.map { Float($0) }
                    track.shots[index].reason = json["reason"]?.stringValue ?? ""
                case "sluice.best-shot.none":
                    track.none = json["reason"]?.stringValue ?? "none"
                default: break
                }
            }
        }
    }

    private func takeShots(_ item: borrowing ObservedItem) {
        for index in 0..<item.regionCount where item.track(ofRegion: index) != 0 {
            guard let region = item.region(index), let rank = region.score("rank") else { continue }
            let shot = ReportContents.Shot(candidate: candidate(item, region), rank: Int(rank))
            let (stream, pts_ns) = (item.stream, item.pts_ns)
            state.withLock { state in
                state.change(stream, region.track, at: pts_ns) { track in
                    if track.shots.count < Self.shotLimit { track.shots.append(shot) }
                }
            }
        }
    }

    private func takeCandidates(_ item: borrowing ObservedItem) {
        for index in 0..<item.regionCount where item.track(ofRegion: index) != 0 {
            guard let region = item.region(index), !region.isPredicted, let score = region.score(scoreName),
                score.isFinite
            else { continue }
            let (stream, pts_ns) = (item.stream, item.pts_ns)
            let isGood = state.withLock { state in
                var isGood = false
                state.change(stream, region.track, at: pts_ns) { track in
                    if track.label.isEmpty { track.label = region.label }
                    if track.points.count < Self.pointLimit {
                        track.points.append(.init(pts_ns: pts_ns, score: score))
                    } else {
                        track.pointsLeftOut += 1
                    }
                    isGood = track.best.count < 2 || score > track.best[1].score
                }
                return isGood
            }
            if isGood { keep(candidate(item, region), stream, region.track) }
        }
    }

    private func keep(_ candidate: ReportContents.Candidate, _ stream: Int, _ track: UInt64) {
        state.withLock { state in
            state.change(stream, track, at: candidate.pts_ns) { track in
                let place = track.best.firstIndex { candidate.score > $0.score } ?? track.best.count
                track.best.insert(candidate, at: place)
                if track.best.count > 2 { track.best.removeLast() }
            }
        }
    }

    private func candidate(
        _ item: borrowing ObservedItem, _ region: ObservedRegion
    ) -> ReportContents.Candidate {
        let picture = item.picture.flatMap { ReportPicture($0, around: region.box) }
        let others = region.scores.filter { $0.name != scoreName && $0.name != "rank" && $0.name != "candidates" }
        return ReportContents.Candidate(
            seq: item.seq, pts_ns: item.pts_ns, score: region.score(scoreName) ?? .nan, terms: others,
            picture: picture)
    }
}

extension ReportCollector.State {
    /// Changes what is known of a track; one beyond the bound is only counted.
    mutating func change(
        _ stream: Int, _ track: UInt64, at pts_ns: Int64, isSeen: Bool = true,
        _ body: (inout ReportContents.Track) -> Void
    ) {
        let key = ReportCollector.Key(stream: stream, track: track)
        if places[key] == nil {
            guard contents.tracks.count < ReportCollector.trackLimit else {
                guard places.count < ReportCollector.keyLimit else { return }
                places[key] = -1
                contents.tracksLeftOut += 1
                return
            }
            places[key] = contents.tracks.count
            contents.tracks.append(.init(stream: stream, id: track, first_ns: pts_ns, last_ns: pts_ns))
        }
        guard let place = places[key], place >= 0 else { return }
        if isSeen {
            contents.tracks[place].first_ns = min(contents.tracks[place].first_ns, pts_ns)
            contents.tracks[place].last_ns = max(contents.tracks[place].last_ns, pts_ns)
        }
        body(&contents.tracks[place])
    }
}
