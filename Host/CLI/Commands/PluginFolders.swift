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
}
