import HostCore

/// Understands the words behind a command's name. All options may stand before and behind operands; `--` ends them.
struct ArgumentParser {
    let command: CommandSpec
    private var result = Arguments()
    private var rest: ArraySlice<String>

    private init(_ command: CommandSpec, _ words: ArraySlice<String>) {
        self.command = command
        rest = words
    }

    /// - Throws: `usage`, naming the word that is wrong and what was probably meant.
    static func parse(_ words: ArraySlice<String>, for command: CommandSpec) throws(HostError) -> Arguments {
        var parser = ArgumentParser(command, words)
        try parser.readAll()
        if !parser.result.has(CommonOptions.help.name) { try parser.checkOperands() }
        return parser.result
    }

    private mutating func readAll() throws(HostError) {
        while let word = rest.popFirst() {
            if word == "--" {
                for operand in rest { result.add(operand: operand) }
                return
            }
            if word.hasPrefix("--") {
                try readLong(word.dropFirst(2))
            } else if word.hasPrefix("-"), word.count > 1 {
                try readShort(word)
            } else {
                result.add(operand: word)
            }
        }
    }

    private mutating func readLong(_ text: Substring) throws(HostError) {
        let name = String(text.prefix { $0 != "=" })
        guard let option = command.allOptions.first(where: { $0.name == name }) else { throw unknown("--\(name)") }
        let inline = text.dropFirst(name.count + 1)
        if text.count > name.count {
            guard option.takesValue else { throw HostError(.usage, "--\(name) takes no value") }
            return try add(option, String(inline))
        }
        try add(option, option.takesValue ? nextWord(for: option) : "")
    }

    private mutating func readShort(_ word: String) throws(HostError) {
        let letter = word[word.index(after: word.startIndex)]
        guard let option = command.allOptions.first(where: { $0.short == letter }) else { throw unknown(word) }
        let inline = String(word.dropFirst(2))
        guard option.takesValue else {
            guard inline.isEmpty else { throw unknown(word) }
            return try add(option, "")
        }
        try add(option, inline.isEmpty ? nextWord(for: option) : inline)
    }

    private mutating func nextWord(for option: OptionSpec) throws(HostError) -> String {
        guard let word = rest.popFirst(), word != "--" else {
            throw HostError(.usage, "--\(option.name) needs a value: \(option.usage)")
        }
        return word
    }

    private mutating func add(_ option: OptionSpec, _ value: String) throws(HostError) {
        if case .choice(let words) = option.value, !words.contains(value) {
            let near = Nearest.name(to: value, among: words).map { "; did you mean \($0)?" } ?? ""
            throw HostError(
                .usage, "--\(option.name) takes one of \(words.joined(separator: ", ")), not '\(value)'\(near)")
        }
        if result.has(option.name), !option.repeats, option.takesValue {
            throw HostError(.usage, "--\(option.name) is given twice; give it once")
        }
        result.add(option, value)
    }

    private func unknown(_ word: String) -> HostError {
        let names = command.allOptions.map { "--\($0.name)" }
        let remedy =
            Nearest.name(to: word, among: names).map { "did you mean \($0)?" }
            ?? "'sluice \(command.name) --help' lists them"
        return HostError(.usage, "sluice \(command.name) has no option \(word); \(remedy)")
    }

    private func checkOperands() throws(HostError) {
        for (index, operand) in command.operands.enumerated()
        where !operand.isOptional && index >= result.operands.count {
            throw HostError(.usage, "sluice \(command.name) needs \(operand.name): \(command.usage)")
        }
        if result.operands.count > command.operands.count, command.operands.last?.repeats != true {
            throw HostError(
                .usage,
                "sluice \(command.name) does not know what to do with '\(result.operands[command.operands.count])': "
                    + command.usage)
        }
    }
}
