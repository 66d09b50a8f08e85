import HostCore

/// One mapping of a graph file whose keys are known: reads them by type, and reports what does not fit.
struct GrammarSection {
    /// What the mapping is, for messages: "stage 'faces'".
    let title: String
    let site: Site
    let log: FindingLog
    private let entries: [GraphEntry]

    /// Reports unknown keys at once.
    init(_ title: String, _ node: GraphNode, keys: [GrammarKey], log: FindingLog) {
        self.title = title
        site = node.site
        self.log = log
        let names = keys.map(\.name)
        entries = node.entries ?? []
        if node.entries == nil, !node.isNull {
            log.error(
                "wrong-type", "\(title) must be a mapping, not \(node.kindText)",
                remedy: "write keys under it, such as '\(names.first ?? "key"): …'", at: node.site)
        }
        for entry in entries where !names.contains(entry.key) {
            log.error(
                "unknown-key", "\(title) has no key '\(GraphScalar.shortened(entry.key))'",
                remedy: Nearest.remedy(entry.key, among: names) ?? "remove it", at: entry.site)
        }
    }

    /// The entry of a key; `nil` also when nothing is written behind it.
    func entry(_ key: String) -> GraphEntry? { entries.first { $0.key == key && !$0.value.isNull } }

    func wrongType(_ key: String, _ node: GraphNode, _ expected: String, remedy: String) {
        log.error(
            "wrong-type", "\(key): of \(title) must be \(expected), not \(node.kindText)", remedy: remedy, at: node.site
        )
    }

    func text(_ key: String) -> Located<String>? {
        guard let node = entry(key)?.value else { return nil }
        return text(node, key)
    }

    /// Text in a node that belongs to the key.
    func text(_ node: GraphNode, _ key: String) -> Located<String>? {
        guard let scalar = node.scalar else {
            wrongType(key, node, "text", remedy: "write one text")
            return nil
        }
        if case .string = scalar.coreValue { return Located(value: scalar.text, site: node.site) }
        if scalar.isFlexible { return Located(value: scalar.text, site: node.site) }
        wrongType(key, node, "text", remedy: "put it in quotes: \"\(scalar.text)\"")
        return nil
    }

    func texts(_ key: String) -> [Located<String>] {
        guard let node = entry(key)?.value else { return [] }
        return (node.elements ?? [node]).compactMap { text($0, key) }
    }

    func flag(_ key: String) -> Located<Bool>? {
        guard let node = entry(key)?.value else { return nil }
        if case .bool(let flag) = node.scalar?.coreValue { return Located(value: flag, site: node.site) }
        wrongType(key, node, "true or false", remedy: "write '\(key): true' or '\(key): false'")
        return nil
    }

    func whole(_ key: String, _ bounds: ClosedRange<Int>) -> Located<Int>? {
        guard let node = entry(key)?.value else { return nil }
        return whole(node, key, bounds)
    }

    func whole(_ node: GraphNode, _ key: String, _ bounds: ClosedRange<Int>) -> Located<Int>? {
        let expected = "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        guard let number = node.scalar?.coreValue.integerValue, let value = Int(exactly: number), bounds.contains(value)
        else {
            wrongType(key, node, expected, remedy: "write '\(key): \(bounds.lowerBound)' or more")
            return nil
        }
        return Located(value: value, site: node.site)
    }

    func duration(_ key: String) -> Located<Int64>? {
        guard let node = entry(key)?.value else { return nil }
        if let text = node.scalar?.text, let value = DurationText.nanoseconds(text) {
            return Located(value: value, site: node.site)
        }
        let number = node.scalar?.coreValue.integerValue.map { "'\(key): \($0)ms'" } ?? "'\(key): 200ms'"
        wrongType(key, node, "a duration", remedy: "write a number and its unit (us, ms, s, m, h), such as \(number)")
        return nil
    }

    func choice<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
        _ key: String, _ type: Choice.Type
    ) -> Located<Choice>? {
        guard let text = word(key, Choice.allCases.map(\.rawValue)) else { return nil }
        return Choice(rawValue: text.value).map { Located(value: $0, site: text.site) }
    }

    /// One of the given words.
    func word(_ key: String, _ words: [String]) -> Located<String>? {
        guard let node = entry(key)?.value else { return nil }
        return word(node, key, words)
    }

    func word(_ node: GraphNode, _ key: String, _ words: [String]) -> Located<String>? {
        if let text = node.scalar?.text, words.contains(text) { return Located(value: text, site: node.site) }
        wrongType(
            key, node, "one of \(words.joined(separator: ", "))",
            remedy: Nearest.name(to: node.scalar?.text ?? "", among: words).map { "write '\($0)'" }
                ?? "write '\(key): \(words.first ?? "")'")
        return nil
    }
}
