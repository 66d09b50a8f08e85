import HostCore

/// Applies `--set path.to.key=value`.
enum GraphOverride {
    private static let depthLimit = 32

    static func apply(_ text: String, to root: inout GraphNode, log: FindingLog) {
        let file = "--set \(text)"
        guard let equals = text.firstIndex(of: "=") else {
            log.error(
                "wrong-override", "the override has no '='", remedy: "write --set stages.NAME.with.KEY=VALUE",
                at: Site(file: file))
            return
        }
        let keys = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.count <= depthLimit, !keys.contains("") else {
            log.error(
                "wrong-override", "the path before '=' must be keys with one dot between them",
                remedy: "write --set stages.NAME.with.KEY=VALUE", at: Site(file: file))
            return
        }
        let column = text.distance(from: text.startIndex, to: equals) + 2
        guard let value = value(String(text[text.index(after: equals)...]), file: file, column: column, log: log) else {
            return
        }
        set(value, keys[...], in: &root, file: file, column: 1, log: log)
    }

    /// The value is YAML, so that lists and mappings can be given; words need no quotes.
    private static func value(_ text: String, file: String, column: Int, log: FindingLog) -> GraphNode? {
        var budget = GraphConfig.nodeLimit
        let site = Site(file: file, line: 1, column: column)
        guard text.hasPrefix("[") || text.hasPrefix("{") || text.hasPrefix("\"") || text.hasPrefix("'") else {
            return GraphNode(content: .scalar(GraphScalar(text: text, isPlain: true, isFlexible: true)), site: site)
        }
        let inner = FindingLog()
        let node = YAMLReader.read(Array(text.utf8), file: file, budget: &budget, log: inner)
        for finding in inner.findings {
            var site = finding.site
            if site.line == 1 { site.column += column - 1 }
            log.add(Finding(finding.severity, finding.code, finding.message, remedy: finding.remedy, at: site))
        }
        return node.map { relocated($0, by: column - 1) }
    }

    private static func relocated(_ node: GraphNode, by columns: Int) -> GraphNode {
        func moved(_ site: Site) -> Site {
            var copy = site
            if copy.line == 1 { copy.column += columns }
            return copy
        }
        switch node.content {
        case .scalar(var scalar):
            if scalar.isPlain { scalar.isFlexible = true }
            return GraphNode(content: .scalar(scalar), site: moved(node.site))
        case .list(let elements):
            return GraphNode(content: .list(elements.map { relocated($0, by: columns) }), site: moved(node.site))
        case .mapping(let entries):
            let entries = entries.map {
                GraphEntry(key: $0.key, site: moved($0.site), value: relocated($0.value, by: columns))
            }
            return GraphNode(content: .mapping(entries), site: moved(node.site))
        }
    }

    private static func set(
        _ value: GraphNode, _ keys: ArraySlice<String>, in node: inout GraphNode, file: String, column: Int,
        log: FindingLog
    ) {
        guard let key = keys.first else {
            node = value
            return
        }
        let site = Site(file: file, line: 1, column: column)
        var entries = node.entries ?? []
        if node.entries == nil, !node.isNull {
            log.error(
                "wrong-override", "'\(key)' would go into \(node.kindText), which stands at \(node.site)",
                remedy: "set the whole value instead", at: site)
            return
        }
        var child = entries.first { $0.key == key }?.value ?? .null(at: site)
        set(value, keys.dropFirst(), in: &child, file: file, column: column + key.count + 1, log: log)
        let entry = GraphEntry(key: key, site: site, value: child)
        if keys.count == 1, value.isNull {
            // `--set streams.yard=null` takes the key away.
            entries.removeAll { $0.key == key }
        } else if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index] = GraphEntry(key: key, site: entries[index].site, value: child)
        } else {
            entries.append(entry)
        }
        node = GraphNode(content: .mapping(entries), site: node.site)
    }
}
