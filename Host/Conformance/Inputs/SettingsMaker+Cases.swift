import HostCore

extension SettingsMaker {
    /// Bounds and choices of every key, each alone.
    var bounds: [Case] { Self.walk(schema, []).flatMap { Self.bounds($0.path, $0.schema) } }

    /// Values that the schema forbids, each alone.
    var violations: [Case] {
        var cases = [Case(path: ["sluice_no_such_key"], value: 1, what: "a key that the schema does not have")]
        for key in Self.walk(schema, []) { cases += Self.violations(key.path, key.schema) }
        return cases
    }

    /// Keys with the given mark, and its value.
    func keys(marked mark: String) -> [(path: [String], schema: JSONValue)] {
        Self.walk(schema, []).filter { $0.schema[mark] != nil }
    }

    /// All keys that hold a value, with their schemas.
    private static func walk(_ schema: JSONValue, _ path: [String]) -> [(path: [String], schema: JSONValue)] {
        (schema["properties"]?.objectValue?.members ?? []).flatMap { member in
            let inner = path + [member.key]
            return member.value["properties"] == nil ? [(inner, member.value)] : walk(member.value, inner)
        }
    }

    private static func bounds(_ path: [String], _ schema: JSONValue) -> [Case] {
        if let alternatives = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue {
            return alternatives.flatMap { bounds(path, $0) }
        }
        var cases: [Case] = []
        for choice in schema["enum"]?.arrayValue ?? [] {
            cases.append(Case(path: path, value: choice, what: "the choice \(choice.text)"))
        }
        if let least = schema["minimum"] {
            cases.append(Case(path: path, value: least, what: "the minimum \(least.text)"))
        }
        if let most = schema["maximum"] {
            cases.append(Case(path: path, value: most, what: "the maximum \(most.text)"))
        }
        switch schema["type"]?.stringValue {
        case "boolean":
            for flag in [true, false] { cases.append(Case(path: path, value: .bool(flag), what: "\(flag)")) }
        case "null": cases.append(Case(path: path, value: nil, what: "null"))
        default: break
        }
        return cases
    }

    private static func violations(_ path: [String], _ schema: JSONValue) -> [Case] {
        var cases: [Case] = []
        let other: JSONValue = SchemaRule.accepts("sluice", schema) ? .array([.object(["a": 1])]) : "sluice"
        if !SchemaRule.accepts(other, schema) {
            cases.append(Case(path: path, value: other, what: "a value of another type"))
        }
        if let least = schema["minimum"]?.numberValue, let low = number(least - 1, schema) {
            cases.append(Case(path: path, value: low, what: "a number below the minimum"))
        }
        if let most = schema["maximum"]?.numberValue, let high = number(most + 1, schema) {
            cases.append(Case(path: path, value: high, what: "a number above the maximum"))
        }
        return cases
    }

    private static func number(_ value: Double, _ schema: JSONValue) -> JSONValue? {
        if schema["type"]?.stringValue == "integer" { return Int64(exactly: value).map { .integer($0) } }
        return .number(value)
    }
}

/// The part of JSON Schema that the host checks settings by.
enum SchemaRule {
    /// Whether a value fits a schema.
    static func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let alternatives = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue, !alternatives.isEmpty {
            return alternatives.contains { accepts(value, $0) }
        }
        if let choices = schema["enum"]?.arrayValue, !choices.contains(where: value.matches) { return false }
        if let only = schema["const"], !only.matches(value) { return false }
        let types = types(schema)
        guard types.isEmpty || types.contains(where: { isOf(value, $0) }) else { return false }
        return isWithin(value, schema)
    }

    private static func types(_ schema: JSONValue) -> [String] {
        schema["type"]?.stringValue.map { [$0] } ?? schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    private static func isOf(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "null": value.isNull
        case "boolean": value.boolValue != nil
        case "integer": value.integerValue != nil
        case "number": value.numberValue != nil
        case "string": value.stringValue != nil
        case "array": value.arrayValue != nil
        case "object": value.objectValue != nil
        default: false
        }
    }

    private static func isWithin(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let number = value.numberValue {
            if let least = schema["minimum"]?.numberValue, number < least { return false }
            if let most = schema["maximum"]?.numberValue, number > most { return false }
            if let least = schema["exclusiveMinimum"]?.numberValue, number <= least { return false }
            if let most = schema["exclusiveMaximum"]?.numberValue, number >= most { return false }
        }
        if let items = schema["items"], let values = value.arrayValue {
            return values.allSatisfy { accepts($0, items) }
        }
        guard let object = value.objectValue, let properties = schema["properties"]?.objectValue else { return true }
        let isClosed = schema["additionalProperties"] == false
        return object.members.allSatisfy { member in
            properties[member.key].map { accepts(member.value, $0) } ?? !isClosed
        }
    }
}
