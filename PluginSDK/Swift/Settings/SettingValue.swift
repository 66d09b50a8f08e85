/// A type that a configuration key can have: `Bool`, `Int`, `Double`, `String`, enumerations of text, optionals,
/// arrays, and nested configurations.
public protocol SettingValue: Sendable {
    /// Members of the JSON Schema that state the type, each a name and JSON text.
    static var settingSchema: [(String, String)] { get }
    /// The type in words, for messages: "a number".
    static var settingExpectation: String { get }
    /// The value as JSON text.
    var settingJSON: String { get }
    /// Reads a value; `nil` when it has another type.
    static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Self?
}

extension Bool: SettingValue {
    /// A boolean.
    public static var settingSchema: [(String, String)] { [("type", "\"boolean\"")] }
    /// In words.
    public static var settingExpectation: String { "true or false" }
    /// As JSON.
    public var settingJSON: String { self ? "true" : "false" }
    /// Reads a boolean.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Bool? {
        if case .bool(let flag) = value { flag } else { nil }
    }
}

extension Int: SettingValue {
    /// An integer.
    public static var settingSchema: [(String, String)] { [("type", "\"integer\"")] }
    /// In words.
    public static var settingExpectation: String { "a whole number" }
    /// As JSON.
    public var settingJSON: String { String(self) }
    /// Reads an integer.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Int? {
        switch value {
        case .integer(let number): Int(number)
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }
}

extension Double: SettingValue {
    /// A number.
    public static var settingSchema: [(String, String)] { [("type", "\"number\"")] }
    /// In words.
    public static var settingExpectation: String { "a number" }
    /// As JSON; whole numbers without a fraction.
    public var settingJSON: String { JSONText.number(self) }
    /// Reads a number.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}

extension String: SettingValue {
    /// Text.
    public static var settingSchema: [(String, String)] { [("type", "\"string\"")] }
    /// In words.
    public static var settingExpectation: String { "text" }
    /// As JSON.
    public var settingJSON: String { JSONText.quote(self) }
    /// Reads text.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> String? {
        if case .text(let text) = value { text } else { nil }
    }
}

/// An enumeration of texts: `enum Mode: String, SettingChoice { case fit, window }`.
public protocol SettingChoice: SettingValue, RawRepresentable, CaseIterable where RawValue == String {}

extension SettingChoice {
    /// One of the cases.
    public static var settingSchema: [(String, String)] {
        [("type", "\"string\""), ("enum", JSONText.array(allCases.map { JSONText.quote($0.rawValue) }))]
    }
    /// In words.
    public static var settingExpectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    /// As JSON.
    public var settingJSON: String { JSONText.quote(rawValue) }
    /// Reads one of the cases.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Self? {
        if case .text(let text) = value { Self(rawValue: text) } else { nil }
    }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    /// The type, or null.
    public static var settingSchema: [(String, String)] {
        [("anyOf", JSONText.array([JSONText.object(Wrapped.settingSchema), "{\"type\":\"null\"}"]))]
    }
    /// In words.
    public static var settingExpectation: String { Wrapped.settingExpectation + " or null" }
    /// As JSON.
    public var settingJSON: String { self?.settingJSON ?? "null" }
    /// Reads the value, or null.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Self? {
        if case .null = value { return .some(.none) }
        guard let wrapped = try Wrapped.fromSetting(value, key: key) else { return nil }
        return .some(.some(wrapped))
    }
}

extension Array: SettingValue where Element: SettingValue {
    /// A list.
    public static var settingSchema: [(String, String)] {
        [("type", "\"array\""), ("items", JSONText.object(Element.settingSchema))]
    }
    /// In words.
    public static var settingExpectation: String { "a list, each entry \(Element.settingExpectation)" }
    /// As JSON.
    public var settingJSON: String { JSONText.array(map(\.settingJSON)) }
    /// Reads a list.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> [Element]? {
        guard case .array(let values) = value else { return nil }
        var result: [Element] = []
        for value in values {
            guard let element = try Element.fromSetting(value, key: key) else { return nil }
            result.append(element)
        }
        return result
    }
}

/// A configuration inside another: `struct Weights: NestedSettings { … }`.
public protocol NestedSettings: StageSettings, SettingValue {}

extension NestedSettings {
    /// An object.
    public static var settingSchema: [(String, String)] {
        let defaults = Self()
        return [
            ("type", "\"object\""), ("additionalProperties", "false"),
            ("properties", JSONText.object(schema.keys.map { ($0.key, $0.schemaJSON(defaults)) })),
        ]
    }
    /// In words.
    public static var settingExpectation: String { "an object" }
    /// As JSON.
    public var settingJSON: String {
        JSONText.object(Self.schema.keys.map { ($0.key, $0.valueJSON(self)) })
    }
    /// Reads an object.
    public static func fromSetting(_ value: ConfigValue, key: String) throws(StageError) -> Self? {
        guard case .object = value else { return nil }
        do {
            return try parse(value)
        } catch {
            throw StageError(.configuration, "\(key).\(error.message)")
        }
    }
}
