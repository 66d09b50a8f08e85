import PluginSDK

/// Counts, scores and pictures of candidates go on in another instance.
///
/// A picture is a kept copy in the host, which goes with the instance that kept it: so its pixels are part of the state,
/// as far as ``pictures_bytes`` goes. Best candidates come before second ones, and tracks that were seen last before
/// those that were not seen for long. A candidate whose picture has no room is left out; its track goes on with its counts
/// and its best score, and takes the next candidate that comes.
extension BestShot: StatefulStage {
    /// The format of ``save(to:)``.
    public static var stateVersion: UInt32 { 1 }

    /// Room for pictures in a state: it is written every second in a worker.
    static let pictures_bytes = 4 << 20
    private static let mostStreams: UInt32 = 100_000
    private static let mostShots: UInt32 = 8

    /// Writes all tracks with their candidates.
    public func save(to state: inout StateWriter) {
        state.write(UInt32(judgement.terms.count))
        for term in judgement.terms {
            state.write(term.name)
            state.write(term.weight)
        }
        state.write(UInt32(lastStamps.count))
        for stamp in lastStamps { state.write(stamp) }
        state.write(UInt32(tracks.count))
        let chosen = picturesToSave()
        for (index, track) in tracks.enumerated() {
            track.save(to: &state)
            state.write(UInt32(chosen[index]))
            for shot in track.shots.prefix(chosen[index]) { shot.save(to: &state) }
        }
    }

    /// How many of each track's candidates go into the state.
    private func picturesToSave() -> [Int] {
        var counts = [Int](repeating: 0, count: tracks.count)
        var room = Self.pictures_bytes
        let order = tracks.indices.sorted {
            (tracks[$1].lastSeen_ns, $0) < (tracks[$0].lastSeen_ns, $1)
        }
        for rank in 0..<settings.keptCount {
            for index in order where counts[index] == rank && tracks[index].shots.count > rank {
                let need = tracks[index].shots[rank].frame.state_bytes
                guard need <= room else { continue }
                room -= need
                counts[index] += 1
            }
        }
        return counts
    }

    /// Takes the tracks of another instance in place of its own.
    /// - Throws: `unsupported` when that one judged by other scores, which compare with nothing here.
    public mutating func restore(from state: inout StateReader) throws(StageError) {
        try checkTerms(&state)
        var stamps: [ItemStamp] = []
        let stampCount: UInt32 = try state.read(in: 0...Self.mostStreams)
        for _ in 0..<stampCount { stamps.append(try state.readStamp()) }
        guard Set(stamps.map(\.stream)).count == stamps.count else {
            throw state.unsound("a stream stands there twice")
        }
        guard stamps.allSatisfy({ $0.pts_ns.magnitude < 1 << 61 }) else { throw state.unsound("a time is none") }
        var restored: [TrackShots] = []
        let trackCount: UInt32 = try state.read(in: 0...UInt32(Self.trackCapacity))
        for _ in 0..<trackCount {
            let track = try TrackShots(from: &state)
            let shotCount: UInt32 = try state.read(in: 0...Self.mostShots)
            for _ in 0..<shotCount {
                if let shot = try Self.shot(from: &state) { track.insert(shot, settings.keptCount) }
            }
            restored.append(track)
        }
        try state.expectEnd()
        (lastStamps, tracks) = (stamps, restored)
    }

    /// A candidate; `nil` for one whose picture has no room in the host's keep store, which may hold those of the stage
    /// that is replaced at the same time.
    private static func shot(from state: inout StateReader) throws(StageError) -> Shot? {
        do throws(StageError) {
            return try Shot(from: &state)
        } catch {
            guard error.code == .limit else { throw error }
            return nil
        }
    }

    private func checkTerms(_ state: inout StateReader) throws(StageError) {
        let count: UInt32 = try state.read(in: 0...1000)
        var isSame = Int(count) == judgement.terms.count
        for index in 0..<Int(count) {
            let (name, weight) = (try state.readName(), try state.readFloat())
            guard isSame else { continue }
            isSame = judgement.terms[index].name == name && judgement.terms[index].weight == weight
        }
        guard isSame else {
            throw StageError(.unsupported, "the saved candidates were judged by other scores than this stage's")
        }
    }
}

extension Shot {
    /// As it was saved.
    convenience init(from state: inout StateReader) throws(StageError) {
        let stamp = try state.readStamp()
        let score = try state.readFloat()
        guard score.isFinite else { throw state.unsound("a score is no number") }
        let wasEmitted = try state.readBool()
        let regions = try state.readRegions()
        self.init(frame: try state.readHeldFrame(), regions: regions, stamp: stamp, score: score)
        self.wasEmitted = wasEmitted
    }

    func save(to state: inout StateWriter) {
        state.write(stamp)
        state.write(score)
        state.write(wasEmitted)
        state.write(regions)
        state.write(frame)
    }
}
