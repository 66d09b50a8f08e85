import HostCore

extension GraphGrammar {
    /// What the sandbox of a worker can be told to allow.
    static let grants = ["network", "files", "processes", "devices", "priorities", "debugging"]

    /// `isolation: process`, or a mapping with what the worker is allowed.
    func isolation(_ owner: GrammarSection) -> IsolationDeclaration? {
        guard let node = owner.entry("isolation")?.value else { return nil }
        guard node.entries != nil else {
            guard let word = owner.word(node, "isolation", ["none", "process"]) else { return nil }
            return IsolationDeclaration(site: node.site, isProcess: word.value == "process")
        }
        let section = GrammarSection("isolation: of \(owner.title)", node, keys: GrammarKeys.isolation, log: log)
        var isolation = IsolationDeclaration(site: node.site, isProcess: true)
        isolation.group = section.text("process")
        isolation.limits.deadline_ns = section.duration("deadline")?.value
        isolation.limits.saveEvery_ns = section.duration("save_every")?.value
        isolation.limits.memory_bytes = size("memory", section)
        isolation.limits.cpu_percent = percent("cpu", section)
        if let grants = section.entry("grants")?.value {
            isolation.limits.grants = (grants.elements ?? [grants]).compactMap {
                section.word($0, "grants", Self.grants)?.value
            }
        }
        if let crash = section.entry("on_crash")?.value { onCrash(crash, section, &isolation) }
        return isolation
    }

    private func onCrash(_ node: GraphNode, _ owner: GrammarSection, _ isolation: inout IsolationDeclaration) {
        let words = ["skip", "stop", "replace"]
        let section: GrammarSection
        var word: Located<String>?
        if node.entries == nil {
            section = owner
            word = owner.word(node, "on_crash", ["skip", "stop"])
        } else {
            section = GrammarSection("on_crash: of \(owner.title)", node, keys: GrammarKeys.onCrash, log: log)
            word = section.word("do", words)
            isolation.limits.after = section.whole("after", 1...1000)?.value
            isolation.limits.within_ns = section.duration("within")?.value
            readSuccessor(section, word, &isolation)
        }
        if word?.value == "stop" { isolation.limits.last = .stop }
    }

    private func readSuccessor(
        _ section: GrammarSection, _ word: Located<String>?, _ isolation: inout IsolationDeclaration
    ) {
        guard let by = section.entry("by") else {
            guard word?.value == "replace" else { return }
            log.error(
                "missing-successor", "\(section.title) does not say which stage takes the place",
                remedy: "write 'by: {use: passthrough}' beside it", at: word?.site ?? section.site)
            return
        }
        let stage = GrammarSection("by: of \(section.title)", by.value, keys: GrammarKeys.successor, log: log)
        isolation.by = stage.text("use")
        isolation.with = stage.entry("with")?.value
        guard word?.value != "replace" else { return }
        log.error(
            "successor-without-replace", "by: of \(section.title) is for 'do: replace'",
            remedy: "write 'do: replace' beside it, or remove it", at: by.site)
    }

    private func size(_ key: String, _ section: GrammarSection) -> Int? {
        guard let text = section.text(key) else { return nil }
        if let bytes = SizeText.bytes(text.value) { return bytes }
        log.error(
            "wrong-size", "\(key): of \(section.title) is no size: '\(GraphScalar.shortened(text.value))'",
            remedy: "write a whole number and its unit (kB, MB, GB), such as 512MB", at: text.site)
        return nil
    }

    private func percent(_ key: String, _ section: GrammarSection) -> Int? {
        guard let text = section.text(key) else { return nil }
        if text.value.hasSuffix("%"), let value = Int(text.value.dropLast()), (1...100_000).contains(value) {
            return value
        }
        log.error(
            "wrong-share", "\(key): of \(section.title) is no share: '\(GraphScalar.shortened(text.value))'",
            remedy:
                "write a whole number from 1 to 100000 and a percent sign, such as 150% for one and a half processors",
            at: text.site)
        return nil
    }

    /// Folders and files of plugins; one may say where its stages run.
    func readPlugins(_ section: GrammarSection) -> (places: [Located<String>], defaults: [PluginDefault]) {
        guard let node = section.entry("plugins")?.value else { return ([], []) }
        var places: [Located<String>] = []
        var defaults: [PluginDefault] = []
        for element in node.elements ?? [node] {
            guard element.entries != nil else {
                if let text = section.text(element, "plugins") { places.append(resolved(text)) }
                continue
            }
            let entry = GrammarSection("an entry of plugins:", element, keys: GrammarKeys.pluginPlace, log: log)
            guard let text = entry.text("path") else {
                log.error(
                    "missing-path", "an entry of plugins: does not say which folder it is about",
                    remedy: "write 'path: FOLDER' in it", at: element.site)
                continue
            }
            let place = resolved(text)
            places.append(place)
            if let isolation = isolation(entry) {
                defaults.append(PluginDefault(path: place.value, isolation: isolation))
            }
        }
        return (places, defaults)
    }

    private func resolved(_ text: Located<String>) -> Located<String> {
        Located(value: resolve(text.value, text.site), site: text.site)
    }
}

/// Where the stages of a folder run when they do not say it themselves.
struct PluginDefault: Sendable {
    let path: String
    let isolation: IsolationDeclaration

    /// Whether a library is the path, or lies in it.
    func covers(_ library: String) -> Bool {
        library == path || library.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    }
}
