import HostCore

/// A plugin file that a graph allows to be loaded.
public struct AllowedPlugin: Sendable, Hashable {
    /// What the graph calls it: for people, and for messages.
    public let name: String
    /// SHA-256 of its content: 64 hexadecimal digits in lower case.
    public let sha256: String
}

extension GraphGrammar {
    /// The plugin files that may be loaded, and where the list stands; `nil` when the graph has none.
    func readAllowedPlugins(_ root: GraphNode) -> Located<[AllowedPlugin]>? {
        guard let entry = (root.entries ?? []).first(where: { $0.key == "allow_plugins" }) else { return nil }
        guard let entries = entry.value.entries else {
            log.error(
                "wrong-type", "allow_plugins: of the graph must be a mapping, not \(entry.value.kindText)",
                remedy: "write each as 'NAME: SHA256' under it, or {} to allow none; "
                    + "'sluice plugins --allow-list graph' does",
                at: entry.value.site)
            return Located(value: [], site: entry.site)
        }
        var allowed: [AllowedPlugin] = []
        for plugin in entries {
            for node in plugin.value.elements ?? [plugin.value] {
                if let sum = sum(node, plugin.key) { allowed.append(AllowedPlugin(name: plugin.key, sha256: sum)) }
            }
        }
        return Located(value: allowed, site: entry.site)
    }

    private func sum(_ node: GraphNode, _ name: String) -> String? {
        let text = node.scalar?.text.lowercased() ?? ""
        let isSum =
            text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        if isSum { return text }
        log.error(
            "wrong-sum", "'\(GraphScalar.shortened(name))' under allow_plugins: has no SHA-256 but \(node.kindText)",
            remedy: "write the 64 hexadecimal digits that 'sluice inspect FILE' shows", at: node.site)
        return nil
    }
}
