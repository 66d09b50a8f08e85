import HostCore

extension ReportPage {
    /// The gallery: a card for each track, best first picture, why it won.
    var shots: String {
        guard contents.choosesShots else { return "" }
        let cards = contents.tracks.map(card).joined(separator: "\n")
        let body =
            cards.isEmpty
            ? "<div class=\"card muted\">No track was seen, so there was nothing to choose from.</div>"
            : key + "<div class=\"shots\">\(cards)</div>"
        let more =
            contents.tracksLeftOut > 0
            ? "<p class=\"small\">\(Figures.count(UInt64(contents.tracksLeftOut))) more tracks are not shown.</p>" : ""
        return HTML.section(
            "shots", "Best shots",
            "One card for each track: the picture that was chosen by <code>\(HTML.escape(contents.score))</code>, "
                + "what its score is made of, and the one it won against.", body + more)
    }

    private var key: String {
        "<p class=\"key\"><span><i></i>chosen</span><span><i class=\"tick\"></i>runner-up</span></p>"
    }

    private func card(_ track: ReportContents.Track) -> String {
        let name = streamName(track.stream)
        let label = track.label.isEmpty ? "" : " · \(HTML.escape(track.label))"
        let ordered = track.shots.sorted {
            $0.rank == $1.rank ? $0.candidate.score > $1.candidate.score : $0.rank < $1.rank
        }
        let first = ordered.first
        let score = first.map { Figures.decimal(Double($0.candidate.score), 3) } ?? "–"
        let frames = track.frames.map { " · seen in \(Figures.count(UInt64($0))) frames" } ?? ""
        let span = "\(seconds(track.first_ns)) to \(seconds(track.last_ns)) s"
        return """
            <article class="card shot"><figure>\(pictures(track, ordered))</figure>
            <div><div class="top"><h3>Track \(track.id)</h3><span class="score">\(score)</span></div>
            <div class="small">\(HTML.escape(name))\(label) · \(span)\(frames)</div>
            <p class="why">\(HTML.escape(why(track, first)))</p>
            \(first.map { terms($0.candidate, runnerUp(track, $0)) } ?? "")
            \(spark(track, first))
            </div></article>
            """
    }

    private func pictures(_ track: ReportContents.Track, _ shots: [ReportContents.Shot]) -> String {
        guard let first = shots.first else { return "<div class=\"nopic\">nothing was chosen</div>" }
        var html = image(first.candidate, "Best shot of track \(track.id)")
        var strip = shots.dropFirst().map { image($0.candidate, "Rank \($0.rank)") }.joined()
        if strip.isEmpty, let second = runnerUp(track, first), second.picture != nil {
            strip = image(second, "Runner-up")
            strip += "<span>runner-up<br>\(Figures.decimal(Double(second.score), 3))</span>"
        }
        if !strip.isEmpty { html += "<div class=\"strip\">\(strip)</div>" }
        return html
    }

    private func image(_ candidate: ReportContents.Candidate, _ text: String) -> String {
        guard let picture = candidate.picture else { return "<div class=\"nopic\">no picture</div>" }
        let title = "frame \(candidate.seq), \(seconds(candidate.pts_ns)) s"
        return "<img alt=\"\(HTML.escape(text))\" title=\"\(title)\" src=\"\(picture.dataURI)\">"
    }

    /// The best candidate that is not the chosen one.
    private func runnerUp(
        _ track: ReportContents.Track, _ shot: ReportContents.Shot
    ) -> ReportContents.Candidate? {
        track.best.first { $0.seq != shot.candidate.seq }
    }

    /// Why the shot was chosen, in a sentence or two.
    private func why(_ track: ReportContents.Track, _ shot: ReportContents.Shot?) -> String {
        guard let shot else {
            if track.none.isEmpty { return "Nothing was chosen before the run ended." }
            return track.points.isEmpty
                ? "Nothing was chosen: no candidate had a score." : "Nothing was chosen: no candidate was good enough."
        }
        let count = shot.candidates ?? track.points.count + track.pointsLeftOut
        var text = "Frame \(shot.candidate.seq) at \(seconds(shot.candidate.pts_ns)) s"
        text += count == 1 ? ", the only candidate" : ", the best of \(Figures.count(UInt64(count))) candidates"
        if let second = shot.runnerUp ?? runnerUp(track, shot)?.score, count > 1 {
            let lead = Double(shot.candidate.score - second)
            text +=
                lead < 0.0005 ? ", level with the runner-up" : ", ahead of the runner-up by \(Figures.decimal(lead, 3))"
        }
        text += "."
        if let second = runnerUp(track, shot), let term = decisive(shot.candidate, second) { text += " " + term }
        if let reason = Self.reasons[shot.reason] { text += " " + reason }
        return text
    }

    private static let reasons = [
        "interval": "Sent when its interval was over.", "margin": "Sent at once, being better by the margin.",
        "limit": "Sent early, as too many tracks were open.", "stream-end": "Sent at the end of the stream.",
    ]

    /// Names the term that speaks most for the chosen one.
    private func decisive(_ chosen: ReportContents.Candidate, _ other: ReportContents.Candidate) -> String? {
        var best: (name: String, lead: Float)?
        for term in Self.shares(chosen) {
            guard let value = other.terms.first(where: { $0.name == term.name })?.value else { continue }
            if term.value - value > best?.lead ?? 0.005 { best = (term.name, term.value - value) }
        }
        return best.map { "It wins most by \($0.name) (+\(Figures.decimal(Double($0.lead), 2)))." }
    }

    /// Terms that are shares from 0 to 1; angles and sizes in pixels are not.
    private static func shares(_ candidate: ReportContents.Candidate) -> [(name: String, value: Float)] {
        let others: Set<String> = ["yaw", "pitch", "roll", "size"]
        return candidate.terms.filter { !others.contains($0.name) && (0...1).contains($0.value) }
    }

    private func terms(_ chosen: ReportContents.Candidate, _ other: ReportContents.Candidate?) -> String {
        let rows = Self.shares(chosen).prefix(8).map { term in
            let width = Figures.decimal(Double(term.value) * 100, 1)
            var bar = "<i style=\"width:\(width)%\"></i>"
            if let second = other?.terms.first(where: { $0.name == term.name })?.value, (0...1).contains(second) {
                bar += "<u style=\"left:\(Figures.decimal(Double(second) * 100, 1))%\"></u>"
            }
            return "<span>\(HTML.escape(term.name))</span><span class=\"duo\">\(bar)</span>"
                + "<span class=\"v\">\(Figures.decimal(Double(term.value), 2))</span>"
        }
        return rows.isEmpty ? "" : "<div class=\"terms\">\(rows.joined())</div>"
    }

    /// The score of all candidates over time.
    private func spark(_ track: ReportContents.Track, _ shot: ReportContents.Shot?) -> String {
        guard track.points.count > 2, track.last_ns > track.first_ns else { return "" }
        let scores = track.points.map(\.score)
        let low = Double(scores.min() ?? 0)
        let high = max(Double(scores.max() ?? 1), low + 0.02)
        func place(_ pts_ns: Int64, _ score: Float) -> (x: String, y: String) {
            let x = Double(pts_ns - track.first_ns) / Double(track.last_ns - track.first_ns)
            let y = 1 - (Double(score) - low) / (high - low)
            return (Figures.decimal(x * 100, 2), Figures.decimal(8 + y * 84, 2))
        }
        let line = track.points.map { point in
            let (x, y) = place(point.pts_ns, point.score)
            return "\(x),\(y)"
        }.joined(separator: " ")
        let dot = shot.map { shot in
            let (x, y) = place(shot.candidate.pts_ns, shot.candidate.score)
            return "<b style=\"left:\(x)%;top:\(y)%\"></b>"
        }
        return """
            <div class="spark"><svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" \
            aria-label="Score of all candidates over time"><polyline points="\(line)" fill="none" stroke="var(--second)" \
            stroke-width="1.4" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>\(dot ?? "")</div>
            """
    }

    func streamName(_ index: Int) -> String {
        result.plan.streams.indices.contains(index) ? result.plan.streams[index].name : "stream \(index)"
    }

    func seconds(_ ns: Int64) -> String { Figures.decimal(Double(ns) / 1e9, 2) }
}
