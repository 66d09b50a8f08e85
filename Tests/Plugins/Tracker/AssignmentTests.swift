import SluiceTestKit
import Testing

@testable import TrackerStage

@Suite struct AssignmentTests {
    /// Cost of the cheapest assignment by trying all.
    func exhaustive(_ cost: [[Float]], _ row: Int = 0, _ used: Set<Int> = []) -> Float {
        let (rows, columns) = (cost.count, cost.first?.count ?? 0)
        if row == rows { return 0 }
        var best = Float.infinity
        for column in 0..<columns where !used.contains(column) {
            best = min(best, cost[row][column] + exhaustive(cost, row + 1, used.union([column])))
        }
        if rows - row > columns - used.count { best = min(best, exhaustive(cost, row + 1, used)) }
        return best
    }

    @Test(arguments: 0..<60)
    func findsTheCheapestAssignment(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let rows = Int.random(in: 1...6, using: &random)
        let columns = Int.random(in: 1...6, using: &random)
        // Few distinct values, so that ties are met.
        let cost = (0..<rows).map { _ in (0..<columns).map { _ in Float(Int.random(in: -5...5, using: &random)) } }
        var assignment = Assignment()
        for _ in 0..<2 {
            assignment.resize(rows: rows, columns: columns)
            for row in 0..<rows { for column in 0..<columns { assignment[row, column] = cost[row][column] } }
            assignment.solve()
        }
        let chosen = assignment.columnOfRow.enumerated().filter { $0.element >= 0 }
        #expect(chosen.count == min(rows, columns))
        #expect(Set(chosen.map(\.element)).count == chosen.count)
        let total = chosen.reduce(Float(0)) { $0 + cost[$1.offset][$1.element] }
        #expect(total == exhaustive(cost), "seed \(seed)")
    }

    @Test func nothingToAssign() {
        var assignment = Assignment()
        assignment.resize(rows: 0, columns: 3)
        assignment.solve()
        #expect(assignment.columnOfRow.isEmpty)
        assignment.resize(rows: 2, columns: 0)
        assignment.solve()
        #expect(assignment.columnOfRow == [-1, -1])
    }
}
