import HostCore
import HostGraph
import HostLoading

/// Where a command looks for plugins.
enum PluginFolders {
    /// Those of the command line, those of the graph, those of `$SLUICE_PLUGIN_PATH`, the installed ones.
    static func places(_ arguments: Arguments, graph: [Located<String>] = []) -> [PluginPlace] {
        let given = arguments.texts(CommonOptions.plugins.name).map { PluginPlace($0, .commandLine) }
        return given + PluginPlace.standard(graph: graph.map { ($0.value, $0.site) })
    }

    /// Which files a command may load: by the list of the host, and by that of the graph.
    /// - Throws: What is wrong with the host's list.
    static func allowed(_ graph: GraphConfig? = nil) throws(HostError) -> AllowedPlugins {
        var allowed = AllowedPlugins()
        if let list = try AllowedPlugins.List.ofHost() { allowed.add(list) }
        guard let graph, let plugins = graph.allowedPlugins else { return allowed }
        var list = AllowedPlugins.List(place: "\(plugins.site)", form: .graph)
        for plugin in plugins.value { list.add(name: plugin.name, sha256: plugin.sha256) }
        allowed.add(list)
        return allowed
    }
}
