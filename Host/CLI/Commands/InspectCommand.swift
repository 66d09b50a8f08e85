import HostCore
import HostLoading

/// `sluice inspect`.
enum InspectCommand: Command {
    static let spec = CommandSpec(
        name: "inspect", summary: "Shows a stage's ports, settings and contract.",
        operands: [.init("STAGE|FILE", "What a graph would say under use:, or a plugin's shared object.")],
        options: [CommonOptions.json, CommonOptions.plugins],
        examples: [
            .init("sluice inspect face-detector", "shows what it takes, gives, and can be told"),
            .init("sluice inspect ./my-stage.so --json", "the manifest of each stage in a file"),
        ], statuses: [.done, .wrong, .missing])

    static func run(_ arguments: Arguments) throws(HostError) -> ExitStatus {
        let name = arguments.operands[0]
        let isJSON = arguments.has(CommonOptions.json.name)
        if name.contains("/") || name.hasSuffix(".so") {
            let library = try PluginCatalogue.inspect(
                file: name, clock: SystemClock(), allowed: PluginFolders.allowed())
            let stages = StageInspection.all(of: library)
            let json = JSONValue.array(stages.map(\.jsonValue)).prettyText + "\n"
            try Console.out(isJSON ? json : stages.map(\.text).joined(separator: "\n"))
            return .done
        }
        let catalogue = try PluginCatalogue.load(
            searchPath: PluginFolders.places(arguments), mode: .scan, clock: SystemClock(),
            allowed: PluginFolders.allowed())
        let stage = try catalogue.inspect(stage: name)
        try Console.out(isJSON ? stage.json : stage.text)
        return .done
    }
}
