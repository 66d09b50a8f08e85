/// What a command takes, and what its help says.
struct CommandSpec: Sendable {
    /// A value without a dash.
    struct Operand: Sendable {
        let name: String
        let isOptional: Bool
        /// Whether it may stand several times; only the last one of a command may.
        let repeats: Bool
        let help: String

        init(_ name: String, optional: Bool = false, repeats: Bool = false, _ help: String) {
            self.name = name
            isOptional = optional
            self.repeats = repeats
            self.help = help
        }
    }

    /// A command line and what it does.
    struct Example: Sendable {
        let line: String
        let meaning: String

        init(_ line: String, _ meaning: String) {
            self.line = line
            self.meaning = meaning
        }
    }

    let name: String
    let summary: String
    var operands: [Operand] = []
    var options: [OptionSpec] = []
    var examples: [Example] = []
    var notes: [String] = []
    /// The exit statuses that it can end with.
    var statuses: [ExitStatus] = [.done, .wrong]
    /// What they say of this command, where that is not what they say of a run.
    var meanings: [ExitStatus: String] = [:]

    /// Its own options, then those that all commands have.
    var allOptions: [OptionSpec] { options + CommonOptions.everywhere }

    /// `sluice run [OPTIONS] GRAPH`.
    var usage: String {
        let operands = operands.map { $0.isOptional ? "[\($0.name)]" : $0.repeats ? "\($0.name)…" : $0.name }.joined(
            separator: " ")
        return "sluice \(name) [OPTIONS]" + (operands.isEmpty ? "" : " \(operands)")
    }
}
