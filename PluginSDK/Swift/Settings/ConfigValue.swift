import CSluice

/// A configuration value of any shape, as the host hands it over: for stages that take free-form keys.
public indirect enum ConfigValue: Sendable {
    /// Absent.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// Any number.
    case number(Double)
    /// Text.
    case text(String)
    /// A list.
    case array([ConfigValue])
    /// Keys and values, in order.
    case object([(key: String, value: ConfigValue)])

    /// The members of an object; empty for all else.
    public var members: [(key: String, value: ConfigValue)] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The member of an object with the given key.
    public subscript(key: String) -> ConfigValue? { members.first { $0.key == key }?.value }

    static func read(_ node: UnsafePointer<sluice_value>) -> ConfigValue {
        let n = node.pointee
        switch n.type {
        case UInt32(SLUICE_VALUE_BOOL): return .bool(n.integer != 0)
        case UInt32(SLUICE_VALUE_INTEGER): return .integer(n.integer)
        case UInt32(SLUICE_VALUE_NUMBER): return .number(n.number)
        case UInt32(SLUICE_VALUE_TEXT): return .text(PluginSDK.text(n.text, n.text_bytes))
        case UInt32(SLUICE_VALUE_ARRAY): return .array(children(node).map { $0.value })
        case UInt32(SLUICE_VALUE_OBJECT): return .object(children(node))
        default: return .null
        }
    }

    private static func children(_ node: UnsafePointer<sluice_value>) -> [(key: String, value: ConfigValue)] {
        var result: [(key: String, value: ConfigValue)] = []
        var child = node + 1
        for _ in 0..<node.pointee.child_count {
            let key = PluginSDK.text(child.pointee.key, UInt64(child.pointee.key_bytes))
            result.append((key, read(child)))
            child += Int(child.pointee.subtree_nodes)
        }
        return result
    }
}
