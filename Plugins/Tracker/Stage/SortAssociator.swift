import PluginSDK

/// SORT's association (Bewley et al. 2016, section 3.3): the assignment that maximises the sum of the overlaps of
/// detected and predicted boxes, none below a threshold.
struct SortAssociator: Associator {
    let threshold: Float
    let perLabel: Bool
    private var assignment = Assignment()
    private var predicted: [Box] = []

    init(threshold: Float, perLabel: Bool) {
        self.threshold = threshold
        self.perLabel = perLabel
    }

    mutating func associate(_ detections: [Detection], _ tracks: [Track], trackOf: inout [Int]) {
        predicted.removeAll(keepingCapacity: true)
        for track in tracks { predicted.append(track.motion.box) }
        assignment.resize(rows: detections.count, columns: tracks.count)
        for (row, detection) in detections.enumerated() {
            for column in tracks.indices where !perLabel || detection.label == tracks[column].label {
                let overlap = detection.box.overlap(predicted[column])
                // A pair below the threshold is worth as much as no pair, so that it never displaces a good one.
                if overlap >= threshold { assignment[row, column] = -overlap }
            }
        }
        assignment.solve()
        for row in detections.indices {
            let column = assignment.columnOfRow[row]
            if column >= 0, assignment[row, column] < 0 { trackOf[row] = column }
        }
    }
}
