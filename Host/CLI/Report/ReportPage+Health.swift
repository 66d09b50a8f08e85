import HostCore

extension ReportPage {
    private static let healthWidth = 1040.0
    private static let healthLeft = 110.0
    private static let healthRow = 34.0

    /// What was the matter with sources, when, and what else happened to them; nothing where all went well.
    var health: String {
        let streams = result.statistics.streams.filter { $0.healthEvents.contains(where: Self.isNews) }
        guard !streams.isEmpty else { return "" }
        return HTML.section(
            "health", "Source health",
            "What was the matter with each source, from the start of the run to its end: whether it was the source, or a stage "
                + "behind it. Marks are reconnects, breaks of its clock, and changes of size, format or codec.",
            "<div class=\"card\">\(healthKey(streams))\(healthDrawing(streams))\(healthTable(streams))</div>")
    }

    private static func isNews(_ event: SourceEvent) -> Bool {
        if case .verdict(_, let to) = event.kind { return to.isTrouble }
        return true
    }

    private static func colour(_ verdict: SourceVerdict) -> String {
        switch verdict {
        case .starting, .ended: "var(--line)"
        case .healthy: "var(--good)"
        case .dead: "var(--bad)"
        case .stalled: "var(--second)"
        case .slowStage: "var(--warn)"
        case .blockedSink: "var(--accent)"
        }
    }

    private func healthKey(_ streams: [StreamStatistics]) -> String {
        var seen = [SourceVerdict.starting.name, SourceVerdict.ended.name]
        var spans = "<span><i style=\"background:\(Self.colour(.starting))\"></i>starting, ended</span>"
        for event in streams.flatMap(\.healthEvents) {
            guard case .verdict(_, let to) = event.kind, !seen.contains(to.name) else { continue }
            seen.append(to.name)
            spans += "<span><i style=\"background:\(Self.colour(to))\"></i>\(to.name)</span>"
        }
        return "<div class=\"key\">\(spans)</div>"
    }

    /// Seconds since the start of the run.
    private func since(_ event: SourceEvent) -> Double { Double(max(0, event.wall_ns - result.wallStart_ns)) / 1e9 }

    private func healthDrawing(_ streams: [StreamStatistics]) -> String {
        let last = streams.flatMap(\.healthEvents).map(since).max() ?? 0
        let end = max(0.001, last, Double(result.statistics.elapsed_ns) / 1e9)
        let height = Double(streams.count) * Self.healthRow + 20
        let bands = streams.enumerated().map { index, stream in
            healthBand(stream, y: Double(index) * Self.healthRow, end: end)
        }.joined()
        let right = Self.healthWidth - 2
        return """
            <svg viewBox="0 0 \(Int(Self.healthWidth)) \(Int(height))" width="100%" role="img" aria-label="Health of sources over time">\
            \(bands)<text x="\(Int(Self.healthLeft))" y="\(Int(height) - 4)">0 s</text>\
            <text x="\(Int(right))" y="\(Int(height) - 4)" text-anchor="end">\(Figures.decimal(end, 1)) s</text></svg>
            """
    }

    private func healthBand(_ stream: StreamStatistics, y: Double, end: Double) -> String {
        func x(_ seconds: Double) -> Double {
            Self.healthLeft + min(1, seconds / end) * (Self.healthWidth - Self.healthLeft - 2)
        }
        let top = Figures.decimal(y + 6, 1)
        var svg =
            "<text class=\"ink\" x=\"\(Int(Self.healthLeft) - 10)\" y=\"\(Figures.decimal(y + 20, 1))\" text-anchor=\"end\">"
            + "\(HTML.escape(stream.name))</text>"
        var state: (verdict: SourceVerdict, from: Double) = (.starting, 0)
        func close(_ until: Double) {
            let width = Figures.decimal(max(1, x(until) - x(state.from)), 1)
            let title = [state.verdict.name, state.verdict.stage].compactMap(\.self).joined(separator: " ")
            svg +=
                "<rect x=\"\(Figures.decimal(x(state.from), 1))\" y=\"\(top)\" width=\"\(width)\" height=\"20\" "
                + "fill=\"\(Self.colour(state.verdict))\"><title>\(HTML.escape(title))</title></rect>"
        }
        var marks = ""
        for event in stream.healthEvents {
            if case .verdict(_, let to) = event.kind {
                close(since(event))
                state = (to, since(event))
            } else {
                let place = Figures.decimal(x(since(event)), 1)
                marks +=
                    "<path d=\"M\(place) \(Figures.decimal(y + 3, 1))v26\" stroke=\"var(--ink)\" stroke-width=\"2\">"
                    + "<title>\(HTML.escape(event.name)): \(HTML.escape(event.reason))</title></path>"
            }
        }
        close(end)
        return svg + marks
    }

    private func healthTable(_ streams: [StreamStatistics]) -> String {
        var rows: [(at: Double, cells: [String])] = []
        for stream in streams {
            for event in stream.healthEvents {
                let name = HTML.escape(event.name)
                rows.append(
                    (
                        since(event),
                        [
                            HTML.escape(stream.name), event.isTrouble ? "<span class=\"bad\">\(name)</span>" : name,
                            HTML.escape(event.reason), Figures.decimal(since(event), 2) + " s",
                        ]
                    ))
            }
        }
        rows.sort { $0.at < $1.at }
        return HTML.table(["stream", "event", "what was seen", "at"], left: 3, rows.map(\.cells))
    }
}
