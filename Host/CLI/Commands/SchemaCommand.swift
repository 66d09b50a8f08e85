import HostCore
import HostGraph
import HostLoading

/// `sluice schema`.
enum SchemaCommand: Command {
    static let spec = CommandSpec(
        name: "schema", summary: "Writes a JSON Schema of graph files, with the settings of all stages.",
        options: [CommonOptions.plugins],
        examples: [
            .init("sluice schema > sluice.schema.json", "for an editor that completes and checks graph files")
        ],
        notes: [
            "With the YAML language server: begin a graph file with '# yaml-language-server: $schema=sluice.schema.json'."
        ], statuses: [.done, .failed, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let catalogue = try PluginCatalogue.load(
            searchPath: PluginFolders.places(arguments), mode: .scan, clock: SystemClock(),
            allowed: PluginFolders.allowed())
        try Console.out(GraphSchema.document(catalogue.stages).prettyText + "\n")
        return .done
    }
}
