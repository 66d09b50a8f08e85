import PluginSDK

@testable import TrackerStage

/// Identity measures (Ristani et al. 2016) at an overlap of 0.5: each true object is given at most one track of the whole
/// result, such that most boxes agree.
struct IdentityScore {
    private(set) var agreeing = 0
    private(set) var truths = 0
    private(set) var found = 0

    /// 2 · agreeing / (true + found) boxes, in percent.
    var idf1: Double { 200 * Double(agreeing) / Double(max(1, truths + found)) }

    init(truth: ClearMOT.Frames, result: ClearMOT.Frames) {
        var rows: [Int: Int] = [:]
        var columns: [Int: Int] = [:]
        var shared: [Int: [Int: Int]] = [:]
        for frame in Set(truth.keys).union(result.keys) {
            let (objects, tracks) = (truth[frame] ?? [], result[frame] ?? [])
            truths += objects.count
            found += tracks.count
            for object in objects {
                let row = rows[object.id] ?? rows.count
                rows[object.id] = row
                for track in tracks where object.box.overlap(track.box) >= 0.5 {
                    let column = columns[track.id] ?? columns.count
                    columns[track.id] = column
                    shared[row, default: [:]][column, default: 0] += 1
                }
            }
        }
        var assignment = Assignment()
        assignment.resize(rows: rows.count, columns: columns.count)
        for (row, counts) in shared { for (column, count) in counts { assignment[row, column] = -Float(count) } }
        assignment.solve()
        for (row, column) in assignment.columnOfRow.enumerated() where column >= 0 {
            agreeing += shared[row]?[column] ?? 0
        }
    }

    static func + (one: IdentityScore, other: IdentityScore) -> IdentityScore {
        var sum = one
        sum.agreeing += other.agreeing
        sum.truths += other.truths
        sum.found += other.found
        return sum
    }
}
