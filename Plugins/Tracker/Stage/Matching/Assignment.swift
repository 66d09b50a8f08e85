/// Finds the assignment of rows to columns with the least total cost.
///
/// Shortest augmenting paths after Jonker and Volgenant 1987 in the rectangular form of Crouse 2016 ("On implementing
/// 2D rectangular assignment algorithms"). Its arrays are kept from call to call.
struct Assignment {
    /// The column of each row after ``solve()``, or −1.
    private(set) var columnOfRow: [Int] = []
    private var cost: [Float] = []
    private var rows = 0
    private var columns = 0
    private var givenColumns = 0
    private var rowPrice: [Float] = []
    private var columnPrice: [Float] = []
    private var shortest: [Float] = []
    private var path: [Int] = []
    private var rowOfColumn: [Int] = []
    private var seenRows: [Bool] = []
    private var seenColumns: [Bool] = []

    /// Sets the size; all costs are 0.
    mutating func resize(rows: Int, columns: Int) {
        givenColumns = columns
        // With more rows than columns, columns that cost nothing stand for "none".
        (self.rows, self.columns) = (rows, max(rows, columns))
        cost.fill(rows * self.columns, 0)
    }

    /// The cost of giving a column to a row.
    subscript(row: Int, column: Int) -> Float {
        get { cost[row * columns + column] }
        set { cost[row * columns + column] = newValue }
    }

    /// Assigns `min(rows, columns)` pairs.
    /// - Complexity: O(rows² · max(rows, columns)).
    mutating func solve() {
        columnOfRow.fill(rows, -1)
        guard rows > 0, givenColumns > 0 else { return }
        rowPrice.fill(rows, 0)
        columnPrice.fill(columns, 0)
        path.fill(columns, -1)
        rowOfColumn.fill(columns, -1)
        for row in 0..<rows {
            if let sink = augment(from: row) { flip(to: sink, from: row) }
        }
        for row in 0..<rows where columnOfRow[row] >= givenColumns { columnOfRow[row] = -1 }
    }

    /// Dijkstra's search over reduced costs from a free row to the nearest free column; then prices are brought up
    /// to date.
    private mutating func augment(from start: Int) -> Int? {
        shortest.fill(columns, .infinity)
        seenRows.fill(rows, false)
        seenColumns.fill(columns, false)
        var reached: Float = 0
        var row = start
        var sink: Int?
        while sink == nil {
            seenRows[row] = true
            guard let column = nearestColumn(from: row, at: reached), shortest[column] < .infinity else { return nil }
            reached = shortest[column]
            seenColumns[column] = true
            if rowOfColumn[column] < 0 { sink = column } else { row = rowOfColumn[column] }
        }
        rowPrice[start] += reached
        for other in 0..<rows where seenRows[other] && other != start {
            rowPrice[other] += reached - shortest[columnOfRow[other]]
        }
        for column in 0..<columns where seenColumns[column] { columnPrice[column] -= reached - shortest[column] }
        return sink
    }

    private mutating func nearestColumn(from row: Int, at reached: Float) -> Int? {
        var best: Int?
        var least = Float.infinity
        for column in 0..<columns where !seenColumns[column] {
            let length = reached + self[row, column] - rowPrice[row] - columnPrice[column]
            if length < shortest[column] {
                shortest[column] = length
                path[column] = row
            }
            // Of equal lengths a free column ends the search at once.
            if shortest[column] < least || (shortest[column] == least && rowOfColumn[column] < 0) {
                least = shortest[column]
                best = column
            }
        }
        return best
    }

    private mutating func flip(to sink: Int, from start: Int) {
        var column = sink
        while true {
            let row = path[column]
            rowOfColumn[column] = row
            let next = columnOfRow[row]
            columnOfRow[row] = column
            if row == start { return }
            column = next
        }
    }
}

extension Array {
    /// Sets the count and all elements, and keeps the memory.
    mutating func fill(_ count: Int, _ value: Element) {
        removeAll(keepingCapacity: true)
        reserveCapacity(count)
        for _ in 0..<count { append(value) }
    }
}
