import HostCore

/// One key of a stage's configuration as its JSON Schema states it, in words. Keys of nested objects have the form
/// `weights.sharpness`.
struct SettingLine {
    let key: String
    let type: String
    let fallback: String
    let bounds: String
    let summary: String
    /// The default as the schema has it; `nil` for none.
    let fallbackValue: JSONValue?

    /// All keys of a schema, nested ones after the object that they are in.
    static func lines(_ schema: JSONValue, under prefix: String = "", depth: Int = 0) -> [SettingLine] {
        guard depth < 8, let properties = schema["properties"]?.objectValue else { return [] }
        return properties.members.flatMap { member in
            let key = prefix + member.key
            return [SettingLine(key, member.value)] + lines(member.value, under: key + ".", depth: depth + 1)
        }
    }

    init(_ key: String, _ schema: JSONValue) {
        self.key = key
        type = Self.type(schema)
        fallbackValue = schema["default"]
        let isObject = schema["properties"]?.objectValue != nil
        fallback = isObject ? "" : fallbackValue?.text ?? "-"
        bounds = Self.bounds(schema)
        summary = ([schema["description"]?.stringValue ?? ""] + Self.marks(schema)).filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    private static func type(_ schema: JSONValue) -> String {
        if let choices = schema["enum"]?.arrayValue {
            return choices.map { $0.stringValue ?? $0.text }.joined(separator: "|")
        }
        if let variants = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return variants.map(type).joined(separator: " or ")
        }
        if let names = schema["type"]?.arrayValue {
            return names.compactMap(\.stringValue).map(word).joined(separator: " or ")
        }
        guard let name = schema["type"]?.stringValue else { return "any" }
        if name == "array", let items = schema["items"] { return "list of \(type(items))" }
        return word(name)
    }

    private static func word(_ type: String) -> String {
        switch type {
        case "boolean": "true|false"
        case "integer": "whole number"
        case "string": "text"
        case "array": "list"
        default: type
        }
    }

    private static func bounds(_ schema: JSONValue) -> String {
        var parts: [String] = []
        switch (schema["minimum"], schema["maximum"]) {
        case (let low?, let high?): parts.append("\(low.text) to \(high.text)")
        case (let low?, nil): parts.append("\(low.text) and above")
        case (nil, let high?): parts.append("at most \(high.text)")
        case (nil, nil): break
        }
        if let low = schema["exclusiveMinimum"] { parts.append("above \(low.text)") }
        if let high = schema["exclusiveMaximum"] { parts.append("below \(high.text)") }
        if let pattern = schema["pattern"]?.stringValue { parts.append("like \(pattern)") }
        return parts.joined(separator: ", ")
    }

    private static func marks(_ schema: JSONValue) -> [String] {
        var marks: [String] = []
        switch schema["x-sluice-path"]?.stringValue {
        case "read": marks.append("(a path that is read)")
        case "write": marks.append("(a path that is written)")
        case "model": marks.append("(a model: a name of `sluice models list`, or a path)")
        default: break
        }
        if schema["x-sluice-secret"] == true { marks.append("(secret: never shown)") }
        if schema["x-sluice-live"] == true { marks.append("(may change while running)") }
        return marks
    }
}
