import PluginSDK

@testable import TrackerStage

/// CLEAR-MOT (Bernardin and Stiefelhagen 2008) at an overlap of 0.5, matched as TrackEval does: identities that
/// matched in the frame before go first.
struct ClearMOT {
    typealias Frames = [Int: [(id: Int, box: Box)]]
    private(set) var misses = 0
    private(set) var falseAlarms = 0
    private(set) var switches = 0
    private(set) var truths = 0
    private var lastMatch: [Int: Int] = [:]
    private var previous: [Int: Int] = [:]

    /// 1 − (misses + false alarms + switches) / true boxes, in percent.
    var mota: Double { 100 * (1 - Double(misses + falseAlarms + switches) / Double(max(1, truths))) }

    init(truth: Frames, result: Frames) {
        var assignment = Assignment()
        for frame in Set(truth.keys).union(result.keys).sorted() {
            score(truth[frame] ?? [], result[frame] ?? [], &assignment)
        }
    }

    private mutating func score(
        _ truth: [(id: Int, box: Box)], _ result: [(id: Int, box: Box)], _ assignment: inout Assignment
    ) {
        truths += truth.count
        assignment.resize(rows: truth.count, columns: result.count)
        for (row, object) in truth.enumerated() {
            for (column, found) in result.enumerated() {
                let overlap = object.box.overlap(found.box)
                let bonus: Float = previous[object.id] == found.id ? 1000 : 0
                if overlap >= 0.5 { assignment[row, column] = -(overlap + bonus) }
            }
        }
        assignment.solve()
        var matched: [Int: Int] = [:]
        for (row, object) in truth.enumerated() {
            let column = assignment.columnOfRow[row]
            guard column >= 0, assignment[row, column] < 0 else { continue }
            matched[object.id] = result[column].id
            if let last = lastMatch[object.id], last != result[column].id { switches += 1 }
            lastMatch[object.id] = result[column].id
        }
        misses += truth.count - matched.count
        falseAlarms += result.count - matched.count
        previous = matched
    }
}
