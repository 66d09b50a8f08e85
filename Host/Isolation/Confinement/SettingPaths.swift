import HostCore

/// The paths among the settings of a stage, as its schema marks them with `x-sluice-path`.
struct SettingPaths: Sendable, Hashable {
    /// To be read.
    private(set) var read: [String] = []
    /// To be written.
    private(set) var written: [String] = []
    /// Models, by path or by name.
    private(set) var models: [String] = []

    /// The paths in complete settings.
    init(_ settings: JSONValue, schema: JSONValue) { collect(settings, schema, nil) }

    private mutating func collect(_ value: JSONValue, _ schema: JSONValue, _ outer: String?) {
        let mark = schema["x-sluice-path"]?.stringValue ?? outer
        for alternative in (schema["anyOf"] ?? schema["oneOf"])?.arrayValue ?? [] { collect(value, alternative, mark) }
        switch value {
        case .string(let text): note(text, mark)
        case .array(let elements):
            for element in elements { collect(element, schema["items"] ?? [:], mark) }
        case .object(let object):
            for member in object.members {
                let inner = schema["properties"]?[member.key] ?? schema["additionalProperties"] ?? [:]
                collect(member.value, inner, mark)
            }
        default: return
        }
    }

    private mutating func note(_ text: String, _ mark: String?) {
        guard !text.isEmpty, text != "-" else { return }
        switch mark {
        case "read": if !read.contains(text) { read.append(text) }
        case "write": if !written.contains(text) { written.append(text) }
        case "model": if !models.contains(text) { models.append(text) }
        default: return
        }
    }
}
