import HostCore

/// Checks settings against a stage's JSON Schema, and completes them: types, enumerations, bounds, lists, nested objects,
/// alternatives, defaults at every level, paths resolved.
struct SchemaValidator {
    let files: any FileReader
    let log: FindingLog
    /// Whose settings these are, for messages: "stage 'faces'".
    let owner: String
    /// Where relative paths that a schema has as defaults are seen from.
    let defaultSite: Site

    /// What a place in the settings inherits from the places around it.
    struct Place {
        /// The keys from the top, with dots; empty at the top.
        var path = ""
        /// `x-sluice-path`: `read`, `write` or `model`.
        var pathMark: String?
        var isSecret = false

        func child(_ key: String) -> Place {
            var copy = self
            copy.path = path.isEmpty ? key : "\(path).\(key)"
            return copy
        }

        func element(_ index: Int) -> Place {
            var copy = self
            copy.path = "\(path)[\(index)]"
            return copy
        }

        func reading(_ schema: JSONValue) -> Place {
            var copy = self
            copy.pathMark = schema["x-sluice-path"]?.stringValue ?? pathMark
            copy.isSecret = isSecret || schema["x-sluice-secret"]?.boolValue ?? false
            return copy
        }
    }

    /// The complete settings of a stage; what is wrong goes to the log.
    func settings(_ node: GraphNode?, schema: JSONValue) -> JSONValue {
        let node = node ?? GraphNode(content: .mapping([]), site: defaultSite)
        return check(node, schema, Place()) ?? [:]
    }

    /// The value of a node by a schema; `nil` when it does not fit, which then is in the log.
    func check(_ node: GraphNode, _ schema: JSONValue, _ outer: Place) -> JSONValue? {
        let place = outer.reading(schema)
        if let alternatives = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue, !alternatives.isEmpty {
            return check(node, schema, alternatives, place)
        }
        switch node.content {
        case .mapping(let entries):
            guard accepts("object", schema) else { return refuse(node, schema, place) }
            return object(entries, node, schema, place)
        case .list(let elements):
            guard accepts("array", schema) else { return refuse(node, schema, place) }
            return list(elements, node, schema, place)
        case .scalar(let scalar):
            guard let value = value(of: scalar, schema) else { return refuse(node, schema, place) }
            return bounded(value, node, schema, place)
        }
    }

    private func check(
        _ node: GraphNode, _ schema: JSONValue, _ alternatives: [JSONValue], _ place: Place
    ) -> JSONValue? {
        for alternative in alternatives {
            let trial = SchemaValidator(files: files, log: FindingLog(), owner: owner, defaultSite: defaultSite)
            if let value = trial.check(node, alternative, place), !trial.log.hasErrors { return value }
        }
        let written = alternatives.filter { $0["type"]?.stringValue != "null" }
        if written.count == 1, !node.isNull { return check(node, written[0], place) }
        return refuse(node, schema, place)
    }

    /// The types that a schema allows; empty for all.
    static func types(_ schema: JSONValue) -> [String] {
        switch schema["type"] {
        case .string(let type): [type]
        case .array(let types): types.compactMap(\.stringValue)
        default: schema["properties"] == nil ? [] : ["object"]
        }
    }

    private func accepts(_ type: String, _ schema: JSONValue) -> Bool {
        let types = Self.types(schema)
        return types.isEmpty || types.contains(type)
    }

    /// A scalar as one of the types of a schema.
    private func value(of scalar: GraphScalar, _ schema: JSONValue) -> JSONValue? {
        let core = scalar.coreValue
        let types = Self.types(schema)
        if types.isEmpty || types.contains(where: { Self.isOf(core, type: $0) }) {
            if case .number = core, !types.contains("number"), let whole = core.integerValue, types.contains("integer")
            {
                return .integer(whole)
            }
            return core
        }
        return scalar.isFlexible && types.contains("string") ? .string(scalar.text) : nil
    }

    private static func isOf(_ value: JSONValue, type: String) -> Bool {
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

    /// The value of a node by the core schema alone: for labels and free-form settings.
    static func plainValue(_ node: GraphNode) -> JSONValue {
        switch node.content {
        case .scalar(let scalar): scalar.coreValue
        case .list(let elements): .array(elements.map(plainValue))
        case .mapping(let entries): .object(JSONObject(entries.map { ($0.key, plainValue($0.value)) }))
        }
    }
}
