/// A JSON value. Objects keep the order of their keys.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that fits 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Keys and values, in order.
    case object(JSONObject)
}

extension JSONValue {
    /// The member of an object with the given key; `nil` when absent or not an object.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// The element of a list; `nil` when absent or not a list.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }

    /// The object, if it is one.
    public var objectValue: JSONObject? { if case .object(let object) = self { object } else { nil } }
    /// The list, if it is one.
    public var arrayValue: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    /// The text, if it is text.
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    /// The flag, if it is one.
    public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    /// Whether it is `null`.
    public var isNull: Bool { self == .null }

    /// The whole number, also when it was written with a fraction of zero.
    public var integerValue: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number, whole or not.
    public var numberValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// Equality as JSON Schema means it: `1` equals `1.0`, and the order of keys does not count.
    public func matches(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.matches($1) }
        case (.object(let a), .object(let b)):
            return a.count == b.count && a.members.allSatisfy { b[$0.key]?.matches($0.value) ?? false }
        case (.integer, .number), (.number, .integer):
            return numberValue == other.numberValue
        default:
            return self == other
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A flag.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}
