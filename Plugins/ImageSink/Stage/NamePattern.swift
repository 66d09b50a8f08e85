import PluginSDK

/// A file name with places to fill in. What it makes stays below the folder it is joined to: values are cleaned of all
/// but letters, digits, `-`, `_` and `.`, and the pattern itself may not climb.
struct NamePattern {
    /// What can be filled in.
    enum Field: String, CaseIterable {
        case stream, track, label, rank, seq, sub, pts_ms, region
    }
    private enum Part {
        case text(String)
        case field(Field)
    }
    private var parts: [Part] = []
    private let ending: String
    static let longestValue = 80

    init(_ pattern: String, ending: String) throws(StageError) {
        self.ending = NamePattern.hasEnding(pattern, ending) ? "" : "." + ending
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

    private static func hasEnding(_ pattern: String, _ ending: String) -> Bool {
        let lower = pattern.lowercased()
        return lower.hasSuffix("." + ending) || (ending == "jpg" && lower.hasSuffix(".jpeg"))
    }

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

    /// The name with values filled in.
    func name(_ value: (Field) -> String) -> String {
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
