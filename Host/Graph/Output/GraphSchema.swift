import HostCore

/// A JSON Schema (draft 2020-12) of graph files, with the settings of all stages of a catalogue: for editors.
public enum GraphSchema {
    /// The schema document.
    public static func document(_ catalogue: StageCatalogue) -> JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Sluice graph",
            "type": "object",
            "additionalProperties": false,
            "required": ["sluice"],
            "properties": properties(
                GrammarKeys.root,
                [
                    "streams": named("stream"), "stages": named("stage"),
                ]),
            "$defs": [
                "stream": object(GrammarKeys.stream),
                "stage": stage(catalogue),
                "from": from,
                "source": source,
                "join": object(GrammarKeys.join, required: ["join"]),
                "queue": object(GrammarKeys.queue),
                "variable": [
                    "type": "string", "pattern": #"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"#,
                    "description": "A value from the environment: ${NAME} or ${NAME:-default}.",
                ],
            ],
        ]
    }

    private static func named(_ definition: String) -> JSONValue {
        [
            "type": "object", "propertyNames": ["pattern": .string(GrammarKeys.namePattern)],
            "additionalProperties": reference(definition),
        ]
    }

    private static func reference(_ definition: String) -> JSONValue { ["$ref": .string("#/$defs/" + definition)] }

    private static func object(_ keys: [GrammarKey], required: [JSONValue] = []) -> JSONValue {
        var object: JSONObject = ["type": "object", "additionalProperties": false, "properties": properties(keys, [:])]
        if !required.isEmpty { object["required"] = .array(required) }
        return .object(object)
    }

    private static func properties(_ keys: [GrammarKey], _ replacing: [String: JSONValue]) -> JSONValue {
        .object(
            JSONObject(
                keys.map { key in
                    guard var schema = replacing[key.name]?.objectValue else {
                        return (key.name, withVariables(key.schema))
                    }
                    schema["description"] = key.schema["description"]
                    return (key.name, .object(schema))
                }))
    }

    /// One reference, or a list of references that are merged, or a join.
    private static let source: JSONValue = [
        "anyOf": [
            ["type": "string"], ["type": "array", "items": ["type": "string"], "minItems": 1], ["$ref": "#/$defs/join"],
        ]
    ]

    private static let from: JSONValue = [
        "anyOf": [
            ["$ref": "#/$defs/source"],
            [
                "type": "object", "minProperties": 1, "not": ["required": ["join"]],
                "additionalProperties": ["$ref": "#/$defs/source"],
            ],
        ]
    ]

    private static func stage(_ catalogue: StageCatalogue) -> JSONValue {
        let named = catalogue.entries.map { (names: uses($0, catalogue), entry: $0) }
        let queue: JSONValue = ["anyOf": [reference("queue"), ["type": ["integer", "string"]]]]
        var use: JSONObject = ["type": "string"]
        let names = named.flatMap(\.names).map { JSONValue.string($0) }
        if !names.isEmpty { use["enum"] = .array(names) }
        var stage =
            object(GrammarKeys.stage, required: ["use"]).objectValue ?? JSONObject()
        stage["properties"] = properties(
            GrammarKeys.stage, ["use": .object(use), "from": reference("from"), "queue": queue])
        stage["allOf"] = .array(named.filter { !$0.names.isEmpty }.map { rule($0.names, $0.entry) })
        return .object(stage)
    }

    /// The settings that go with the names of a stage.
    private static func rule(_ names: [String], _ entry: StageCatalogue.Entry) -> JSONValue {
        let words = JSONValue.array(names.map { .string($0) })
        let condition: JSONValue = ["properties": ["use": ["enum": words]], "required": ["use"]]
        return ["if": condition, "then": ["properties": ["with": settings(entry.manifest)]]]
    }

    /// The names under which `use:` finds an entry and no other.
    private static func uses(_ entry: StageCatalogue.Entry, _ catalogue: StageCatalogue) -> [String] {
        let manifest = entry.manifest
        return [manifest.shortName, manifest.id].flatMap { [$0, "\($0)@\(manifest.majorVersion)"] }.filter {
            if case .found(let found) = catalogue.find($0) { found == entry } else { false }
        }
    }

    private static func settings(_ manifest: StageManifest) -> JSONValue {
        var schema = withVariables(manifest.configuration).objectValue ?? JSONObject()
        if schema["description"] == nil, !manifest.summary.isEmpty { schema["description"] = .string(manifest.summary) }
        return .object(schema)
    }

    /// The schema as it applies before variables are replaced: wherever a number, a flag or a word of a list stands, there
    /// may be a variable.
    private static func withVariables(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.objectValue else { return schema }
        if let properties = object["properties"]?.objectValue {
            object["properties"] = .object(JSONObject(properties.members.map { ($0.key, withVariables($0.value)) }))
        }
        if let items = object["items"] { object["items"] = withVariables(items) }
        if let inner = object["additionalProperties"], inner.objectValue != nil {
            object["additionalProperties"] = withVariables(inner)
        }
        let types = SchemaValidator.types(schema)
        let isTyped = types.contains { ["integer", "number", "boolean"].contains($0) }
        guard isTyped || object["enum"] != nil || object["pattern"] != nil, object["anyOf"] == nil else {
            return .object(object)
        }
        var outer = JSONObject()
        for key in ["description", "default"] {
            outer[key] = object[key]
            object[key] = nil
        }
        outer["anyOf"] = [.object(object), reference("variable")]
        return .object(outer)
    }
}
