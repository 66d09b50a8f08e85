import Foundation
import HostCore

/// The settings of a stage with their defaults, as its page and as its manifest tell them.
enum StageKeys {
    /// The default in the words of a page: `needed`, `null`, `0.9`, `[face]`, `{a: 1, b: 2}` with sorted keys.
    static func ofManifest(_ manifest: JSONValue) -> [String: String] {
        let schema = manifest["configuration"]
        let needed = schema?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        var keys: [String: String] = [:]
        for member in schema?["properties"]?.objectValue?.members ?? [] {
            keys[member.key] = needed.contains(member.key) ? "needed" : text(member.value["default"] ?? .null)
        }
        return keys
    }

    /// Likewise, from the table under `## Keys`. "see below" stands for any list or mapping that the page shows elsewhere.
    static func ofPage(_ page: DocPage, like manifest: [String: String]) -> [String: String] {
        var keys: [String: String] = [:]
        for row in page.table(below: "## Keys") where row.count >= 3 {
            for name in row[0].components(separatedBy: ", ") {
                let key = name.replacing("`", with: "")
                let isShownBelow = row[1] == "see below" && manifest[key]?.first.map { "[{".contains($0) } == true
                keys[key] = isShownBelow ? manifest[key] : sorted(row[1].replacing("`", with: ""))
            }
        }
        return keys
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: return "null"
        case .bool(let flag): return "\(flag)"
        case .integer(let number): return "\(number)"
        case .number(let number): return "\(number)"
        case .string(let text): return text
        case .array(let values): return "[" + values.map(text).joined(separator: ", ") + "]"
        case .object(let object):
            return "{" + object.members.map { "\($0.key): \(text($0.value))" }.sorted().joined(separator: ", ") + "}"
        }
    }

    private static func sorted(_ text: String) -> String {
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.contains(": ") else { return text }
        return "{" + text.dropFirst().dropLast().components(separatedBy: ", ").sorted().joined(separator: ", ") + "}"
    }
}
