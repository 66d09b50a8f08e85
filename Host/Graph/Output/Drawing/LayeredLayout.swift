/// Places boxes in columns from left to right so that links run forwards, cross seldom and pass no box.
///
/// Columns come from the longest way to each box; a link over several columns gets a lane of its own in each column between.
/// The order within columns follows the mean place of neighbours; heights are the closest to what neighbours ask for that
/// keep boxes apart (least squares under order constraints, by pooling adjacent violators).
struct LayeredLayout {
    struct Box {
        let width: Double
        let height: Double
        /// Put into a column behind all others.
        var isLast = false
    }

    struct Link {
        let from: Int
        let to: Int
        /// Where the link leaves, from the top of its box.
        let exit: Double
        /// Where it arrives, from the top of its box.
        let entry: Double
    }

    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    /// The places of the boxes' top left corners.
    private(set) var places: [Point] = []
    /// For each link, where it crosses the columns between: the left and the right end of each lane.
    private(set) var lanes: [[(left: Point, right: Point)]] = []
    /// The right ends of the boxes.
    private(set) var boxEnds: [Double] = []
    /// For each box, the right end of its column.
    private(set) var columnEnds: [Double] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    private struct Cell {
        let width: Double
        let height: Double
        var column: Int
        var y = 0.0
        /// Neighbours to the left and right: the cell, the offset there, the offset here.
        var before: [(cell: Int, there: Double, here: Double)] = []
        var behind: [(cell: Int, there: Double, here: Double)] = []
        let isLane: Bool
    }

    private var cells: [Cell] = []
    private var columns: [[Int]] = []
    private let rowGap: Double

    /// Lays out boxes, each of which stands behind those that link to it.
    /// - Parameter lastGap: The gap in front of the column of those boxes that are put behind all others.
    init(_ boxes: [Box], _ links: [Link], columnGap: Double, lastGap: Double = 0, rowGap: Double) {
        self.rowGap = rowGap
        makeCells(boxes, links)
        let chains = makeLanes(links)
        orderColumns()
        placeRows()
        placeColumns(boxes, columnGap, lastGap, chains)
    }

    /// The height at which a link comes to the column of its target.
    func height(of link: Int, _ ends: Link) -> Double {
        lanes[link].last?.left.y ?? places[ends.from].y + ends.exit
    }

    private mutating func makeCells(_ boxes: [Box], _ links: [Link]) {
        cells = boxes.map { Cell(width: $0.width, height: $0.height, column: 0, isLane: false) }
        for link in links.sorted(by: { $0.from < $1.from }) {
            cells[link.to].column = max(cells[link.to].column, cells[link.from].column + 1)
        }
        let last = (cells.indices.filter { !boxes[$0].isLast }.map { cells[$0].column }.max() ?? -1) + 1
        for index in cells.indices where boxes[index].isLast { cells[index].column = last }
        // What begins a way stands right in front of whom it feeds.
        let fed = Set(links.map(\.to))
        var next: [Int: Int] = [:]
        for link in links where !fed.contains(link.from) {
            next[link.from] = min(next[link.from] ?? Int.max, cells[link.to].column)
        }
        for (index, column) in next { cells[index].column = column - 1 }
    }

    private mutating func makeLanes(_ links: [Link]) -> [[Int]] {
        var chains: [[Int]] = []
        for link in links {
            var chain: [Int] = []
            var last = (cell: link.from, offset: link.exit)
            let between = cells[link.from].column + 1..<max(cells[link.to].column, cells[link.from].column + 1)
            for column in between {
                cells.append(Cell(width: 0, height: 0, column: column, isLane: true))
                connect(last, (cells.count - 1, 0))
                last = (cells.count - 1, 0)
                chain.append(cells.count - 1)
            }
            connect(last, (link.to, link.entry))
            chains.append(chain)
        }
        let count = (cells.map(\.column).max() ?? -1) + 1
        columns = Array(repeating: [], count: count)
        for index in cells.indices { columns[cells[index].column].append(index) }
        return chains
    }

    private mutating func connect(_ a: (cell: Int, offset: Double), _ b: (cell: Int, offset: Double)) {
        cells[a.cell].behind.append((b.cell, b.offset, a.offset))
        cells[b.cell].before.append((a.cell, a.offset, b.offset))
    }

    private mutating func orderColumns() {
        stackAll()
        for round in 0..<12 {
            let forwards = round % 2 == 0
            for column in forwards ? Array(columns.indices) : columns.indices.reversed() {
                sort(column, forwards)
                stack(column)
            }
        }
    }

    private mutating func sort(_ column: Int, _ forwards: Bool) {
        let wishes = columns[column].map { index in
            (
                index: index,
                wish: mean(forwards ? cells[index].before : cells[index].behind, of: index) ?? cells[index].y
            )
        }
        columns[column] = wishes.enumerated().sorted {
            ($0.element.wish, $0.offset) < ($1.element.wish, $1.offset)
        }.map(\.element.index)
    }

    /// Where neighbours want a cell; lanes want most of all to be straight.
    private func mean(_ neighbours: [(cell: Int, there: Double, here: Double)], of index: Int) -> Double? {
        guard !neighbours.isEmpty else { return nil }
        var sum = 0.0
        var weights = 0.0
        for neighbour in neighbours {
            let weight = cells[index].isLane && cells[neighbour.cell].isLane ? 8.0 : 1.0
            sum += (cells[neighbour.cell].y + neighbour.there - neighbour.here) * weight
            weights += weight
        }
        return sum / weights
    }

    private mutating func stackAll() { for column in columns.indices { stack(column) } }

    private mutating func stack(_ column: Int) {
        let total = columns[column].reduce(0) { $0 + cells[$1].height + rowGap }
        var y = -total / 2
        for index in columns[column] {
            cells[index].y = y
            y += cells[index].height + rowGap
        }
    }

    private mutating func placeRows() {
        for round in 0..<48 {
            let forwards = round % 2 == 0
            for column in forwards ? Array(columns.indices) : columns.indices.reversed() {
                settle(column, forwards, both: round >= 20)
            }
        }
        let top = cells.map(\.y).min() ?? 0
        for index in cells.indices { cells[index].y -= top }
        height = cells.map { $0.y + $0.height }.max() ?? 0
    }

    /// Moves the cells of a column to where their neighbours want them, as far as the others allow.
    private mutating func settle(_ column: Int, _ forwards: Bool, both: Bool) {
        var offset = 0.0
        var pools: [(sum: Double, weight: Double, count: Int)] = []
        var offsets: [Double] = []
        for index in columns[column] {
            let cell = cells[index]
            let near = both ? cell.before + cell.behind : forwards ? cell.before : cell.behind
            let wish = mean(near, of: index) ?? cell.y
            let weight = near.isEmpty ? 0.01 : cell.isLane ? 8.0 : 1.0
            offsets.append(offset)
            pools.append(((wish - offset) * weight, weight, 1))
            while pools.count > 1,
                pools[pools.count - 2].sum / pools[pools.count - 2].weight
                    > pools[pools.count - 1].sum / pools[pools.count - 1].weight
            {
                let last = pools.removeLast()
                pools[pools.count - 1].sum += last.sum
                pools[pools.count - 1].weight += last.weight
                pools[pools.count - 1].count += last.count
            }
            offset += cell.height + rowGap
        }
        let settled = pools.flatMap { Array(repeating: $0.sum / $0.weight, count: $0.count) }
        for (place, index) in columns[column].enumerated() { cells[index].y = settled[place] + offsets[place] }
    }

    private mutating func placeColumns(_ boxes: [Box], _ gap: Double, _ lastGap: Double, _ chains: [[Int]]) {
        var starts: [Double] = []
        var ends: [Double] = []
        for column in columns {
            let isLast = column.allSatisfy { boxes.indices.contains($0) && boxes[$0].isLast }
            starts.append((ends.last.map { $0 + (isLast ? lastGap : gap) }) ?? 0)
            ends.append(starts[starts.count - 1] + (column.map { cells[$0].width }.max() ?? 0))
        }
        width = ends.last ?? 0
        let boxCells = cells[..<boxes.count]
        places = boxCells.map { Point(x: starts[$0.column], y: $0.y) }
        boxEnds = boxCells.map { starts[$0.column] + $0.width }
        columnEnds = boxCells.map { ends[$0.column] }
        lanes = chains.map { chain in
            chain.map { index in
                let cell = cells[index]
                return (Point(x: starts[cell.column], y: cell.y), Point(x: ends[cell.column], y: cell.y))
            }
        }
    }
}
