import HostCore

/// The program: finds the command, runs it, and says what went wrong.
enum Program {
    static var commands: [any Command.Type] {
        [
            RunCommand.self, ReplayCommand.self, ValidateCommand.self, ExplainCommand.self, DrawCommand.self,
            PluginsCommand.self,
            InspectCommand.self, SchemaCommand.self, ModelsCommand.self, CtlCommand.self,
            ConformCommand.self, BenchCommand.self, NewCommand.self, PackCommand.self, InstallCommand.self,
        ]
    }

    /// - Parameter words: The command line without the program's name.
    static func run(_ words: [String]) -> ExitStatus {
        do throws(HostError) {
            return try dispatch(words)
        } catch {
            Console.message("sluice: error: \(error)\n")
            return ExitStatus(rawValue: error.code.exitStatus) ?? .failed
        }
    }

    private static func dispatch(_ words: [String]) throws(HostError) -> ExitStatus {
        let specs = commands.map { $0.spec }
        guard let first = words.first else {
            Console.message(HelpText.program(specs))
            return .wrong
        }
        switch first {
        case "--help", "-h", "help":
            return try help(words.dropFirst(), specs)
        case "--version":
            try Console.out("sluice \(Version.text), plugin contract \(Version.contract)\n")
            return .done
        default: break
        }
        guard let command = commands.first(where: { $0.spec.name == first }) else { throw unknown(first, specs) }
        let arguments = try ArgumentParser.parse(words.dropFirst(), for: command.spec)
        if arguments.has(CommonOptions.help.name) {
            try Console.out(HelpText.command(command.spec))
            return .done
        }
        return try command.run(arguments)
    }

    private static func help(_ words: ArraySlice<String>, _ specs: [CommandSpec]) throws(HostError) -> ExitStatus {
        guard let name = words.first else {
            try Console.out(HelpText.program(specs))
            return .done
        }
        guard let spec = specs.first(where: { $0.name == name }) else { throw unknown(name, specs) }
        try Console.out(HelpText.command(spec))
        return .done
    }

    private static func unknown(_ word: String, _ specs: [CommandSpec]) -> HostError {
        let names = specs.map(\.name)
        let what = word.hasPrefix("-") ? "option" : "command"
        let candidates = word.hasPrefix("-") ? ["--help", "--version"] : names
        let remedy =
            Nearest.name(to: word, among: candidates).map { "did you mean \($0)?" }
            ?? "there are \(names.joined(separator: ", ")); 'sluice --help' explains them"
        return HostError(.usage, "there is no \(what) \(word); \(remedy)")
    }
}
