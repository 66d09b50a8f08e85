import HostCore
import HostLoading

/// `sluice plugins`.
enum PluginsCommand: Command {
    private static let rescan = OptionSpec("rescan", "Scans all again, also those that crashed or hung before.")
    private static let write = OptionSpec(
        "write-manifests", .text("FOLDER"), "Writes a manifest beside each plugin of the folder, after a build.")

    private static let allowList = OptionSpec(
        "allow-list", .choice(["graph", "file"]),
        "Writes the SHA-256 of each plugin that is found: as allow_plugins: of a graph, or as $SLUICE_ALLOWED_PLUGINS "
            + "names a file. Runs nothing.")

    static let spec = CommandSpec(
        name: "plugins", summary: "Lists the stages that there are, and the plugins that cannot be used.",
        options: [rescan, write, allowList, CommonOptions.json, CommonOptions.plugins],
        examples: [
            .init("sluice plugins", "lists stages, and says why a plugin cannot be used"),
            .init("sluice plugins --rescan", "tries again those that crashed or hung"),
            .init("sluice plugins --write-manifests build/plugins", "prepares plugins for shipping"),
            .init("sluice plugins --allow-list graph", "writes what to put into a graph so that it loads nothing else"),
        ],
        notes: [
            "Looked for in --plugins, in $SLUICE_PLUGIN_PATH (folders and files, separated by colons), and in "
                + "lib/sluice/plugins beside the program."
        ],
        statuses: [.done, .failed, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let clock = SystemClock()
        if let folder = arguments.text(write.name) {
            let writer = ManifestWriter(scanner: PluginScanner(workerPath: WorkerProgram.path(), clock: clock))
            let outcome = try writer.write(folder: folder)
            try Console.out(outcome.text)
            return outcome.refused.isEmpty ? .done : .missing
        }
        if let form = arguments.text(allowList.name) {
            let sums = try PluginSums.of(PluginFolders.places(arguments))
            for finding in sums.findings { Console.message("\(finding)\n") }
            try Console.out(form == "graph" ? sums.graphText : sums.fileText)
            return .done
        }
        let catalogue = try PluginCatalogue.load(
            searchPath: PluginFolders.places(arguments), mode: arguments.has(rescan.name) ? .rescan : .scan,
            clock: clock, allowed: PluginFolders.allowed())
        let report = PluginsReport(catalogue)
        try Console.out(arguments.has(CommonOptions.json.name) ? report.json : report.text)
        return .done
    }
}
