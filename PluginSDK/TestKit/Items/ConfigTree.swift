import CSluice
import PluginSDK

/// A configuration as the contract hands it over: flat nodes in preorder. Lives as long as the value.
final class ConfigTree {
    private var strings: [UnsafeMutablePointer<CChar>] = []
    private let nodes: UnsafeMutablePointer<sluice_value>
    private let count: Int
    private var made: [sluice_value] = []
    private let jsonBytes: UInt64
    private let json: UnsafePointer<CChar>?

    init(_ value: ConfigValue) {
        let text = value.jsonText
        jsonBytes = UInt64(text.utf8.count)
        let copy = ConfigTree.copy(text)
        json = UnsafePointer(copy)
        nodes = UnsafeMutablePointer<sluice_value>.allocate(capacity: ConfigTree.size(value))
        count = ConfigTree.size(value)
        strings.append(copy)
        append(value, key: nil)
        nodes.initialize(from: made, count: count)
    }

    deinit {
        strings.forEach { $0.deallocate() }
        nodes.deallocate()
    }

    var root: UnsafePointer<sluice_value> { UnsafePointer(nodes) }

    var config: sluice_config {
        sluice_config(
            struct_size: UInt32(MemoryLayout<sluice_config>.size), node_count: UInt32(count), nodes: nodes,
            json: json, json_bytes: jsonBytes)
    }

    private static func size(_ value: ConfigValue) -> Int {
        switch value {
        case .array(let list): 1 + list.reduce(0) { $0 + size($1) }
        case .object(let members): 1 + members.reduce(0) { $0 + size($1.value) }
        default: 1
        }
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let result = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { (result + index).initialize(to: byte) }
        return result
    }

    private func keep(_ text: String) -> UnsafePointer<CChar> {
        let result = ConfigTree.copy(text)
        strings.append(result)
        return UnsafePointer(result)
    }

    private func append(_ value: ConfigValue, key: String?) {
        var node = sluice_value()
        if let key {
            node.key = keep(key)
            node.key_bytes = UInt32(key.utf8.count)
        }
        node.subtree_nodes = UInt32(ConfigTree.size(value))
        fill(&node, value)
        made.append(node)
        switch value {
        case .array(let list): for element in list { append(element, key: nil) }
        case .object(let members): for member in members { append(member.value, key: member.key) }
        default: break
        }
    }

    private func fill(_ node: inout sluice_value, _ value: ConfigValue) {
        switch value {
        case .null: node.type = UInt32(SLUICE_VALUE_NULL)
        case .bool(let flag):
            node.type = UInt32(SLUICE_VALUE_BOOL)
            node.integer = flag ? 1 : 0
        case .integer(let number):
            node.type = UInt32(SLUICE_VALUE_INTEGER)
            node.integer = number
            node.number = Double(number)
        case .number(let number):
            node.type = UInt32(SLUICE_VALUE_NUMBER)
            node.number = number
        case .text(let text):
            node.type = UInt32(SLUICE_VALUE_TEXT)
            node.text = keep(text)
            node.text_bytes = UInt64(text.utf8.count)
        case .array(let list):
            node.type = UInt32(SLUICE_VALUE_ARRAY)
            node.child_count = UInt32(list.count)
        case .object(let members):
            node.type = UInt32(SLUICE_VALUE_OBJECT)
            node.child_count = UInt32(members.count)
        }
    }
}
