import HostCore

/// Reads the merged tree of a graph into declarations, and reports what the grammar does not know.
struct GraphGrammar {
    let log: FindingLog
    let inputs: GraphInputs
    let file: String
    private(set) var name: String?
    private(set) var threads: Int?
    private(set) var plugins: [Located<String>] = []
    private(set) var allowedPlugins: Located<[AllowedPlugin]>?
    private(set) var record: [Located<String>] = []
    private(set) var pluginDefaults: [PluginDefault] = []
    private(set) var streams: [StreamDeclaration] = []
    private(set) var stages: [StageDeclaration] = []
    private(set) var brokenNames: Set<String> = []

    init(log: FindingLog, inputs: GraphInputs, file: String) {
        self.log = log
        self.inputs = inputs
        self.file = file
    }

    mutating func read(_ root: GraphNode) {
        let section = GrammarSection("the graph", root, keys: GrammarKeys.root, log: log)
        checkVersion(section)
        name = section.text("name")?.value
        threads = section.whole("threads", 1...1024)?.value
        (plugins, pluginDefaults) = readPlugins(section)
        allowedPlugins = readAllowedPlugins(root)
        record = section.texts("record")
        for entry in named("stream", section.entry("streams")) {
            if let stream = stream(entry) { streams.append(stream) }
        }
        for entry in named("stage", section.entry("stages")) {
            if let clash = streams.first(where: { $0.name == entry.key }) {
                log.error(
                    "duplicate-name", "the stage '\(entry.key)' has the name of the stream on line \(clash.site.line)",
                    remedy: "rename one of the two", at: entry.site)
            }
            stages.append(stage(entry))
        }
        checkPresence(section)
    }

    /// A path as seen from the folder of the file in which it is written; from the working folder for overrides.
    func resolve(_ path: String, _ site: Site) -> String { GraphPath.resolve(path, at: site, inputs.files) }

    private func checkVersion(_ section: GrammarSection) {
        guard let entry = section.entry("sluice") else {
            log.error(
                "missing-version", "the graph does not say which grammar it is written in",
                remedy: "write 'sluice: 1' on the first line", at: section.site)
            return
        }
        if entry.value.scalar?.coreValue.integerValue != 1 {
            log.error(
                "wrong-version", "this host reads graphs of grammar 1, and this is \(entry.value.kindText)",
                remedy: "write 'sluice: 1', or use a newer host", at: entry.value.site)
        }
    }

    private func checkPresence(_ section: GrammarSection) {
        guard section.entry("stages") == nil || (section.entry("stages")?.value.entries?.isEmpty ?? false) else {
            return
        }
        log.error(
            "no-stages", "the graph has no stages",
            remedy: "write them under 'stages:', each 'NAME: {use: STAGE, from: STREAM}'",
            at: section.entry("stages")?.site ?? section.site)
    }

    private mutating func named(_ what: String, _ entry: GraphEntry?) -> [GraphEntry] {
        guard let entry else { return [] }
        guard let entries = entry.value.entries else {
            log.error(
                "wrong-type", "\(what)s: must be a mapping of names, not \(entry.value.kindText)",
                remedy: "write each as 'NAME: {…}' under it", at: entry.value.site)
            return []
        }
        return entries.filter { checkName(what, $0) }
    }

    private mutating func checkName(_ what: String, _ entry: GraphEntry) -> Bool {
        let isWord = Self.isName(entry.key)
        if !isWord {
            log.error(
                "wrong-name", "'\(GraphScalar.shortened(entry.key))' cannot be the name of a \(what)",
                remedy: "begin it with a letter and use only letters, digits, _ and -", at: entry.site)
        } else if entry.key == GraphPath.allStreams {
            log.error(
                "wrong-name", "'\(entry.key)' cannot be the name of a \(what): 'from: streams' means all streams",
                remedy: "choose another name", at: entry.site)
        } else {
            return true
        }
        brokenNames.insert(entry.key)
        return false
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x41...0x5A).contains(first & 0xDF) else { return false }
        return text.utf8.allSatisfy {
            (0x41...0x5A).contains($0 & 0xDF) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
        }
    }

    mutating func markBroken(_ name: String) { brokenNames.insert(name) }
}
