/// One option of a command.
struct OptionSpec: Sendable {
    /// What follows it.
    enum Value: Sendable {
        /// Nothing: it is there or not.
        case none
        /// Text, shown under this name in the help.
        case text(String)
        /// One of these words.
        case choice([String])
    }

    let name: String
    let short: Character?
    let value: Value
    let repeats: Bool
    let help: String

    init(_ name: String, short: Character? = nil, _ value: Value, repeats: Bool = false, _ help: String) {
        self.name = name
        self.short = short
        self.value = value
        self.repeats = repeats
        self.help = help
    }

    /// An option without a value.
    init(_ name: String, short: Character? = nil, _ help: String) {
        self.init(name, short: short, .none, help)
    }

    var takesValue: Bool {
        if case .none = value { return false }
        return true
    }

    /// `--stats FILE` or `-o, --output FILE`.
    var usage: String {
        let names = short.map { "-\($0), --\(name)" } ?? "--\(name)"
        switch value {
        case .none: return names
        case .text(let placeholder): return "\(names) \(placeholder)"
        case .choice(let words): return "\(names) \(words.joined(separator: "|"))"
        }
    }
}
