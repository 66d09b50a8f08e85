import Glibc
import PluginSDK

/// OC-SORT's association (Cao et al. 2023): overlap with the predicted box plus how well the way to the detection goes
/// on in the track's direction (section 4.2, observation-centric momentum, weight 0.2); then, on request, unsure
/// detections by overlap alone as in ByteTrack; then what is left by overlap with the place where a track was last seen
/// (section 4.3, observation-centric recovery).
struct ObservationAssociator: Associator {
    let policy: TrackPolicy
    private let threshold: Float
    private let highScore: Float
    private let usesLowScores: Bool
    private let perLabel: Bool
    private var round = MatchRound()
    private static let inertia: Float = 0.2

    init(threshold: Float, highScore: Float, beginScore: Float, usesLowScores: Bool, perLabel: Bool) {
        self.threshold = threshold
        self.highScore = highScore
        self.usesLowScores = usesLowScores
        self.perLabel = perLabel
        policy = TrackPolicy(beginScore: beginScore, reupdates: true)
    }

    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int]) {
        round.begin(tracks)
        let high = highScore
        pair(detections, tracks, &trackOf, takes: { $0.confidence >= high }, place: .predicted, inertia: Self.inertia)
        if usesLowScores {
            pair(detections, tracks, &trackOf, takes: { $0.confidence < high }, place: .predicted, inertia: 0)
        }
        pair(detections, tracks, &trackOf, takes: { $0.confidence >= high }, place: .lastSeen, inertia: 0)
    }

    private enum Place { case predicted, lastSeen }

    private mutating func pair(
        _ detections: [Detection], _ tracks: [Track], _ trackOf: inout [Int], takes: (Detection) -> Bool,
        place: Place, inertia: Float
    ) {
        let (threshold, perLabel) = (threshold, perLabel)
        round.match(
            detections, tracks, trackOf: &trackOf, takesDetection: takes, takesTrack: { _ in true },
            gain: { row, column, predicted in
                if perLabel, detections[row].label != tracks[column].label { return 0 }
                let box = detections[row].box
                let overlap = box.overlap(place == .predicted ? predicted : tracks[column].last.box)
                if inertia == 0 || overlap == 0 { return overlap }
                let consistency = tracks[column].consistency(with: box)
                return max(overlap + inertia * consistency * detections[row].confidence, .leastNormalMagnitude)
            },
            accepts: { row, column, predicted in
                detections[row].box.overlap(place == .predicted ? predicted : tracks[column].last.box) >= threshold
            })
    }
}
