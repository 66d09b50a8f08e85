import PluginSDK

/// The rounds of matching of one frame: each matches some of the detections with some of the tracks that have none yet.
/// Its arrays are kept from frame to frame.
struct MatchRound {
    /// Where each track is believed to be.
    private var predicted: [Box] = []
    /// Whether a track has a detection already.
    private var isTaken: [Bool] = []
    /// Positions of the detections that take part.
    private var rows: [Int] = []
    /// Positions of the tracks that take part.
    private var columns: [Int] = []
    private var gains: [Float] = []
    private var assignment = Assignment()

    /// Begins a frame.
    mutating func begin(_ tracks: [Track]) {
        predicted.removeAll(keepingCapacity: true)
        for index in tracks.indices { predicted.append(tracks[index].motion.box) }
        isTaken.fill(tracks.count, false)
    }

    /// Matches what gives the largest sum of gains; pairs that gain nothing are no pairs.
    /// - Parameters:
    ///   - detections: All of the frame.
    ///   - tracks: All live ones.
    ///   - trackOf: Grows by the new pairs.
    ///   - takesDetection: Whether a detection takes part; those that have a track never do.
    ///   - takesTrack: Whether a track takes part, by its position; those that have a detection never do.
    ///   - gain: What a pair is worth, by positions and with the track's predicted place; 0 for pairs that may not be.
    ///   - accepts: Whether a pair stands that the assignment has made.
    mutating func match(
        _ detections: [Detection], _ tracks: [Track], trackOf: inout [Int],
        takesDetection: (Detection) -> Bool, takesTrack: (Int) -> Bool, gain: (Int, Int, Box) -> Float,
        accepts: (Int, Int, Box) -> Bool = { _, _, _ in true }
    ) {
        rows.removeAll(keepingCapacity: true)
        columns.removeAll(keepingCapacity: true)
        for row in detections.indices where trackOf[row] < 0 && takesDetection(detections[row]) { rows.append(row) }
        if rows.isEmpty { return }
        for column in tracks.indices where !isTaken[column] && takesTrack(column) { columns.append(column) }
        if columns.isEmpty { return }
        if collect(gain, trackOf: &trackOf) { solve(trackOf: &trackOf) }
        for row in rows where trackOf[row] >= 0 {
            let column = trackOf[row]
            if accepts(row, column, predicted[column]) { isTaken[column] = true } else { trackOf[row] = -1 }
        }
    }

    /// Weighs all pairs. Where no detection and no track has a choice the pairs are made at once.
    /// - Returns: Whether there is something to solve.
    private mutating func collect(_ gain: (Int, Int, Box) -> Float, trackOf: inout [Int]) -> Bool {
        gains.removeAll(keepingCapacity: true)
        var hasChoice = false
        for row in rows {
            var candidates = 0
            for column in columns {
                let worth = gain(row, column, predicted[column])
                gains.append(worth)
                if worth > 0 { candidates += 1 }
            }
            hasChoice = hasChoice || candidates > 1
        }
        for column in columns.indices where !hasChoice {
            var candidates = 0
            for row in rows.indices where gains[row * columns.count + column] > 0 { candidates += 1 }
            hasChoice = candidates > 1
        }
        if hasChoice { return true }
        for row in rows.indices {
            for column in columns.indices where gains[row * columns.count + column] > 0 {
                trackOf[rows[row]] = columns[column]
            }
        }
        return false
    }

    private mutating func solve(trackOf: inout [Int]) {
        assignment.resize(rows: rows.count, columns: columns.count)
        for row in rows.indices {
            for column in columns.indices {
                let worth = gains[row * columns.count + column]
                // A pair that may not be is worth as much as no pair, so that it never displaces a good one.
                if worth > 0 { assignment[row, column] = -worth }
            }
        }
        assignment.solve()
        for row in rows.indices {
            let column = assignment.columnOfRow[row]
            if column >= 0, assignment[row, column] < 0 { trackOf[rows[row]] = columns[column] }
        }
    }
}
