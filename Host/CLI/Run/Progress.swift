import HostCore
import HostGraph

/// Shows how a run goes: a block of lines on a terminal, a line now and then elsewhere.
struct Progress {
    private static let redraw_ns: Int64 = 250_000_000
    private static let line_ns: Int64 = 5_000_000_000

    private let name: String
    private let screen: Screen
    private let isQuiet: Bool
    private let start_ns: Int64
    private let period_ns: Int64
    private var due_ns: Int64
    private var last: (time_ns: Int64, statistics: RunStatistics)?

    init(_ plan: ValidatedGraph, screen: Screen, isQuiet: Bool, start_ns: Int64) {
        name = plan.name
        self.screen = screen
        self.isQuiet = isQuiet
        self.start_ns = start_ns
        period_ns = screen.isInteractive ? Self.redraw_ns : Self.line_ns
        due_ns = start_ns + period_ns
    }

    func isDue(_ now_ns: Int64) -> Bool { !isQuiet && now_ns >= due_ns }

    mutating func show(_ statistics: RunStatistics, now_ns: Int64) {
        due_ns = now_ns + period_ns
        if screen.isInteractive {
            screen.show(block(statistics, now_ns: now_ns))
        } else {
            screen.line(line(statistics, now_ns: now_ns))
        }
        last = (now_ns, statistics)
    }

    /// What came in a second since the last look.
    private func rate(_ statistics: RunStatistics, now_ns: Int64) -> String {
        let before = last?.statistics.arrivals ?? 0
        return Figures.rate(statistics.arrivals &- before, in: now_ns - (last?.time_ns ?? start_ns))
    }

    private func line(_ statistics: RunStatistics, now_ns: Int64) -> String {
        var text = "\(Figures.time(UInt64(now_ns - start_ns))): \(statistics.arrivalsText), "
        text += "\(rate(statistics, now_ns: now_ns))/s, \(Figures.count(statistics.dropped)) dropped"
        if let fullest = statistics.edges.filter({ !$0.fused }).max(by: { $0.fill < $1.fill }), fullest.left > 0 {
            text += ", fullest queue \(fullest.to) \(fullest.left)/\(fullest.capacity)"
        }
        let waiting = statistics.streams.filter { $0.state == "waiting" }.map(\.name)
        return waiting.isEmpty ? text : text + ", waiting for \(waiting.joined(separator: ", "))"
    }

    private func block(_ statistics: RunStatistics, now_ns: Int64) -> [String] {
        let elapsed_ns = now_ns - start_ns
        var lines = [
            "\(name)  \(Figures.time(UInt64(elapsed_ns)))  \(statistics.arrivalsText)  "
                + "\(rate(statistics, now_ns: now_ns))/s  \(Figures.count(statistics.dropped)) dropped"
        ]
        if statistics.streams.count > 1 || statistics.streams.contains(where: { $0.state != "playing" }) {
            lines += statistics.streams.map { "  \($0.name)  \($0.state)  \(Figures.count($0.frames)) frames" }
        }
        var table = TextTable(["stage", "in", "out", "errors", "busy %", "queue"])
        for stage in statistics.stages {
            let before = last?.statistics.stages.first { $0.name == stage.name }?.busy_ns ?? 0
            let span = Double(now_ns - (last?.time_ns ?? start_ns))
            table.add([
                stage.name, Figures.count(stage.itemsIn), Figures.count(stage.itemsOut), Figures.count(stage.errors),
                Figures.percent(Double(stage.busy_ns &- before), of: span), queue(statistics, of: stage.name),
            ])
        }
        return lines + table.lines(indent: 2)
    }

    private func queue(_ statistics: RunStatistics, of stage: String) -> String {
        let queues = statistics.edges.filter { !$0.fused && $0.isInto(stage) }
        return queues.map { "\($0.left)/\($0.capacity)" }.joined(separator: " ")
    }
}

extension RunStatistics {
    /// What entered the graph: frames of all streams or, without a stream, items of the stages that are sources.
    var arrivals: UInt64 {
        if !streams.isEmpty { return streams.reduce(0) { $0 + $1.frames } }
        return stages.filter(\.isSource).reduce(0) { $0 + $1.itemsOut }
    }
    /// What the arrivals are.
    var arrivalsUnit: String { streams.isEmpty ? "items" : "frames" }
    /// "1,024 frames".
    var arrivalsText: String { "\(Figures.count(arrivals)) \(arrivalsUnit)" }
    /// Items that queues dropped.
    var dropped: UInt64 { edges.reduce(0) { $0 + $1.droppedInAll } }
}

extension EdgeStatistics {
    /// How full the queue is, from 0 to 1.
    var fill: Double { capacity > 0 ? Double(left) / Double(capacity) : 0 }

    /// Whether it leads to the stage, by whichever port.
    func isInto(_ stage: String) -> Bool { to == stage || to.hasPrefix(stage + ".") }
}
