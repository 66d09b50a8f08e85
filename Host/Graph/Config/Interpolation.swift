import HostCore

/// Replaces `${NAME}`, `${NAME:-default}` and `$$` inside scalars. What comes out is typed by whoever reads it.
struct Interpolation {
    let environment: (String) -> String?
    let log: FindingLog

    func replace(in node: GraphNode) -> GraphNode {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return node }
            return GraphNode(content: .scalar(replace(in: scalar, at: node.site)), site: node.site)
        case .list(let elements):
            return GraphNode(content: .list(elements.map(replace)), site: node.site)
        case .mapping(let entries):
            let entries = entries.map { GraphEntry(key: $0.key, site: $0.site, value: replace(in: $0.value)) }
            return GraphNode(content: .mapping(entries), site: node.site)
        }
    }

    private func replace(in scalar: GraphScalar, at site: Site) -> GraphScalar {
        var out = ""
        var rest = scalar.text[...]
        var isReplaced = false
        while let dollar = rest.firstIndex(of: "$") {
            out += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                out += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    log.error(
                        "open-variable", "'${' has no '}' behind it", remedy: "write '${NAME}', or '$$' for a dollar",
                        at: site)
                    return scalar
                }
                out += value(rest[..<end].dropFirst(), site)
                rest = rest[rest.index(after: end)...]
                isReplaced = true
            } else {
                out += "$"
            }
        }
        var result = scalar
        result.text = out + rest
        result.isFlexible = scalar.isFlexible || isReplaced
        return result
    }

    private func value(_ inner: Substring, _ site: Site) -> String {
        let colon = inner.firstIndex(of: ":") ?? inner.endIndex
        let name = String(inner[..<colon])
        let tail = inner[colon...]
        guard Self.isName(name), tail.isEmpty || tail.hasPrefix(":-") else {
            log.error(
                "wrong-variable", "'${\(GraphScalar.shortened(String(inner)))}' is not a variable",
                remedy: "write '${NAME}' or '${NAME:-default}', or '$$' for a dollar", at: site)
            return ""
        }
        let set = environment(name)
        if tail.isEmpty {
            if let set { return set }
            log.error(
                "unset-variable", "the environment variable \(name) is not set",
                remedy: "set it, or write a default: '${\(name):-default}'", at: site)
            return ""
        }
        // As in a shell, an empty variable counts as not set where there is a default.
        return set.flatMap { $0.isEmpty ? nil : $0 } ?? String(tail.dropFirst(2))
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_")
        }
    }
}
