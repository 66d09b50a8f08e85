/// The texts of `--help`.
enum HelpText {
    private static let width = 100

    /// Help for the program as a whole.
    static func program(_ commands: [CommandSpec]) -> String {
        var text = """
            sluice \(Version.text): runs live video through the stages that a graph file describes

            Usage: sluice COMMAND [OPTIONS] …

            Commands:

            """
        text += columns(commands.map { ($0.name, $0.summary) })
        text +=
            "\nOptions:\n"
            + columns([
                ("--help", "Shows this text; behind a command, its own help."),
                ("--version", "Shows the versions of the program and of the plugin contract."),
            ])
        text += "\nExamples:\n"
        text += examples([
            .init("sluice run door.yaml", "runs a graph until its files end or Ctrl-C"),
            .init("sluice validate door.yaml", "says what is wrong with it, by line and column"),
            .init("sluice plugins", "lists the stages that there are"),
        ])
        return text + "\nExit status:\n" + statuses([.done, .failed, .wrong, .missing, .interrupted])
    }

    /// Help for one command.
    static func command(_ spec: CommandSpec) -> String {
        var text = "\(spec.summary)\n\nUsage: \(spec.usage)\n"
        if !spec.operands.isEmpty {
            text += "\nArguments:\n" + columns(spec.operands.map { ($0.name, $0.help) })
        }
        text += "\nOptions:\n" + columns(spec.allOptions.map { ($0.usage, $0.help) })
        for note in spec.notes { text += "\n" + wrap(note, indent: 0) }
        if !spec.examples.isEmpty { text += "\nExamples:\n" + examples(spec.examples) }
        return text + "\nExit status:\n" + statuses(spec.statuses, meanings: spec.meanings)
    }

    private static func examples(_ examples: [CommandSpec.Example]) -> String {
        examples.map { "  \($0.line)\n      \($0.meaning)\n" }.joined()
    }

    private static func statuses(_ statuses: [ExitStatus], meanings: [ExitStatus: String] = [:]) -> String {
        columns(statuses.map { (String($0.rawValue), meanings[$0] ?? $0.meaning) })
    }

    private static func columns(_ rows: [(String, String)]) -> String {
        let left = min(30, (rows.map { $0.0.count }.max() ?? 0) + 2)
        var text = ""
        for (name, help) in rows {
            let padding = String(repeating: " ", count: max(0, left - name.count))
            let body = wrap(help, indent: left + 2).dropFirst(left + 2)
            if name.count + 2 > left {
                text += "  \(name)\n" + String(repeating: " ", count: left + 2) + body
            } else {
                text += "  \(name)\(padding)" + body
            }
        }
        return text
    }

    /// Breaks a text into lines; every one is indented and ends with a line feed.
    private static func wrap(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        lines.append(line)
        return lines.map { margin + $0 + "\n" }.joined()
    }
}
