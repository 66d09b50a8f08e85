import CSluice

/// A configuration in the contract's shape: nodes in preorder, their texts in one piece of memory, and the JSON text.
package final class ConfigTree {
    private var nodes: [sluice_value] = []
    private var texts: [UnsafeMutablePointer<CChar>] = []
    private let json: String

    package init(_ value: JSONValue) {
        json = value.text
        add(value, key: nil)
    }

    deinit { for text in texts { text.deallocate() } }

    /// The root node, alive as long as this object.
    package func withNodes<R>(_ body: (UnsafePointer<sluice_value>?) -> R) -> R {
        nodes.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    package func withConfig<R>(_ body: (UnsafePointer<sluice_config>) -> R) -> R {
        nodes.withUnsafeBufferPointer { buffer in
            withText(json) { text, bytes in
                var config = sluice_config()
                config.struct_size = UInt32(MemoryLayout<sluice_config>.size)
                config.node_count = UInt32(buffer.count)
                config.nodes = buffer.baseAddress
                config.json = text
                config.json_bytes = bytes
                return body(&config)
            }
        }
    }

    private func add(_ value: JSONValue, key: String?) {
        let position = nodes.count
        var node = sluice_value()
        if let key {
            node.key = UnsafePointer(store(key))
            node.key_bytes = UInt32(key.utf8.count)
        }
        nodes.append(node)
        fill(value, at: position)
        nodes[position].subtree_nodes = UInt32(nodes.count - position)
    }

    private func fill(_ value: JSONValue, at position: Int) {
        switch value {
        case .null: nodes[position].type = UInt32(SLUICE_VALUE_NULL)
        case .bool(let flag):
            nodes[position].type = UInt32(SLUICE_VALUE_BOOL)
            nodes[position].integer = flag ? 1 : 0
        case .integer(let number):
            nodes[position].type = UInt32(SLUICE_VALUE_INTEGER)
            nodes[position].integer = number
            nodes[position].number = Double(number)
        case .number(let number):
            nodes[position].type = UInt32(SLUICE_VALUE_NUMBER)
            nodes[position].number = number
        case .string(let text):
            nodes[position].type = UInt32(SLUICE_VALUE_TEXT)
            nodes[position].text = UnsafePointer(store(text))
            nodes[position].text_bytes = UInt64(text.utf8.count)
        case .array(let values):
            nodes[position].type = UInt32(SLUICE_VALUE_ARRAY)
            nodes[position].child_count = UInt32(values.count)
            for child in values { add(child, key: nil) }
        case .object(let object):
            nodes[position].type = UInt32(SLUICE_VALUE_OBJECT)
            nodes[position].child_count = UInt32(object.count)
            for member in object.members { add(member.value, key: member.key) }
        }
    }

    private func store(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8)
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (i, byte) in bytes.enumerated() { memory[i] = CChar(bitPattern: byte) }
        memory[bytes.count] = 0
        texts.append(memory)
        return memory
    }
}
