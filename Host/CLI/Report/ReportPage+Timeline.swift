import HostCore

extension ReportPage {
    private static let width = 1040.0
    private static let left = 110.0
    private static let right = 24.0
    private static let row = 24.0

    /// When each track was seen, and when its best moment was.
    var timeline: String {
        guard !contents.tracks.isEmpty else { return "" }
        let streams = Set(contents.tracks.map(\.stream)).sorted()
        let end_ns = max(
            1, contents.tracks.map(\.last_ns).max() ?? 1, result.statistics.streams.map(\.pts_ns).max() ?? 1)
        let drawings = streams.map { stream in drawing(stream, end_ns: end_ns) }.joined()
        return HTML.section(
            "tracks", "Tracks over time",
            "From the first to the last sight of each object, in stream time; darker is a better score, the dot is the "
                + "moment that was chosen.", "<div class=\"card\">\(drawings)</div>")
    }

    private func drawing(_ stream: Int, end_ns: Int64) -> String {
        let tracks = contents.tracks.filter { $0.stream == stream }
        let top = 26.0
        let height = top + Double(tracks.count) * Self.row + 26
        var svg = """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(height))" width="100%" role="img" \
            aria-label="Tracks of stream \(HTML.escape(streamName(stream)))">\
            <text class="ink" x="0" y="14" font-weight="600">\(HTML.escape(streamName(stream)))</text>
            """
        svg += axis(end_ns, top: top, bottom: height - 22)
        for (index, track) in tracks.enumerated() {
            svg += bar(track, y: top + Double(index) * Self.row, end_ns: end_ns)
        }
        return svg + "</svg>"
    }

    private func x(_ pts_ns: Int64, _ end_ns: Int64) -> Double {
        Self.left + Double(max(0, pts_ns)) / Double(end_ns) * (Self.width - Self.left - Self.right)
    }

    private func axis(_ end_ns: Int64, top: Double, bottom: Double) -> String {
        let step = Self.step(end_ns)
        var svg = ""
        var tick: Int64 = 0
        while tick <= end_ns {
            let place = Figures.decimal(x(tick, end_ns), 1)
            svg +=
                "<line x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Int(top) - 4)\" y2=\"\(Int(bottom))\" stroke=\"var(--line)\"/>"
            svg +=
                "<text x=\"\(place)\" y=\"\(Int(bottom) + 16)\" text-anchor=\"middle\">\(Self.clock(tick, step))</text>"
            tick += step
        }
        return svg
    }

    /// Between four and ten ticks, at round times.
    private static func step(_ end_ns: Int64) -> Int64 {
        let second: Int64 = 1_000_000_000
        let steps = [
            second / 10, second / 5, second / 2, second, 2 * second, 5 * second, 10 * second, 30 * second, 60 * second,
            120 * second, 300 * second, 600 * second, 1800 * second, 3600 * second, 7200 * second, 21600 * second,
        ]
        return steps.first { end_ns / $0 <= 10 } ?? max(1, end_ns / 8)
    }

    private static func clock(_ ns: Int64, _ step: Int64) -> String {
        if step < 1_000_000_000 { return Figures.decimal(Double(ns) / 1e9, 1) + " s" }
        let seconds = ns / 1_000_000_000
        if seconds < 60 || step < 60_000_000_000, seconds < 180 { return "\(seconds) s" }
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    private func bar(_ track: ReportContents.Track, y: Double, end_ns: Int64) -> String {
        let (start, end) = (x(track.first_ns, end_ns), x(track.last_ns, end_ns))
        let width = Figures.decimal(max(3, end - start), 1)
        let top = Figures.decimal(y + 5, 1)
        var svg = "<g><title>\(HTML.escape(title(track)))</title>"
        svg +=
            "<text x=\"\(Int(Self.left) - 10)\" y=\"\(Figures.decimal(y + 16, 1))\" text-anchor=\"end\">track \(track.id)</text>"
        svg +=
            "<rect x=\"\(Figures.decimal(start, 1))\" y=\"\(top)\" width=\"\(width)\" height=\"14\" rx=\"4\" fill=\"var(--accent3)\"/>"
        svg += heat(track, top: top, end_ns: end_ns)
        for shot in track.shots {
            let place = Figures.decimal(x(shot.candidate.pts_ns, end_ns), 1)
            svg +=
                "<circle cx=\"\(place)\" cy=\"\(Figures.decimal(y + 12, 1))\" r=\"5\" fill=\"var(--ink)\" stroke=\"var(--card)\" stroke-width=\"2\"/>"
        }
        return svg + "</g>"
    }

    /// The scores of a track's candidates as shades, in at most 120 steps.
    private func heat(_ track: ReportContents.Track, top: String, end_ns: Int64) -> String {
        guard track.points.count > 1 else { return "" }
        let (start, end) = (x(track.first_ns, end_ns), x(track.last_ns, end_ns))
        let cells = max(1, min(120, track.points.count, Int((end - start) / 3)))
        var best = [Float](repeating: -.infinity, count: cells)
        let span = Double(max(1, track.last_ns - track.first_ns))
        for point in track.points {
            let cell = Int(Double(point.pts_ns - track.first_ns) / span * Double(cells))
            let place = min(cells - 1, max(0, cell))
            best[place] = max(best[place], point.score)
        }
        let low = best.filter(\.isFinite).min() ?? 0
        let high = max(best.filter(\.isFinite).max() ?? 1, low + 0.001)
        let width = (end - start) / Double(cells)
        return best.enumerated().filter(\.element.isFinite).map { index, score in
            let opacity = 0.08 + 0.82 * Double((score - low) / (high - low))
            let place = Figures.decimal(start + Double(index) * width, 2)
            return "<rect x=\"\(place)\" y=\"\(top)\" width=\"\(Figures.decimal(width + 0.4, 2))\" height=\"14\" "
                + "fill=\"var(--accent)\" opacity=\"\(Figures.decimal(opacity, 2))\"/>"
        }.joined()
    }

    private func title(_ track: ReportContents.Track) -> String {
        var text = "track \(track.id): \(seconds(track.first_ns)) to \(seconds(track.last_ns)) s"
        if let frames = track.frames { text += ", \(frames) frames" }
        for shot in track.shots { text += ", chosen at \(seconds(shot.candidate.pts_ns)) s" }
        return text
    }
}
