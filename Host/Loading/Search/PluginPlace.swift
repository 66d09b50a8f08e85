import HostCore

/// A folder, or a single library, in which plugins are looked for, and who asked for it.
public struct PluginPlace: Sendable, Hashable {
    /// Who named the place.
    public enum Origin: Sendable, Hashable {
        /// The graph file, there.
        case graph(Site)
        /// The command line.
        case commandLine
        /// `$SLUICE_PLUGIN_PATH`.
        case environment
        /// It is the folder of the installed plugins.
        case installed
    }

    /// The path.
    public let path: String
    /// Who named it.
    public let origin: Origin

    /// A place.
    public init(_ path: String, _ origin: Origin) {
        self.path = path
        self.origin = origin
    }

    /// The places in the order in which they are searched: those that the graph names, those of
    /// `$SLUICE_PLUGIN_PATH` (separated by colons), and the folder `lib/sluice/plugins` beside the executable's `bin`.
    /// - Parameters:
    ///   - graph: Paths of the graph's `plugins:`, resolved, each with its site.
    ///   - environment: The value of `$SLUICE_PLUGIN_PATH`; `nil` when unset.
    ///   - executable: Path of the running program.
    public static func standard(
        graph: [(path: String, site: Site)] = [], environment: String? = environmentPath,
        executable: String = RunningExecutable.path
    ) -> [PluginPlace] {
        let named = graph.map { PluginPlace($0.path, .graph($0.site)) }
        let listed = (environment ?? "").split(separator: ":").map { PluginPlace(String($0), .environment) }
        let prefix = Paths.folder(Paths.folder(executable))
        return named + listed + [PluginPlace(Paths.join(prefix, "lib/sluice/plugins"), .installed)]
    }

    /// The value of `$SLUICE_PLUGIN_PATH`; `nil` when unset or empty.
    public static var environmentPath: String? { ChildEnvironment.value("SLUICE_PLUGIN_PATH") }
}
