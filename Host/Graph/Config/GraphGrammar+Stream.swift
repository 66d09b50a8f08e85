import HostCore

extension GraphGrammar {
    private static let schemes = ["file", "rtsp", "rtsps", "v4l2", "test"]

    mutating func stream(_ entry: GraphEntry) -> StreamDeclaration? {
        let section = GrammarSection("stream '\(entry.key)'", entry.value, keys: GrammarKeys.stream, log: log)
        var stream = StreamDeclaration(name: entry.key, site: entry.site.naming(stage: entry.key))
        if let replay = inputs.replay { return replayed(stream, section, replay) }
        stream.uri = section.text("uri").flatMap { uri($0, of: entry.key) }
        stream.gst = section.text("gst")
        stream.camera = section.text("camera")?.value ?? ""
        stream.pace = section.choice("pace", StreamPlan.Pace.self)?.value
        stream.giveUp_ns = section.duration("give_up")?.value
        stream.live = live(section)
        stream.health = section.flag("health")?.value
        readLabels(section, &stream)
        return checkSource(section, entry) ? stream : nil
    }

    /// The stream as a recording gives it: where it comes from otherwise does not matter, and need not be there.
    private mutating func replayed(
        _ stream: StreamDeclaration, _ section: GrammarSection, _ replay: ReplayInputs
    ) -> StreamDeclaration? {
        var stream = stream
        // What happened to the source was recorded with its frames.
        stream.health = false
        guard let format = replay.edges[stream.name] else {
            let names = replay.edges.keys.sorted()
            log.error(
                "not-recorded", "the recording '\(replay.path)' has nothing of the stream '\(stream.name)'",
                remedy: Nearest.remedy(stream.name, among: names) ?? "it has \(names.joined(separator: ", "))",
                at: stream.site)
            markBroken(stream.name)
            return nil
        }
        stream.uri = Located(value: "replay:" + replay.path, site: stream.site)
        stream.format = format
        stream.camera = section.text("camera")?.value ?? ""
        readLabels(section, &stream)
        return stream
    }

    private func readLabels(_ section: GrammarSection, _ stream: inout StreamDeclaration) {
        if let labels = section.entry("labels")?.value {
            stream.labels = SchemaValidator.plainValue(labels)
            if labels.entries == nil {
                section.wrongType("labels", labels, "a mapping", remedy: "write 'labels: {place: door}'")
                stream.labels = [:]
            }
        }
    }

    private mutating func checkSource(_ section: GrammarSection, _ entry: GraphEntry) -> Bool {
        let name = entry.key
        switch (section.entry("uri"), section.entry("gst")) {
        case (let uri?, .some):
            log.error(
                "two-sources", "the stream '\(name)' has both uri: and gst:", remedy: "remove one of the two",
                at: uri.site)
        case (nil, nil):
            log.error(
                "no-source", "the stream '\(name)' does not say where it comes from",
                remedy: "write 'uri: file:PATH', 'uri: rtsp://…', 'uri: v4l2:/dev/video0' or 'gst: PIPELINE'",
                at: entry.site)
        default:
            return true
        }
        markBroken(name)
        return false
    }

    private func live(_ section: GrammarSection) -> Bool? {
        guard let live = section.flag("live") else { return nil }
        let uri = section.entry("uri")?.value.scalar?.text ?? ""
        if !uri.isEmpty, !uri.hasPrefix("test:") {
            log.error(
                "live-of-source", "live: of \(section.title) is for gst: and test:; for '\(uri)' it is known",
                remedy: uri.hasPrefix("file:")
                    ? "remove it; 'pace: realtime' plays a file at its own speed" : "remove it",
                at: live.site)
            return nil
        }
        return live.value
    }

    private func uri(_ text: Located<String>, of name: String) -> Located<String>? {
        let scheme = text.value.prefix { $0 != ":" }
        guard scheme.count < text.value.count, Self.isName(String(scheme)) else {
            log.error(
                "no-scheme",
                "the uri '\(GraphScalar.shortened(text.value))' of stream '\(name)' does not say what it is",
                remedy: "write 'file:\(text.value)' for a file", at: text.site)
            return nil
        }
        guard Self.schemes.contains(String(scheme)) else {
            log.error(
                "unknown-scheme", "there is no source '\(scheme):'",
                remedy: Nearest.remedy(String(scheme), among: Self.schemes).map { $0 + ", or use gst: with a pipeline" }
                    ?? "",
                at: text.site)
            return nil
        }
        return scheme == "file" ? fileURI(text) : text
    }

    private func fileURI(_ text: Located<String>) -> Located<String>? {
        var path = text.value.dropFirst("file:".count)
        if path.hasPrefix("//localhost/") { path = path.dropFirst("//localhost".count) }
        if path.hasPrefix("///") { path = path.dropFirst(2) }
        guard !path.isEmpty, !path.hasPrefix("//") else {
            log.error(
                "wrong-path", "'\(GraphScalar.shortened(text.value))' names no file of this machine",
                remedy: "write 'file:PATH', relative to this graph file or from /", at: text.site)
            return nil
        }
        let resolved = resolve(String(path), text.site)
        do {
            try inputs.files.check(resolved)
        } catch {
            log.error(
                "unreadable-file", "the file '\(resolved)' cannot be read: \(error)",
                remedy: "check the path, which is relative to the file it is written in", at: text.site)
        }
        return Located(value: "file:" + resolved, site: text.site)
    }
}
