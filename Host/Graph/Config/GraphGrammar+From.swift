import HostCore

extension GraphGrammar {
    func readFrom(_ section: GrammarSection, into stage: inout StageDeclaration) {
        guard let node = section.entry("from")?.value else { return }
        if let entries = node.entries, !entries.contains(where: { $0.key == "join" }) {
            let ports = entries.compactMap { entry in
                source(entry.value, section).map { (port: Located(value: entry.key, site: entry.site), source: $0) }
            }
            stage.isFromBroken = ports.count < entries.count || entries.isEmpty
            if entries.isEmpty { emptyFrom(node, section) }
            stage.from = FromDeclaration(site: node.site, ports: ports.map { (port: $0.port, source: $0.source) })
            return
        }
        guard let source = source(node, section) else {
            stage.isFromBroken = true
            return
        }
        stage.from = FromDeclaration(site: node.site, ports: [(port: nil, source: source)])
    }

    private func emptyFrom(_ node: GraphNode, _ section: GrammarSection) {
        log.error(
            "empty-from", "from: of \(section.title) names nothing", remedy: "write 'from: NAME' of a stream or stage",
            at: node.site)
    }

    private func source(_ node: GraphNode, _ section: GrammarSection) -> SourceDeclaration? {
        switch node.content {
        case .scalar:
            guard let text = section.text(node, "from") else { return nil }
            return SourceDeclaration(site: node.site, references: [text], join: nil)
        case .list(let elements):
            guard let references = references(elements, section), !references.isEmpty else {
                if elements.isEmpty { emptyFrom(node, section) }
                return nil
            }
            return SourceDeclaration(site: node.site, references: references, join: nil)
        case .mapping:
            return join(node, section)
        }
    }

    private func references(_ elements: [GraphNode], _ section: GrammarSection) -> [Located<String>]? {
        let references = elements.compactMap { section.text($0, "from") }
        guard references.count == elements.count else { return nil }
        var isSound = true
        for (index, reference) in references.enumerated()
        where references[..<index].contains(where: { $0.value == reference.value }) {
            log.error(
                "same-source-twice", "from: of \(section.title) names '\(reference.value)' twice",
                remedy: "remove one of the two", at: reference.site)
            isSound = false
        }
        return isSound ? references : nil
    }

    private func join(_ node: GraphNode, _ section: GrammarSection) -> SourceDeclaration? {
        let inner = GrammarSection("the join of \(section.title)", node, keys: GrammarKeys.join, log: log)
        let sync = sync(inner)
        guard let list = inner.entry("join")?.value, let elements = list.elements, elements.count >= 2 else {
            log.error(
                "wrong-join", "a join of \(section.title) needs at least two branches",
                remedy: "write 'from: {join: [a, b]}'", at: inner.entry("join")?.value.site ?? node.site)
            return nil
        }
        if let none = sync.sync, none.value == .none {
            log.error(
                "join-without-sync", "a join pairs items, and 'sync: none' pairs nothing",
                remedy: "write 'sync: lineage' or 'sync: time', or name the inputs: 'from: {PORT: a, PORT: b}'",
                at: none.site)
            return nil
        }
        return references(elements, section).map { SourceDeclaration(site: list.site, references: $0, join: sync) }
    }
}
