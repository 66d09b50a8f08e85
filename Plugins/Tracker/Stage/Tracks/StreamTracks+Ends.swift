import PluginSDK

extension StreamTracks {
    /// Ends all tracks.
    mutating func endAll(_ settings: TrackerSettings) { end(settings) { _ in true } }

    /// Ends tracks that were not seen for too long, and says which ones are out of sight.
    mutating func endUnseen(_ settings: TrackerSettings, _ policy: TrackPolicy) {
        let dropsTentative = policy.dropsTentative
        end(settings) {
            $0.unseenFrames > settings.maxAge || (dropsTentative && $0.id == 0 && $0.unseenFrames > 0)
        }
        for index in tracks.indices where tracks[index].unseenFrames == settings.lostAfter && tracks[index].id != 0 {
            guard !tracks[index].isLost else { continue }
            tracks[index].isLost = true
            note(.lost, index, settings)
        }
    }

    /// Ends tracks by stream time.
    mutating func endOld(at time: FrameTime, _ settings: TrackerSettings) {
        guard settings.maxAge_seconds > 0 else { return }
        let oldest = time.pts_ns - Int64(settings.maxAge_seconds * 1e9)
        end(settings) { $0.last.time.pts_ns < oldest }
    }

    /// Notes what became of a confirmed track, when someone wants to know.
    mutating func note(_ kind: TrackEvent.Kind, _ index: Int, _ settings: TrackerSettings) {
        guard settings.records.contains(kind.name) else { return }
        events.append(TrackEvent(kind: kind, track: tracks[index]))
    }

    /// A seen track that lies on one that is out of sight is the same object (ByteTrack, `remove_duplicate_stracks`):
    /// the older one takes the detection over, the younger one ends.
    mutating func unite(
        _ detections: [Detection], above overlap: Float, at time: FrameTime, _ settings: TrackerSettings
    ) {
        guard tracks.contains(where: { $0.unseenFrames > 0 && $0.id != 0 }) else { return }
        for index in detections.indices where trackOf[index] >= 0 {
            let seen = trackOf[index]
            let twin = tracks.indices.first {
                tracks[$0].unseenFrames > 0 && tracks[$0].id != 0 && tracks[$0].label == tracks[seen].label
                    && tracks[$0].motion.box.overlap(tracks[seen].motion.box) > overlap
            }
            guard let twin else { continue }
            let isOlder = tracks[twin].first.time.seq < tracks[seen].first.time.seq
            if isOlder {
                see(twin, detections[index], time, settings, reupdates: false)
                trackOf[index] = twin
            }
            let loser = isOlder ? seen : twin
            end(settings, at: loser)
        }
    }

    private mutating func end(_ settings: TrackerSettings, at index: Int) {
        close(index, settings)
        tracks.remove(at: index)
        for detection in trackOf.indices {
            if trackOf[detection] == index {
                trackOf[detection] = -1
            } else if trackOf[detection] > index {
                trackOf[detection] -= 1
            }
        }
    }

    /// Takes tracks out, keeps the order of the rest, and moves ``trackOf`` along.
    private mutating func end(_ settings: TrackerSettings, where isOver: (Track) -> Bool) {
        guard let first = tracks.firstIndex(where: isOver) else { return }
        var kept = first
        for index in first..<tracks.count {
            if isOver(tracks[index]) {
                close(index, settings)
                continue
            }
            tracks.swapAt(kept, index)
            for detection in trackOf.indices where trackOf[detection] == index { trackOf[detection] = kept }
            kept += 1
        }
        tracks.removeLast(tracks.count - kept)
    }

    private mutating func close(_ index: Int, _ settings: TrackerSettings) {
        if tracks[index].id != 0 {
            note(.end, index, settings)
        } else if sparePaths.count < 64 {
            var path = tracks[index].path
            tracks[index].path = TrackPath()
            path.clear()
            sparePaths.append(path)
        }
    }
}
