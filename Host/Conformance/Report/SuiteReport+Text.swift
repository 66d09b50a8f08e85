extension SuiteReport {
    /// For people: what is wrong, then what was skipped and why, then the counts.
    /// - Parameter showsAll: Whether checks that passed are listed as well.
    public func text(showsAll: Bool = false) -> String {
        libraries.map { Self.text($0, showsAll) }.joined(separator: "\n") + (libraries.count > 1 ? summary : "")
    }

    private var summary: String {
        let failed = libraries.count { !$0.isSound }
        return "\n\(libraries.count) libraries: \(libraries.count - failed) sound, \(failed) not\n"
    }

    private static func text(_ library: LibraryReport, _ showsAll: Bool) -> String {
        var text = library.name.isEmpty ? "\(library.path)\n" : "\(library.path): \(library.name)\n"
        if let refusal = library.refusal { text += "  cannot be checked: it \(refusal.message)\n" }
        let shown = library.results.filter { showsAll || ($0.status != .pass && $0.status != .skip) }
        for result in shown { text += line(result, library) }
        if !showsAll { text += skips(library) }
        let seconds = Double(library.time_ns / 10_000_000) / 100
        return text + "\(library.verdict): \(library.countsText), in \(seconds) s\n"
    }

    private static func line(_ result: CheckResult, _ library: LibraryReport) -> String {
        let stage = result.stage.isEmpty || library.stages.count < 2 ? "" : " [\(result.stage)]"
        var text = "  \(pad(result.status.rawValue)) \(result.id) \(result.slug)\(stage)"
        if !result.text.isEmpty { text += ": \(result.text)" }
        if !result.complaint.isEmpty { text += " (it said: \(result.complaint))" }
        if !result.seenUnder.isEmpty { text += " (seen under \(result.seenUnder))" }
        if !result.notes.isEmpty { text += " (\(result.notes.joined(separator: "; ")))" }
        text += "\n"
        if !result.title.isEmpty, result.status != .pass, result.status != .skip {
            text += "         asserts: \(result.title)\n"
        }
        if !result.levelReason.isEmpty { text += "         level: \(result.levelReason)\n" }
        if !result.reproduce.isEmpty { text += "         again: \(result.reproduce)\n" }
        return text
    }

    private static func pad(_ word: String) -> String { word + String(repeating: " ", count: max(0, 6 - word.count)) }

    /// One line for each reason.
    private static func skips(_ library: LibraryReport) -> String {
        var reasons: [(text: String, ids: [String])] = []
        for result in library.results where result.status == .skip {
            if let at = reasons.firstIndex(where: { $0.text == result.text }) {
                if !reasons[at].ids.contains(result.id) { reasons[at].ids.append(result.id) }
            } else {
                reasons.append((result.text, [result.id]))
            }
        }
        return reasons.map { "  skip   \($0.ids.joined(separator: ", ")): \($0.text)\n" }.joined()
    }
}
