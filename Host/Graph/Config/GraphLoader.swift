import HostCore

/// Makes one tree of a graph file, the files it includes, the overrides and the environment.
struct GraphLoader {
    private static let fileLimit = 64
    private static let chainLimit = 16

    let inputs: GraphInputs
    let log: FindingLog
    private(set) var files: [String] = []
    private var budget = GraphConfig.nodeLimit

    init(inputs: GraphInputs, log: FindingLog) {
        self.inputs = inputs
        self.log = log
    }

    /// The tree; `nil` when there is nothing usable.
    mutating func load(_ file: String) -> GraphNode? {
        guard var root = read(file, chain: [], named: nil) else { return nil }
        for text in inputs.overrides {
            GraphOverride.apply(text, to: &root, log: log)
        }
        return Interpolation(environment: inputs.environment, log: log).replace(in: root)
    }

    private mutating func read(_ file: String, chain: [String], named site: Site?) -> GraphNode? {
        let place = site ?? Site(file: file)
        let path = Path.tidy(file)
        if chain.contains(path) {
            let loop = (chain.drop { $0 != path } + [path]).joined(separator: " → ")
            log.error(
                "include-cycle", "the files include one another: \(loop)", remedy: "remove this include", at: place)
            return nil
        }
        guard chain.count < Self.chainLimit, files.count < Self.fileLimit else {
            log.error(
                "too-many-includes",
                "more than \(Self.fileLimit) files, or \(Self.chainLimit) deep, are included", remedy: "merge some",
                at: place)
            return nil
        }
        guard let bytes = bytes(of: file, at: place) else { return nil }
        files.append(file)
        guard let node = YAMLReader.read(bytes, file: file, budget: &budget, log: log) else { return nil }
        guard case .mapping(let entries) = node.content else {
            log.error(
                "not-a-graph", "a graph file is a mapping, and this is \(node.kindText)",
                remedy: "begin it with 'sluice: 1'", at: node.site)
            return nil
        }
        return included(entries, of: node, file: file, chain: chain + [path])
    }

    private func bytes(of file: String, at place: Site) -> [UInt8]? {
        do {
            return try inputs.files.read(file, limit_bytes: GraphConfig.sizeLimit_bytes)
        } catch {
            log.error(
                "unreadable-file", "the file '\(file)' cannot be read: \(error)",
                remedy: "check the path and the permissions", at: place)
            return nil
        }
    }

    private mutating func included(
        _ entries: [GraphEntry], of node: GraphNode, file: String, chain: [String]
    ) -> GraphNode {
        var own = node
        own.content = .mapping(entries.filter { $0.key != "include" })
        guard let include = entries.first(where: { $0.key == "include" }) else { return own }
        var base: GraphNode?
        for path in paths(include.value) {
            let target = Path.tidy(Path.join(Path.folder(of: file), path.value))
            guard let tree = read(target, chain: chain, named: path.site) else { continue }
            base = base.map { Self.merge(tree, over: $0) } ?? tree
        }
        return base.map { Self.merge(own, over: $0) } ?? own
    }

    private func paths(_ node: GraphNode) -> [Located<String>] {
        let replaced = Interpolation(environment: inputs.environment, log: log).replace(in: node)
        var paths: [Located<String>] = []
        for element in replaced.elements ?? [replaced] {
            if let text = element.scalar?.text, !text.isEmpty {
                paths.append(Located(value: text, site: element.site))
            } else {
                log.error(
                    "wrong-type", "include: takes a path or a list of paths, not \(element.kindText)",
                    remedy: "write 'include: base.yaml'", at: element.site)
            }
        }
        return paths
    }

    /// The upper tree's keys win, mappings merge key by key, all else replaces.
    static func merge(_ upper: GraphNode, over lower: GraphNode) -> GraphNode {
        guard case .mapping(let own) = upper.content, case .mapping(let base) = lower.content else { return upper }
        var result = base
        var places: [String: Int] = [:]
        for (index, entry) in base.enumerated() { places[entry.key] = index }
        for entry in own {
            if let place = places[entry.key] {
                let merged = merge(entry.value, over: result[place].value)
                result[place] = GraphEntry(key: entry.key, site: entry.site, value: merged)
            } else {
                result.append(entry)
            }
        }
        var node = upper
        node.content = .mapping(result)
        return node
    }
}
