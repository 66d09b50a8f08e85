/// How alike two lists order the same things.
enum RankCorrelation {
    /// Spearman's coefficient, -1 to 1: the correlation of ranks, the mean rank for equal values.
    static func spearman(_ one: [Float], _ other: [Float]) -> Double {
        let (a, b) = (ranks(one), ranks(other))
        let mean = Double(a.count - 1) / 2
        let shared = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        func spread(_ ranks: [Double]) -> Double { ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
        return shared / (spread(a) * spread(b)).squareRoot()
    }

    private static func ranks(_ values: [Float]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for position in start...end { result[order[position]] = Double(start + end) / 2 }
            start = end + 1
        }
        return result
    }
}
