import HostCore
import HostLoading
import HostModels
import HostPackages

/// `sluice pack`.
enum PackCommand: Command {
    private static let output = OptionSpec(
        "output", short: "o", .text("FILE"),
        "Where the package goes: a file, or a folder; the working folder unless given.")
    private static let docs = OptionSpec(
        "docs", .text("PATH"), repeats: true, "A file to read, such as a README or a licence, or a folder of them.")
    private static let model = OptionSpec(
        "model", .text("NAME"), repeats: true, "A model of the catalogue that the plugin works with; its file goes in.")
    private static let list = OptionSpec(
        "no-model-files", "Lists the models with their SHA-256 and licence, and leaves their files out.")

    static let spec = CommandSpec(
        name: "pack", summary: "Puts a plugin, its manifest, models and docs into one archive for others to install.",
        operands: [.init("LIBRARY", "The plugin's shared object.")],
        options: [output, docs, model, list, CommonOptions.json],
        examples: [
            .init("sluice pack dusk.so --docs README.md --docs LICENSE", "writes dusk-0.1.0-x86_64.tar.zst"),
            .init("sluice pack finder.so --model yunet-n-320", "puts the model in, with its SHA-256 and licence"),
            .init("sluice install dusk-0.1.0-x86_64.tar.zst", "what others do with it"),
        ],
        notes: [
            "The same files give the same bytes. The library is described in a process of its own; its version and the "
                + "licences of its stages come from its manifest."
        ],
        statuses: [.done, .failed, .wrong, .missing],
        meanings: [
            .done: "the package is written",
            .failed: "something that goes in cannot be read or is not sound, or the package cannot be written",
            .wrong: "the command line is wrong",
            .missing: "the library is no plugin for this host, or a model is not there",
        ])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        var order = PackageMaker.Order(library: arguments.operands[0])
        order.docs = arguments.texts(docs.name)
        order.models = arguments.texts(model.name)
        order.includesModelFiles = !arguments.has(list.name)
        order.output = arguments.text(output.name)
        let maker = PackageMaker(
            scanner: PluginScanner(workerPath: WorkerProgram.path(), clock: SystemClock()),
            models: try ModelStore(ModelFolders.ofProgram(graph: nil)))
        let made = try maker.make(order)
        try Console.out(arguments.has(CommonOptions.json.name) ? json(made) : text(made))
        return .done
    }

    private static func text(_ made: PackageMaker.Outcome) -> String {
        let contents = made.contents
        var table = TextTable(["file", "sha256", "size"], leftColumns: 2)
        for file in contents.files {
            table.add([file.path, String(file.sha256.prefix(16)) + "…", Figures.bytes(Int(file.size_bytes))])
        }
        var text = "\(made.path)\n  sha256   \(made.sha256)\n"
        text += "  plugin   \(contents.name) \(contents.version), \(contents.machine), contract \(contents.contract)\n"
        text += "  library  \(contents.sha256)\n"
        text += "  licence  \(contents.licences.joined(separator: ", "))\n"
        for model in contents.models {
            let place = model.isIncluded ? "" : ", not in the package"
            text += "  model    \(model.entry.name), \(model.entry.licence), \(model.entry.sha256)\(place)\n"
        }
        return text + "\n" + table.lines(indent: 2).map { $0 + "\n" }.joined()
    }

    private static func json(_ made: PackageMaker.Outcome) -> String {
        let json: JSONValue = [
            "path": .string(made.path), "sha256": .string(made.sha256), "package": made.contents.json,
        ]
        return json.prettyText + "\n"
    }
}
