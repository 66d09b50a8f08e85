import HostCore

/// The SHA-256 of the plugins in some places, as lists of allowed plugins have them. Nothing of the plugins runs.
public struct PluginSums: Sendable {
    private var plugins: [(name: String, sha256: String)] = []
    /// Places that are not there or may not be trusted.
    public let findings: [Finding]

    /// Goes through places as a search does. Files that cannot be plugins of this host are left out.
    public static func of(_ places: [PluginPlace]) throws(HostError) -> PluginSums {
        let search = PlaceSearch(places)
        var sums = PluginSums(findings: search.findings)
        var seen: Set<String> = []
        for path in search.libraries {
            let real = Paths.real(path) ?? path
            guard seen.insert(real).inserted, (try? LibraryIdentity(real)) != nil else { continue }
            sums.plugins.append((AllowedPlugins.name(of: path), try sha256(of: real)))
        }
        return sums
    }

    /// The SHA-256 of a library.
    public static func sha256(of path: String) throws(HostError) -> String {
        do throws(ErrorNumber) {
            return try SHA256.text(path: path)
        } catch {
            throw HostError(.file, "the plugin \(path) cannot be read: \(error)")
        }
    }

    private init(findings: [Finding]) { self.findings = findings }

    /// As a graph file has them.
    public var graphText: String {
        guard !plugins.isEmpty else { return "allow_plugins: {}\n" }
        var text = "allow_plugins:\n"
        var names: [String] = []
        for plugin in plugins where !names.contains(plugin.name) {
            names.append(plugin.name)
            let sums = plugins.filter { $0.name == plugin.name }.map(\.sha256)
            text += "  \(plugin.name): " + (sums.count == 1 ? sums[0] : "[\(sums.joined(separator: ", "))]") + "\n"
        }
        return text
    }

    /// As `sha256sum` writes them.
    public var fileText: String { plugins.map { "\($0.sha256)  \($0.name)\n" }.joined() }
}
