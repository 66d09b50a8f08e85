import HostCore

extension ReportPage {
    /// How long each stage takes for an item, on a scale that shows both a microsecond and a second.
    var stageTimes: String {
        let stages = result.statistics.stages
        guard !stages.isEmpty else { return "" }
        let largest = max(10_000, stages.map(\.time.p99_ns).max() ?? 0)
        var decades = 1
        while Self.power(decades) * 100 < largest { decades += 1 }
        let rows = stages.map { stage in
            [
                HTML.escape(stage.name) + "<br><span class=\"small\">\(HTML.escape(Self.short(stage.stage)))</span>",
                stage.itemsIn == 0 ? "" : bars(stage.time, decades: decades),
                time(stage.time.p50_ns, stage), time(stage.time.p95_ns, stage), time(stage.time.p99_ns, stage),
                busy(stage), Figures.count(stage.itemsIn), Figures.count(stage.itemsOut),
                stage.errors + stage.skipped == 0
                    ? "0" : "<span class=\"bad\">\(Figures.count(stage.errors + stage.skipped))</span>",
                time(stage.latency.p95_ns, stage),
            ]
        }
        let table = HTML.table(
            ["stage", scale(decades), "p50", "p95", "p99", "busy", "in", "out", "errors", "latency p95"], left: 2, rows)
        let key =
            "<p class=\"key\"><span><i></i>p50</span><span><i class=\"p95\"></i>p95</span>"
            + "<span><i class=\"p99\"></i>p99</span></p>"
        return HTML.section(
            "stages", "Time per stage",
            "Time inside a stage for one item, on a logarithmic scale; busy is its share of the run, latency the time "
                + "from capture until the stage was done.", "<div class=\"card\">\(key)\(table)</div>")
    }

    private func time(_ ns: UInt64, _ stage: StageStatistics) -> String {
        stage.itemsIn == 0 ? "–" : Figures.time(ns)
    }

    private func busy(_ stage: StageStatistics) -> String {
        let share = Double(stage.busy_ns) / Double(max(1, result.statistics.elapsed_ns))
        return HTML.meter(share, kind: share > 0.8 ? "hot" : "") + Figures.percent(share, of: 1) + " %"
    }

    private static let barWidth = 260.0

    private static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { value, _ in value * 10 } }

    /// Where a time lies between 100 ns and the end of the scale, from 0 to 1.
    private static func place(_ ns: UInt64, decades: Int) -> Double {
        guard ns > 100 else { return 0.004 }
        var (value, whole) = (Double(ns) / 100, 0.0)
        while value >= 10 {
            value /= 10
            whole += 1
        }
        return min(1, (whole + logarithm(value)) / Double(decades))
    }

    /// The decimal logarithm of a number from 1 to 10, exact to three digits: enough for a picture.
    private static func logarithm(_ value: Double) -> Double {
        var (number, result, step) = (value, 0.0, 0.5)
        for _ in 0..<12 {
            number *= number
            if number >= 10 {
                number /= 10
                result += step
            }
            step /= 2
        }
        return result
    }

    private func bars(_ time: Percentiles, decades: Int) -> String {
        let width = Self.barWidth
        var svg = "<svg width=\"\(Int(width))\" height=\"20\" role=\"img\" aria-label=\"p50, p95 and p99\">"
        for decade in 0...decades {
            let x = Figures.decimal(Double(decade) / Double(decades) * (width - 1) + 0.5, 1)
            svg += "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"20\" stroke=\"var(--line)\"/>"
        }
        for (value, colour) in [(time.p99_ns, "--accent3"), (time.p95_ns, "--accent2"), (time.p50_ns, "--accent")] {
            let end = Figures.decimal(max(2, Self.place(value, decades: decades) * width), 1)
            svg += "<rect x=\"0\" y=\"4\" height=\"12\" rx=\"3\" width=\"\(end)\" fill=\"var(\(colour))\"/>"
        }
        return svg + "</svg>"
    }

    /// The heading of the bars: the powers of ten.
    private func scale(_ decades: Int) -> String {
        let width = Self.barWidth
        var svg = "<svg width=\"\(Int(width))\" height=\"16\" aria-hidden=\"true\">"
        for decade in stride(from: 0, to: decades, by: decades > 4 ? 2 : 1)
        where Double(decade) < Double(decades) * 0.84 {
            let x = Figures.decimal(Double(decade) / Double(decades) * width + 3, 1)
            svg += "<text x=\"\(x)\" y=\"12\">\(Self.tick(Self.power(decade) * 100))</text>"
        }
        return svg + "</svg>"
    }

    private static func tick(_ ns: UInt64) -> String {
        if ns < 1000 { return "\(ns) ns" }
        if ns < 1_000_000 { return "\(ns / 1000) µs" }
        if ns < 1_000_000_000 { return "\(ns / 1_000_000) ms" }
        return "\(ns / 1_000_000_000) s"
    }

    /// The last part of a stage's id.
    static func short(_ id: String) -> String { id.split(separator: ".").last.map(String.init) ?? id }
}
