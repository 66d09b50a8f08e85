import HostCore

/// The last lines of a run.
enum Summary {
    /// What stages and streams did.
    static func table(_ result: RunResult) -> [String] {
        let statistics = result.statistics
        return stages(statistics) + streams(statistics) + drops(statistics) + [memory(statistics)]
            + [result.recording?.line].compactMap(\.self)
    }

    private static func stages(_ statistics: RunStatistics) -> [String] {
        var table = TextTable(["stage", "in", "out", "errors", "busy %", "p50", "p95", "latency p95"])
        for stage in statistics.stages {
            table.add([
                stage.name, Figures.count(stage.itemsIn), Figures.count(stage.itemsOut), Figures.count(stage.errors),
                Figures.percent(Double(stage.busy_ns), of: Double(statistics.elapsed_ns)),
                Figures.time(stage.time.p50_ns), Figures.time(stage.time.p95_ns), Figures.time(stage.latency.p95_ns),
            ])
        }
        return table.isEmpty ? [] : table.lines() + [""]
    }

    private static func streams(_ statistics: RunStatistics) -> [String] {
        var table = TextTable(
            ["stream", "state", "frames", "frames/s", "copies", "conversions", "reconnects"], leftColumns: 2)
        for stream in statistics.streams {
            table.add([
                stream.name, stream.state, Figures.count(stream.frames),
                Figures.rate(stream.frames, in: statistics.elapsed_ns), Figures.count(stream.copies),
                Figures.count(stream.conversions), String(stream.reconnects),
            ])
        }
        return table.isEmpty ? [] : table.lines() + [""]
    }

    private static func drops(_ statistics: RunStatistics) -> [String] {
        statistics.edges.filter { $0.droppedInAll > 0 }.map { edge in
            let reasons = edge.dropped.map { "\(Figures.count($0.count)) \($0.reason)" }.joined(separator: ", ")
            return "dropped from \(edge.from) to \(edge.to): \(reasons)"
        }
    }

    private static func memory(_ statistics: RunStatistics) -> String {
        let memory = statistics.memory
        var text = "memory: \(Figures.bytes(memory.slab_bytes)) for frames"
        text += ", \(Figures.count(UInt64(memory.overflow))) frames in overflow memory"
        text += ", \(Figures.count(UInt64(memory.copies))) copies (\(Figures.bytes(memory.copied_bytes)))"
        return text + ", at most \(Figures.bytes(memory.maxResident_bytes)) resident"
    }

    /// How the run ended, in one line.
    static func last(_ result: RunResult) -> String {
        let statistics = result.statistics
        var text = "\(result.outcome.word): \(statistics.arrivalsText) in "
        text += Figures.time(UInt64(max(0, statistics.elapsed_ns)))
        text += " (\(Figures.rate(statistics.arrivals, in: statistics.elapsed_ns))/s)"
        let corrupt = statistics.streams.reduce(0) { $0 + $1.corrupt }
        if corrupt > 0 { text += ", \(Figures.count(corrupt)) of them damaged" }
        if result.skipped > 0 { text += ", \(Figures.count(result.skipped)) items skipped after errors" }
        if result.lost > 0 { text += ", \(Figures.count(result.lost)) items lost with worker processes" }
        if result.dropped > 0 { text += ", \(Figures.count(result.dropped)) dropped by queues" }
        return text
    }
}
