/// A file name with places to fill in. What it makes stays below the folder it is joined to: values are cleaned of all
/// but letters, digits, `-`, `_` and `.`, and the pattern itself may not climb.
///
/// ```swift
/// enum Field: String, CaseIterable, Sendable { case stream, seq }
/// let pattern = try NamePattern<Field>("{stream}/{seq}", endings: ["png"])
/// ```
public struct NamePattern<Field: RawRepresentable & CaseIterable & Sendable>: Sendable where Field.RawValue == String {
    private enum Part: Sendable {
        case text(String)
        case field(Field)
    }
    private var parts: [Part] = []
    private let ending: String
    private static var longestValue: Int { 80 }

    /// A pattern as a graph file has it.
    /// - Parameters:
    ///   - pattern: Text with places to fill in, `{stream}-{seq}`; a slash makes a folder.
    ///   - endings: Endings that a name may have, without the dot; the first one is added where there is none.
    /// - Throws: `configuration` for an unknown place and for a pattern that climbs or is too long.
    public init(_ pattern: String, endings: [String]) throws(StageError) {
        let lower = pattern.lowercased()
        let hasEnding = endings.contains { lower.hasSuffix("." + $0) }
        ending = hasEnding ? "" : endings.first.map { "." + $0 } ?? ""
        var text = ""
        var rest = pattern[...]
        while let character = rest.first {
            rest.removeFirst()
            guard character == "{" else {
                text.append(character)
                continue
            }
            guard let close = rest.firstIndex(of: "}"), let field = Field(rawValue: String(rest[..<close])) else {
                throw StageError(.configuration, "name: after { one of \(NamePattern.known) and } is needed")
            }
            parts += [.text(text), .field(field)]
            text = ""
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(text))
        try NamePattern.check(pattern)
    }

    private static var known: String { Field.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func check(_ pattern: String) throws(StageError) {
        let pieces = pattern.split(separator: "/", omittingEmptySubsequences: false)
        let isSound = pieces.allSatisfy { piece in
            !piece.isEmpty && !piece.hasPrefix(".") && piece.utf8.count <= 200
                && piece.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
        guard isSound else {
            throw StageError(
                .configuration,
                "name: '\(pattern)' must be a relative path of at most 200 bytes a part, none empty or with a leading dot"
            )
        }
    }

    /// The name with values filled in: each cleaned, shortened to 80 characters, and `_` where it would be empty.
    public func name(_ value: (Field) -> String) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .field(let field): result += NamePattern.clean(value(field), isFirst: NamePattern.startsPiece(result))
            }
        }
        return result + ending
    }

    private static func startsPiece(_ text: String) -> Bool { text.isEmpty || text.hasSuffix("/") }

    private static func clean(_ value: String, isFirst: Bool) -> String {
        var result = ""
        for scalar in value.unicodeScalars.prefix(longestValue) {
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            let isKept = isLetter || scalar == "-" || scalar == "_" || (scalar == "." && !(isFirst && result.isEmpty))
            result.unicodeScalars.append(isKept ? scalar : "_")
        }
        return result.isEmpty ? "_" : result
    }
}
