import Glibc
import HostCore

/// Where models and catalogues lie.
public struct ModelFolders: Sendable {
    /// Where `get` and `add` put files: `$XDG_DATA_HOME/sluice/models`, or the same below `~/.local/share`.
    public let data: String
    /// Folders that are searched, in order: of `$SLUICE_MODEL_PATH`, `models` beside the graph file, the data folder.
    public let search: [String]
    /// Catalogues, in the order in which they are read: the program's, the user's, the one beside the graph file.
    public let catalogues: [String]

    /// - Parameters:
    ///   - program: Path of the running program.
    ///   - graph: The graph file; `nil` for none.
    ///   - environment: Variables of the environment.
    public init(program: String, graph: String?, environment: (String) -> String?) {
        let home =
            environment("XDG_DATA_HOME").flatMap { $0.isEmpty ? nil : $0 }
            ?? (environment("HOME") ?? "/") + "/.local/share"
        data = home + "/sluice/models"
        let named = (environment("SLUICE_MODEL_PATH") ?? "").split(separator: ":").map(String.init)
        let beside = graph.map { Self.folder($0) + "/models" }
        search = named + [beside, data].compactMap { $0 }
        let shipped = Self.shipped(program)
        catalogues = ([shipped, data] + [beside]).compactMap { $0.map { $0 + "/catalogue.json" } }
    }

    /// The folder of the catalogue that comes with the program: `share/sluice/models` of an installation, or `models` of
    /// the source tree that it was built in.
    private static func shipped(_ program: String) -> String? {
        let installed = folder(folder(program)) + "/share/sluice/models"
        if access(installed + "/catalogue.json", R_OK) == 0 { return installed }
        var above = folder(program)
        for _ in 0..<5 {
            if access(above + "/models/catalogue.json", R_OK) == 0, access(above + "/Package.swift", R_OK) == 0 {
                return above + "/models"
            }
            above = folder(above)
        }
        return nil
    }

    private static func folder(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
