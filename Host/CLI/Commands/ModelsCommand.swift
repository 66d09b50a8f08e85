import Glibc
import HostCore
import HostLoading
import HostModels

/// `sluice models`.
enum ModelsCommand: Command {
    static let from = OptionSpec(
        "from", .text("FOLDER"), "get: takes the file from this folder, by its name or hash, not from the network.")
    static let all = OptionSpec("all", "get: all models of the catalogue.")
    static let file = OptionSpec("file", .text("FILE"), "add: the ONNX file.")
    static let url = OptionSpec("url", .text("ADDRESS"), "add: where others can get it.")
    static let licence = OptionSpec("licence", .text("SPDX"), "add: the licence of its weights.")
    static let summary = OptionSpec("summary", .text("TEXT"), "add: what it does.")
    static let decoder = OptionSpec("decoder", .text("NAME"), "add: the decoder of infer that reads its outputs.")

    static let spec = CommandSpec(
        name: "models", summary: "Lists, gets, checks and adds the models that graphs name.",
        operands: [
            .init("list|get|verify|add", "What to do."),
            .init("NAME", optional: true, "The model; verify without one checks all that are here."),
        ],
        options: [from, all, file, url, licence, summary, decoder, CommonOptions.json],
        examples: [
            .init("sluice models list", "what the catalogue knows, and what of it is here"),
            .init("sluice models get ultraface-slim-320", "downloads a model and checks its SHA-256"),
            .init("sluice models get --all --from /media/models", "takes all from a folder, without a network"),
            .init("sluice models verify", "checks the files that are here"),
            .init("sluice models add my-detector --file best.onnx --decoder yolo", "makes a model known by a name"),
        ],
        notes: [
            "Kept in $XDG_DATA_HOME/sluice/models (~/.local/share unless set). Graphs find models there, in the folders "
                + "of $SLUICE_MODEL_PATH, and in a folder models beside the graph file."
        ],
        statuses: [.done, .failed, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let store = try ModelStore(ModelFolders.ofProgram(graph: nil))
        let isJSON = arguments.has(CommonOptions.json.name)
        let name = arguments.operands.count > 1 ? arguments.operands[1] : nil
        switch arguments.operands[0] {
        case "list": return try ModelsList.run(store, isJSON: isJSON)
        case "get": return try ModelsGet.run(store, name, arguments, isJSON: isJSON)
        case "verify": return try ModelsVerify.run(store, name, isJSON: isJSON)
        case "add": return try add(store, name, arguments, isJSON: isJSON)
        case let word:
            let near =
                Nearest.name(to: word, among: ["list", "get", "verify", "add"]).map { "; did you mean \($0)?" } ?? ""
            throw HostError(
                .usage, "sluice models has no '\(word)'\(near.isEmpty ? ": list, get, verify or add" : near)")
        }
    }

    private static func add(
        _ store: ModelStore, _ name: String?, _ arguments: Arguments, isJSON: Bool
    ) throws(HostError) -> ExitStatus {
        guard let name, let path = arguments.text(file.name) else {
            throw HostError(
                .usage, "sluice models add needs a name and --file: sluice models add NAME --file FILE.onnx")
        }
        let entry = try store.add(path, name: name) { entry in
            entry.url = arguments.text(url.name) ?? ""
            entry.licence = arguments.text(licence.name) ?? ""
            entry.summary = arguments.text(summary.name) ?? ""
            entry.decoder = arguments.text(decoder.name) ?? ""
        }
        try Console.out(isJSON ? entry.json.prettyText + "\n" : "\(name): added, SHA-256 \(entry.sha256)\n")
        return .done
    }
}

extension ModelFolders {
    /// Those of this program and this environment.
    static func ofProgram(graph: String?) -> ModelFolders {
        ModelFolders(program: RunningExecutable.path, graph: graph) { name in getenv(name).map { String(cString: $0) } }
    }
}
