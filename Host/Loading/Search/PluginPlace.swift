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
        /// It is the folder of the packages that the user has installed.
        case user
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
    /// `$SLUICE_PLUGIN_PATH` (separated by colons), that of the user's packages, and the folder `lib/sluice/plugins`
    /// beside the executable's `bin`.
    /// - Parameters:
    ///   - graph: Paths of the graph's `plugins:`, resolved, each with its site.
    ///   - environment: The value of `$SLUICE_PLUGIN_PATH`; `nil` when unset.
    ///   - user: The folder of the user's packages; `nil` for none.
    ///   - executable: Path of the running program.
    public static func standard(
        graph: [(path: String, site: Site)] = [], environment: String? = environmentPath,
        user: String? = userFolder, executable: String = RunningExecutable.path
    ) -> [PluginPlace] {
        let named = graph.map { PluginPlace($0.path, .graph($0.site)) }
        let listed = (environment ?? "").split(separator: ":").map { PluginPlace(String($0), .environment) }
        let prefix = Paths.folder(Paths.folder(executable))
        let own = user.map { [PluginPlace($0, .user)] } ?? []
        return named + listed + own + [PluginPlace(Paths.join(prefix, "lib/sluice/plugins"), .installed)]
    }

    /// Where `sluice install` puts packages: `$XDG_DATA_HOME/sluice/plugins`, or the same below `~/.local/share`; `nil` when
    /// neither is known.
    public static var userFolder: String? {
        if let data = ChildEnvironment.value("XDG_DATA_HOME"), data.hasPrefix("/") {
            return Paths.join(data, "sluice/plugins")
        }
        guard let home = ChildEnvironment.value("HOME"), home.hasPrefix("/") else { return nil }
        return Paths.join(home, ".local/share/sluice/plugins")
    }

    /// The value of `$SLUICE_PLUGIN_PATH`; `nil` when unset or empty.
    public static var environmentPath: String? { ChildEnvironment.value("SLUICE_PLUGIN_PATH") }
}
