import HostCore
import HostGraph

/// A page about a run that needs nothing beside itself: no network, no script.
struct ReportPage {
    let result: RunResult
    let contents: ReportContents

    init(_ result: RunResult, _ contents: ReportContents) {
        self.result = result
        self.contents = contents
    }

    /// Writes `index.html` into a folder.
    func write(to folder: String) throws(HostError) {
        let path = folder.hasSuffix("/") ? folder + "index.html" : folder + "/index.html"
        try OutputFile.write(to: path, for: "the report") { file in
            file.append(head)
            file.append(header)
            file.append(alert)
            for part in [shots, timeline, stageTimes, queues, workers, streamsAndMemory, health, graph, notes] {
                file.append(part)
            }
            file.append(
                "<footer>Written by sluice \(Version.text), plugin contract \(Version.contract).</footer>\n"
                    + "</main></body></html>\n")
        }
    }

    private var head: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>\(HTML.escape(result.plan.name)) · run report</title>
        <style>\(ReportStyle.css)</style></head>
        <body><main>

        """
    }

    private var header: String {
        let statistics = result.statistics
        let started = WallTime.text(result.wallStart_ns)
        return """
            <header>
            <p class="eyebrow">Run report · \(HTML.escape(started))</p>
            <h1>\(HTML.escape(result.plan.name)) <span class="badge \(result.outcome.word)">\(result.outcome.word)</span></h1>
            <p class="sub"><code>\(HTML.escape(result.plan.file))</code> · exit status \(result.outcome.status.rawValue)</p>
            <div class="tiles">\(tiles(statistics))</div>
            </header>

            """
    }

    private func tiles(_ statistics: RunStatistics) -> String {
        var tiles = [
            (Figures.count(statistics.arrivals), statistics.arrivalsUnit),
            (Figures.time(UInt64(max(0, statistics.elapsed_ns))), "duration"),
            (Figures.rate(statistics.arrivals, in: statistics.elapsed_ns), "\(statistics.arrivalsUnit) a second"),
        ]
        if contents.followsTracks || !contents.tracks.isEmpty {
            tiles.append((Figures.count(UInt64(contents.tracks.count + contents.tracksLeftOut)), "tracks"))
        }
        if contents.choosesShots { tiles.append((Figures.count(UInt64(contents.shotCount)), "best shots")) }
        tiles.append((Figures.count(result.dropped), "dropped by queues"))
        tiles.append((Figures.count(result.skipped), "skipped after errors"))
        if let first = statistics.firstFrame_ns {
            tiles.append((Figures.time(UInt64(max(0, first))), "until the first frame"))
        }
        return tiles.map { "<div class=\"tile\"><b>\($0.0)</b><span>\($0.1)</span></div>" }.joined()
    }

    private var alert: String {
        guard !result.errors.isEmpty else { return "" }
        let items = result.errors.map { "<li>\(HTML.escape($0))</li>" }.joined()
        return "<div class=\"card alert\"><h3>What went wrong</h3><ul class=\"notes\">\(items)</ul></div>\n"
    }

    private var graph: String {
        let drawing = Base64.text(Array(GraphDrawing.svg(result.plan).utf8))
        return HTML.section(
            "graph", "Graph", "What ran: streams, stages, the tasks they share, and the queues between tasks.",
            "<div class=\"card graph\"><img alt=\"Drawing of the graph\" src=\"data:image/svg+xml;base64,\(drawing)\"></div>"
        )
    }

    private var notes: String {
        guard !result.warnings.isEmpty else { return "" }
        let items = result.warnings.map { "<li>\(HTML.escape($0))</li>" }.joined()
        return HTML.section(
            "notes", "Warnings", "What the graph file and the stages had to say.",
            "<div class=\"card\"><ul class=\"notes\">\(items)</ul></div>")
    }
}
