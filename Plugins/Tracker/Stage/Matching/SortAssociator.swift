import PluginSDK

/// SORT's association (Bewley et al. 2016, section 3.3): the assignment that maximises the sum of the overlaps of
/// detected and predicted boxes, and of it what reaches a threshold. As in the authors' code the threshold comes last: a
/// pair below it may displace one above.
struct SortAssociator: Associator {
    let policy = TrackPolicy()
    private let threshold: Float
    private let perLabel: Bool
    private var round = MatchRound()

    init(threshold: Float, perLabel: Bool) {
        self.threshold = threshold
        self.perLabel = perLabel
    }

    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int]) {
        round.begin(tracks)
        let (threshold, perLabel) = (threshold, perLabel)
        round.match(
            detections, tracks, trackOf: &trackOf, takesDetection: { _ in true }, takesTrack: { _ in true },
            gain: { row, column, predicted in
                if perLabel, detections[row].label != tracks[column].label { return 0 }
                return detections[row].box.overlap(predicted)
            },
            accepts: { row, _, predicted in detections[row].box.overlap(predicted) >= threshold })
    }
}
