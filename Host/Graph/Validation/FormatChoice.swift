import HostCore

/// Chooses a pixel format for each port so that all conversions together cost least.
///
/// Ports are variables with a list of possible formats; edges between them have costs. Costs are summed backwards from the
/// sinks, which is exact where no branches meet, formats are then chosen forwards, and single changes that make the whole
/// cheaper are tried until there are none.
struct FormatChoice {
    /// One port that carries frames.
    struct Variable {
        var formats: [PixelFormat]
        /// The cost of each format in itself.
        var costs: [Int]
        /// Whether what comes in here goes on unchanged to other stages.
        var isPassedOn = false
        var incoming: [Int] = []
        var outgoing: [Int] = []
    }

    /// Variables, each behind those that feed it.
    var variables: [Variable] = []
    /// Edges between variables.
    private(set) var links: [(from: Int, to: Int)] = []
    private var downstream: [[Int]] = []
    private(set) var chosen: [Int] = []

    mutating func add(_ formats: [PixelFormat], costs: [Int]) -> Int {
        variables.append(Variable(formats: formats, costs: costs))
        return variables.count - 1
    }

    mutating func link(_ from: Int, _ to: Int) {
        variables[from].outgoing.append(to)
        variables[to].incoming.append(from)
        links.append((from, to))
    }

    /// The format of a variable, once ``solve()`` has run.
    func format(_ variable: Int) -> PixelFormat { variables[variable].formats[chosen[variable]] }

    mutating func solve() {
        sumBackwards()
        chosen = Array(repeating: 0, count: variables.count)
        for variable in variables.indices {
            chosen[variable] = best(variable) { downstream[variable][$0] }
        }
        for _ in 0..<16 where !improve() { break }
    }

    private func cost(_ from: Int, _ fromFormat: Int, _ to: Int, _ toFormat: Int) -> Int {
        let given = variables[from].formats[fromFormat]
        let wanted = variables[to].formats[toFormat]
        let lost = wanted == .gray8 && given != .gray8 && variables[to].isPassedOn ? ConversionCost.lostColour : 0
        return ConversionCost.of(given, wanted) + lost
    }

    private mutating func sumBackwards() {
        downstream = variables.map { Array(repeating: 0, count: $0.formats.count) }
        for variable in variables.indices.reversed() {
            for format in variables[variable].formats.indices {
                downstream[variable][format] = variables[variable].outgoing.reduce(0) { sum, next in
                    // What several ports feed counts for each of them in part, or merged streams would each pay in full.
                    let feeders = variables[next].incoming.count
                    let least = variables[next].formats.indices.map {
                        cost(variable, format, next, $0) + (variables[next].costs[$0] + downstream[next][$0]) / feeders
                    }.min()
                    // Many paths through many joins would overflow a plain sum.
                    return min(sum + (least ?? 0), 1 << 40)
                }
            }
        }
    }

    private func best(_ variable: Int, _ behind: (Int) -> Int) -> Int {
        var best = 0
        var least = Int.max
        for format in variables[variable].formats.indices {
            let before = variables[variable].incoming.reduce(0) { $0 + cost($1, chosen[$1], variable, format) }
            let total = before + variables[variable].costs[format] + behind(format)
            if total < least { (best, least) = (format, total) }
        }
        return best
    }

    /// Changes single choices where that makes the whole cheaper.
    private mutating func improve() -> Bool {
        var isBetter = false
        for variable in variables.indices {
            let old = chosen[variable]
            let new = best(variable) { format in
                variables[variable].outgoing.reduce(0) { $0 + cost(variable, format, $1, chosen[$1]) }
            }
            let oldCost = total(variable, old)
            if new != old, total(variable, new) < oldCost {
                chosen[variable] = new
                isBetter = true
            }
        }
        return isBetter
    }

    private func total(_ variable: Int, _ format: Int) -> Int {
        variables[variable].costs[format]
            + variables[variable].incoming.reduce(0) { $0 + cost($1, chosen[$1], variable, format) }
            + variables[variable].outgoing.reduce(0) { $0 + cost(variable, format, $1, chosen[$1]) }
    }
}
