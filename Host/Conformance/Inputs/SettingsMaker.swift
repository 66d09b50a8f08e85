import Glibc
import HostCore
import HostLoading

/// Makes configurations from a stage's JSON Schema.
struct SettingsMaker: Sendable {
    /// One value of one key, and what is special about it.
    struct Case: Sendable {
        /// Keys from the top.
        let path: [String]
        let value: JSONValue
        /// "the minimum", "the choice 'fast'".
        let what: String

        var name: String { path.joined(separator: ".") }
    }

    let schema: JSONValue
    let given: JSONObject
    /// Where paths that are written go.
    var scratch: String
    /// Where files to read that the author ships with the plugin lie.
    var folder = ""

    /// Defaults filled in, as the host does; what the author gave; and something for keys that have neither.
    var minimal: JSONValue { complete(schema, given) }

    /// The minimal configuration with one key changed.
    func changed(_ change: Case) -> JSONValue {
        guard case .object(let object) = minimal else { return minimal }
        return .object(Self.set(object, change.path[...], change.value))
    }

    private static func set(_ object: JSONObject, _ path: ArraySlice<String>, _ value: JSONValue) -> JSONObject {
        var result = object
        guard let key = path.first else { return result }
        result[key] =
            path.count == 1 ? value : .object(set(object[key]?.objectValue ?? JSONObject(), path.dropFirst(), value))
        return result
    }

    private func complete(_ schema: JSONValue, _ given: JSONObject) -> JSONValue {
        var result = JSONObject()
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for property in schema["properties"]?.objectValue?.members ?? [] {
            let mark = property.value["x-sluice-path"]?.stringValue
            if let value = given[property.key] {
                result[property.key] = resolved(value, mark)
            } else if let value = property.value["default"] {
                if case .object(let object) = value {
                    result[property.key] = complete(property.value, object)
                } else {
                    result[property.key] = resolved(value, mark)
                }
            } else if property.value["properties"] != nil {
                result[property.key] = complete(property.value, JSONObject())
            } else if required.contains(property.key) {
                result[property.key] = resolved(Self.anyValue(property.value), mark)
            }
        }
        for member in given.members where result[member.key] == nil { result[member.key] = member.value }
        return .object(result)
    }

    private func resolved(_ value: JSONValue, _ mark: String?) -> JSONValue {
        guard case .string(let text) = value, !text.isEmpty, text != "-", !text.hasPrefix("/") else { return value }
        switch mark {
        case "write": return .string("\(scratch)/\(text)")
        case "read" where access(Paths.join(folder, text), R_OK) == 0: return .string(Paths.join(folder, text))
        default: return value
        }
    }

    /// A value that a schema accepts.
    static func anyValue(_ schema: JSONValue) -> JSONValue {
        if let choice = schema["enum"]?[0] { return choice }
        if let only = schema["const"] { return only }
        if let alternatives = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue, let first = alternatives.first {
            return anyValue(first)
        }
        switch schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue {
        case "boolean": return false
        case "integer": return .integer(schema["minimum"]?.integerValue ?? 1)
        case "number": return schema["minimum"] ?? 1
        case "string": return "conform"
        case "array":
            let count = Int(schema["minItems"]?.integerValue ?? 0)
            return .array(Array(repeating: anyValue(schema["items"] ?? [:]), count: count))
        case "object": return [:]
        default: return nil
        }
    }
}
