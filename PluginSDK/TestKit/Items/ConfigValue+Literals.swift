import PluginSDK

extension ConfigValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// An object: `["threshold": 0.5, "labels": ["face"]]`.
    public init(dictionaryLiteral elements: (String, ConfigValue)...) {
        self = .object(elements.map { (key: $0.0, value: $0.1) })
    }
    /// A list.
    public init(arrayLiteral elements: ConfigValue...) { self = .array(elements) }
    /// Text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Absent.
    public init(nilLiteral: ()) { self = .null }
}

extension ConfigValue {
    /// The value as text; `nil` for other types.
    public var asText: String? { if case .text(let text) = self { text } else { nil } }
    /// The value as a flag; `nil` for other types.
    public var asBool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    /// The value as a list; empty for other types.
    public var asArray: [ConfigValue] { if case .array(let list) = self { list } else { [] } }
    /// The value as a whole number; `nil` for other types and for fractions.
    public var asInteger: Int64? {
        switch self {
        case .integer(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }
    /// The value as a number; `nil` for other types.
    public var asNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The same with the members of another object laid over those of this one.
    public func merging(_ other: ConfigValue) -> ConfigValue {
        guard case .object(var result) = self, case .object(let additions) = other else { return other }
        for (key, value) in additions {
            if let index = result.firstIndex(where: { $0.key == key }) {
                result[index].value = result[index].value.merging(value)
            } else {
                result.append((key, value))
            }
        }
        return .object(result)
    }

    /// The value as JSON text.
    public var jsonText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): JSONText.number(number)
        case .text(let text): JSONText.quote(text)
        case .array(let list): JSONText.array(list.map(\.jsonText))
        case .object(let members): JSONText.object(members.map { ($0.key, $0.value.jsonText) })
        }
    }
}
