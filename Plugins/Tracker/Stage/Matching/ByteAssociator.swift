import PluginSDK

/// ByteTrack's association (Zhang et al. 2022, algorithm 1): sure detections first, with all confirmed tracks; then
/// unsure ones with the tracks that were seen a frame ago and have none yet, since an object that is being covered gets
/// a low score before it is gone; then what is left of the sure ones with tracks that are not confirmed.
///
/// Distances and bounds are those of the authors' code: 1 − overlap · score up to 0.8, 1 − overlap up to 0.5,
/// 1 − overlap · score up to 0.7.
struct ByteAssociator: Associator {
    let policy: TrackPolicy
    private let highScore: Float
    private let perLabel: Bool
    private var round = MatchRound()

    init(highScore: Float, beginScore: Float, perLabel: Bool) {
        self.highScore = highScore
        self.perLabel = perLabel
        policy = TrackPolicy(
            motion: .height, beginScore: beginScore, dropsTentative: true, duplicateOverlap: 0.85)
    }

    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int]) {
        round.begin(tracks)
        let high = highScore
        pair(detections, tracks, &trackOf, bound: 0.8, isFused: true) {
            $0.confidence >= high
        } tracks: {
            tracks[$0].id != 0
        }
        pair(detections, tracks, &trackOf, bound: 0.5, isFused: false) {
            $0.confidence < high
        } tracks: {
            tracks[$0].id != 0 && tracks[$0].unseenFrames == 1
        }
        pair(detections, tracks, &trackOf, bound: 0.7, isFused: true) {
            $0.confidence >= high
        } tracks: {
            tracks[$0].id == 0
        }
    }

    private mutating func pair(
        _ detections: [Detection], _ tracks: [Track], _ trackOf: inout [Int], bound: Float, isFused: Bool,
        detections takesDetection: (Detection) -> Bool, tracks takesTrack: (Int) -> Bool
    ) {
        let perLabel = perLabel
        round.match(
            detections, tracks, trackOf: &trackOf, takesDetection: takesDetection,
            takesTrack: takesTrack,
            gain: { row, column, predicted in
                if perLabel, detections[row].label != tracks[column].label { return 0 }
                let likeness = detections[row].box.overlap(predicted)
                let distance = 1 - (isFused ? likeness * detections[row].confidence : likeness)
                return likeness > 0 ? max(0, bound - distance) : 0
            })
    }
}
