/// One key of a configuration: its name, the property it sets, its bounds and what it means.
public struct Setting<Root: StageSettings>: Sendable {
    let key: String
    let isRequired: Bool
    let isLive: Bool
    let schemaJSON: @Sendable (Root) -> String
    let valueJSON: @Sendable (Root) -> String
    let read: @Sendable (ConfigValue, inout Root) throws(StageError) -> Void

    /// A key of any type that a configuration can hold.
    /// - Parameters:
    ///   - key: The name in the graph file, in `lower_snake_case` or one word.
    ///   - path: The property; its value in `Root()` is the default.
    ///   - description: One sentence for the schema and the reference page, with the unit.
    ///   - marks: What else the host should know of it.
    public init<Value: SettingValue>(
        _ key: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ description: String, _ marks: SettingMark...
    ) {
        self.init(key, path, description, constraints: [], marks: marks) { _ in nil }
    }

    /// A number within bounds, both inclusive.
    public init<Value: SettingValue & Comparable>(
        _ key: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ bounds: ClosedRange<Value>,
        _ description: String, _ marks: SettingMark...
    ) {
        let limits = [
            ("minimum", bounds.lowerBound.settingJSON), ("maximum", bounds.upperBound.settingJSON),
        ]
        // The host has checked it by the schema; a host that has not must not bring the stage down.
        self.init(key, path, description, constraints: limits, marks: marks) {
            bounds.contains($0) ? nil : "from \(bounds.lowerBound.settingJSON) to \(bounds.upperBound.settingJSON)"
        }
    }

    /// A number with a lower bound, inclusive.
    public init<Value: SettingValue & Comparable>(
        _ key: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ bounds: PartialRangeFrom<Value>,
        _ description: String, _ marks: SettingMark...
    ) {
        let limits = [("minimum", bounds.lowerBound.settingJSON)]
        self.init(key, path, description, constraints: limits, marks: marks) {
            bounds.contains($0) ? nil : "from \(bounds.lowerBound.settingJSON) on"
        }
    }

    private init<Value: SettingValue>(
        _ key: String, _ path: WritableKeyPath<Root, Value> & Sendable, _ description: String,
        constraints: [(String, String)], marks: [SettingMark], misses: @escaping @Sendable (Value) -> String?
    ) {
        self.key = key
        let isRequired = marks.contains(.required)
        self.isRequired = isRequired
        isLive = marks.contains(.live)
        schemaJSON = { defaults in
            var members = [("description", JSONText.quote(description))]
            members += Value.settingSchema
            members += constraints + marks.compactMap(\.json)
            if !isRequired { members.append(("default", defaults[keyPath: path].settingJSON)) }
            return JSONText.object(members)
        }
        valueJSON = { $0[keyPath: path].settingJSON }
        read = { value, root throws(StageError) in
            guard let parsed = try Value.fromSetting(value, key: key) else {
                throw StageError(.configuration, "\(key): \(Value.settingExpectation) is needed")
            }
            if let bounds = misses(parsed) {
                throw StageError(.configuration, "\(key): \(parsed.settingJSON) is out of bounds; it goes \(bounds)")
            }
            root[keyPath: path] = parsed
        }
    }
}

/// What the host should know of a key beside its type.
public enum SettingMark: Sendable {
    /// A path that the stage reads: resolved against the graph file, checked, granted to a sandbox.
    case readsPath
    /// A path that the stage writes: resolved against the graph file, granted to a sandbox.
    case writesPath
    /// A model: a name of the catalogue stays as it is, a path is resolved against the graph file. Open it with
    /// ``StageContext/modelPath(_:)``.
    case model
    /// Never logged, drawn or reported.
    case secret
    /// May change while the stage runs: the stage takes it in ``Stage/set(_:)``.
    case live
    /// Must be written in the graph file; its property's value is no default.
    case required

    var json: (String, String)? {
        switch self {
        case .readsPath: ("x-sluice-path", "\"read\"")
        case .writesPath: ("x-sluice-path", "\"write\"")
        case .model: ("x-sluice-path", "\"model\"")
        case .secret: ("x-sluice-secret", "true")
        case .live: ("x-sluice-live", "true")
        case .required: nil
        }
    }
}

extension StageSettings {
    /// The keys that may change while the stage runs.
    package static var liveKeys: [String] { schema.keys.filter(\.isLive).map(\.key) }
    /// Whether any key may change while the stage runs, nested ones too.
    static var hasLiveKeys: Bool { schemaJSON.contains("\"x-sluice-live\":true") }

    /// The JSON Schema of this configuration as text.
    public static var schemaJSON: String {
        let defaults = Self()
        let keys = schema.keys.map { ($0.key, $0.schemaJSON(defaults)) }
        let required = schema.keys.filter(\.isRequired).map { JSONText.quote($0.key) }
        return JSONText.object(
            [("type", "\"object\""), ("additionalProperties", "false"), ("properties", JSONText.object(keys))]
                + (required.isEmpty ? [] : [("required", JSONText.array(required))]))
    }

    /// This configuration as a JSON object, every key filled in.
    public var configurationJSON: String {
        JSONText.object(Self.schema.keys.map { ($0.key, $0.valueJSON(self)) })
    }

    /// Reads a configuration; keys that are absent keep their defaults.
    /// - Throws: `configuration`, with the key, for an unknown key or a value of the wrong type.
    public static func parse(_ value: ConfigValue) throws(StageError) -> Self {
        var result = Self()
        let keys = schema.keys
        for (name, value) in value.members {
            guard let key = keys.first(where: { $0.key == name }) else {
                throw StageError(.configuration, "\(name): there is no such key")
            }
            try key.read(value, &result)
        }
        try result.validate()
        return result
    }
}
