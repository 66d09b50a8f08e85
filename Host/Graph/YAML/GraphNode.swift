import HostCore

/// One value of a graph file, with its place. Scalars stay text until a schema or a key says what they should be.
struct GraphNode: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        case scalar(GraphScalar)
        case list([GraphNode])
        case mapping([GraphEntry])
    }

    var content: Content
    let site: Site

    var entries: [GraphEntry]? { if case .mapping(let entries) = content { entries } else { nil } }
    var elements: [GraphNode]? { if case .list(let elements) = content { elements } else { nil } }
    var scalar: GraphScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    /// Whether nothing is written here: `key:` or `key: null`.
    var isNull: Bool { scalar?.coreValue == .null }

    /// What stands here, in words, for messages.
    var kindText: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar): scalar.kindText
        }
    }

    static func null(at site: Site) -> GraphNode {
        GraphNode(content: .scalar(GraphScalar(text: "", isPlain: true)), site: site)
    }
}

/// A key of a mapping and its value.
struct GraphEntry: Sendable, Hashable {
    let key: String
    let site: Site
    var value: GraphNode
}
