extension SuiteReport {
    /// A page that needs nothing beside itself.
    public var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>Conformance report</title>
        <style>\(SuiteStyle.css)</style></head>
        <body><main>
        <header>
        <p class="eyebrow">sluice \(SuiteReport.escape(version)) · profile \(profile) · seed \(seed)</p>
        <h1>\(SuiteReport.escape(headline)) <span class="badge \(isSound ? "good" : "bad")">\(isSound ? "sound" : "fails")</span></h1>
        </header>
        \(libraries.map(Self.section).joined())
        </main></body></html>

        """
    }

    private var headline: String {
        libraries.count == 1 ? "Plugin conformance" : "Conformance of \(libraries.count) plugins"
    }

    private static func section(_ library: LibraryReport) -> String {
        let tiles = Status.allCases.filter { library.count($0) > 0 }.map { status in
            "<div class=\"tile \(status.rawValue)\"><b>\(library.count(status))</b><span>\(words(status))</span></div>"
        }
        let refusal =
            library.refusal.map { "<p class=\"alert\">cannot be checked: it \(SuiteReport.escape($0.message))</p>" }
            ?? ""
        let seconds = Double(library.time_ns / 10_000_000) / 100
        return """
            <section>
            <h2>\(SuiteReport.escape(library.name.isEmpty ? library.path : library.name)) \
            <span class="badge \(library.isSound ? "good" : "bad")">\(library.verdict)</span></h2>
            <p class="lead"><code>\(SuiteReport.escape(library.path))</code> · \(library.results.count) results in \(seconds) s</p>
            \(refusal)<div class="tiles">\(tiles.joined())</div>
            \(findings(library))\(families(library))
            </section>

            """
    }

    private static func words(_ status: Status) -> String {
        switch status {
        case .pass: "passed"
        case .warn: "warnings"
        case .fail: "failed"
        case .crash: "crashed"
        case .hang: "hung"
        case .skip: "skipped"
        case .error: "could not run"
        }
    }

    /// What is wrong, with all that is known about it.
    private static func findings(_ library: LibraryReport) -> String {
        let found = library.results.filter(\.fails) + library.results.filter { $0.status == .warn }
        if found.isEmpty { return "" }
        let cards = found.map { result in
            let stage = result.stage.isEmpty ? "" : "<span class=\"small\">\(SuiteReport.escape(result.stage))</span>"
            let lines = [
                result.seenUnder.isEmpty ? "" : "seen under \(result.seenUnder)",
                result.complaint.isEmpty ? "" : "it said: \(result.complaint)", result.levelReason,
            ].filter { !$0.isEmpty }.map { "<p class=\"small\">\(SuiteReport.escape($0))</p>" }.joined()
            return """
                <div class="card \(result.status.rawValue)"><div class="top"><h3><span class="mark \(result.status.rawValue)">\
                \(result.status.rawValue)</span> \(result.id) \(result.slug)</h3>\(stage)</div>
                <p>\(SuiteReport.escape(result.text))</p><p class="small">Asserts: \(SuiteReport.escape(result.title))</p>\(lines)
                <pre>\(SuiteReport.escape(result.reproduce))</pre></div>

                """
        }
        return "<div class=\"cards\">\(cards.joined())</div>"
    }

    private static func families(_ library: LibraryReport) -> String {
        var names: [String] = []
        for result in library.results {
            let family = String(result.id.prefix { $0 != "." })
            if !names.contains(family) { names.append(family) }
        }
        return names.map { name in
            let results = library.results.filter { $0.id.hasPrefix(name + ".") || $0.id == name }
            let good = results.count { $0.status == .pass }
            let skipped = results.count { $0.status == .skip }
            let counts = "\(good) of \(results.count - skipped) passed" + (skipped > 0 ? ", \(skipped) skipped" : "")
            return """
                <details\(results.contains { $0.fails } ? " open" : "")><summary><b>\(name)</b> \(title(name)) \
                <span class="small">\(counts)</span></summary>
                <table><thead><tr><th>check</th><th>result</th><th>asserts</th><th class="n">ms</th></tr></thead>
                <tbody>\(results.map(row).joined())</tbody></table></details>

                """
        }.joined()
    }

    private static func row(_ result: CheckResult) -> String {
        let said = [result.status == .skip ? result.text : "", result.notes.joined(separator: "; "), result.stage]
            .filter { !$0.isEmpty }.map { "<span class=\"small\">\(SuiteReport.escape($0))</span>" }.joined(
                separator: "<br>")
        return "<tr><td><code>\(result.id)</code> \(result.slug)</td>"
            + "<td><span class=\"mark \(result.status.rawValue)\">\(result.status.rawValue)</span></td>"
            + "<td>\(SuiteReport.escape(result.title))\(said.isEmpty ? "" : "<br>" + said)</td>"
            + "<td class=\"n\">\(result.time_ns / 1_000_000)</td></tr>\n"
    }

    private static func title(_ family: String) -> String { CheckFamily.titles[family] ?? "" }
}
