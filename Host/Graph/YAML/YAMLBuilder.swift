import CYAML
import HostCore

/// Builds located nodes from libyaml's events, without recursion. Refuses what graph files do without: tags, merge keys,
/// duplicate keys, keys that are not words, aliases that grow beyond the budget.
struct YAMLBuilder {
    private struct Built {
        var node: GraphNode
        var nodes: Int
        var height: Int
    }

    private struct Frame {
        let site: Site
        let anchor: String?
        let isMapping: Bool
        var elements: [GraphNode] = []
        var entries: [GraphEntry] = []
        var firstSites: [String: Site] = [:]
        var key: (text: String, site: Site, isDropped: Bool)?
        var nodes = 1
        var height = 0
    }

    private let file: String
    private let log: FindingLog
    private var anchors: [String: Built] = [:]
    private var stack: [Frame] = []
    private(set) var budget: Int
    private(set) var root: GraphNode?

    init(file: String, log: FindingLog, budget: Int) {
        self.file = file
        self.log = log
        self.budget = budget
    }

    /// Takes one event.
    /// - Returns: Whether reading may go on.
    mutating func take(_ event: yaml_event_t) -> Bool {
        let site = Site(file: file, event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            return scalar(event.data.scalar, site)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return open(isMapping: false, text(start.anchor), text(start.tag), site)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return open(isMapping: true, text(start.anchor), text(start.tag), site)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            close()
            return true
        case YAML_ALIAS_EVENT:
            return alias(text(event.data.alias.anchor) ?? "", site)
        default:
            return true
        }
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private mutating func spend(_ nodes: Int, _ site: Site) -> Bool {
        budget -= nodes
        guard budget < 0 else { return true }
        log.error(
            "too-many-nodes", "the graph has more than \(GraphConfig.nodeLimit) values, aliases expanded",
            remedy: "split it, or use fewer aliases", at: site)
        return false
    }

    private func refuseTag(_ tag: String?, _ site: Site) {
        guard let tag else { return }
        log.error(
            "yaml-tag", "graph files take no YAML tags such as \(GraphScalar.shortened(tag))",
            remedy: "remove the tag; quotes make a text of a number", at: site)
    }

    private mutating func scalar(_ data: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar, _ site: Site)
        -> Bool
    {
        guard spend(1, site) else { return false }
        refuseTag(text(data.tag), site)
        let value = data.value.map {
            String(decoding: UnsafeBufferPointer(start: $0, count: data.length), as: UTF8.self)
        }
        let scalar = GraphScalar(text: value ?? "", isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
        let built = Built(node: GraphNode(content: .scalar(scalar), site: site), nodes: 1, height: 0)
        if let anchor = text(data.anchor) { anchors[anchor] = built }
        add(built)
        return true
    }

    private mutating func open(isMapping: Bool, _ anchor: String?, _ tag: String?, _ site: Site) -> Bool {
        guard spend(1, site), checkDepth(stack.count + 1, site) else { return false }
        refuseTag(tag, site)
        stack.append(Frame(site: site, anchor: anchor, isMapping: isMapping))
        return true
    }

    private func checkDepth(_ depth: Int, _ site: Site) -> Bool {
        guard depth > YAMLReader.depthLimit else { return true }
        log.error(
            "too-deep", "lists and mappings lie more than \(YAMLReader.depthLimit) deep in one another",
            remedy: "check the brackets", at: site)
        return false
    }

    private mutating func close() {
        guard let frame = stack.popLast() else { return }
        let content: GraphNode.Content = frame.isMapping ? .mapping(frame.entries) : .list(frame.elements)
        let built = Built(
            node: GraphNode(content: content, site: frame.site), nodes: frame.nodes, height: frame.height + 1)
        if let anchor = frame.anchor { anchors[anchor] = built }
        add(built)
    }

    private mutating func alias(_ name: String, _ site: Site) -> Bool {
        if let built = anchors[name] {
            guard spend(built.nodes, site), checkDepth(stack.count + built.height, site) else { return false }
            add(built)
            return true
        }
        if stack.contains(where: { $0.anchor == name }) {
            log.error("alias-cycle", "*\(name) stands inside what &\(name) names", remedy: "write it out", at: site)
        } else {
            log.error(
                "unknown-alias", "no &\(name) comes before *\(name)",
                remedy: Nearest.remedy(name, among: Array(anchors.keys), prefix: "*")
                    ?? "put &\(name) before the value",
                at: site)
        }
        add(Built(node: .null(at: site), nodes: 1, height: 0))
        return true
    }

    private mutating func add(_ built: Built) {
        guard var frame = stack.popLast() else {
            root = built.node
            return
        }
        frame.nodes += built.nodes
        frame.height = max(frame.height, built.height)
        if !frame.isMapping {
            frame.elements.append(built.node)
        } else if let key = frame.key {
            frame.key = nil
            if !key.isDropped { frame.entries.append(GraphEntry(key: key.text, site: key.site, value: built.node)) }
        } else {
            takeKey(built.node, &frame)
        }
        stack.append(frame)
    }

    private func takeKey(_ node: GraphNode, _ frame: inout Frame) {
        guard let scalar = node.scalar else {
            log.error(
                "key-not-text", "a key must be a word, and here it is \(node.kindText)", remedy: "write 'name: value'",
                at: node.site)
            frame.key = ("", node.site, true)
            return
        }
        var isDropped = false
        if scalar.text == "<<", scalar.isPlain {
            log.error(
                "merge-key", "graph files take no merge key <<",
                remedy: "write the keys out, or put what is shared in a file and name it under include:", at: node.site)
            isDropped = true
        } else if let first = frame.firstSites.updateValue(node.site, forKey: scalar.text) {
            frame.firstSites[scalar.text] = first
            log.error(
                "duplicate-key",
                "the key '\(GraphScalar.shortened(scalar.text))' stands here for the second time, first on line \(first.line)",
                remedy: "remove or rename one of the two", at: node.site)
            isDropped = true
        }
        frame.key = (scalar.text, node.site, isDropped)
    }
}
