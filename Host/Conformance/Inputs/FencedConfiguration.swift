import CSluice
import HostCore

/// A configuration in the contract's shape, in memory that ends at fences and is closed once the call is over. Texts are
/// not zero-terminated.
final class FencedConfiguration {
    private let nodes: FencedBlock
    private let texts: FencedBlock
    private let config: FencedValue<sluice_config>

    init(_ value: JSONValue) throws(CheckEnd) {
        var plan = Plan()
        let json = plan.add(text: value.text)
        plan.add(value, key: nil)
        let what: StaticString = "the configuration's texts"
        guard let texts = FencedBlock(max(1, plan.bytes.count), alignment: 1, .init(what: what)),
            let nodes = FencedBlock(
                plan.nodes.count * MemoryLayout<sluice_value>.stride, alignment: 8,
                .init(what: "the configuration's nodes"))
        else { throw .setup("no memory for a configuration") }
        texts.data.copyMemory(from: plan.bytes, byteCount: plan.bytes.count)
        let start = texts.data.assumingMemoryBound(to: CChar.self)
        let first = nodes.data.bindMemory(to: sluice_value.self, capacity: plan.nodes.count)
        for (index, node) in plan.nodes.enumerated() { (first + index).initialize(to: node.value(start)) }
        var root = sluice_config()
        root.struct_size = UInt32(MemoryLayout<sluice_config>.size)
        root.node_count = UInt32(plan.nodes.count)
        root.nodes = UnsafePointer(first)
        root.json = UnsafePointer(start + json.lowerBound)
        root.json_bytes = UInt64(json.count)
        guard let config = FencedValue(root, .init(what: "the sluice_config", outside: .olderHost)) else {
            throw .setup("no memory for a configuration")
        }
        for block in [texts, nodes, config.block] { block.allow(.read) }
        self.texts = texts
        self.nodes = nodes
        self.config = config
    }

    var pointer: UnsafePointer<sluice_config> { UnsafePointer(config.pointer) }

    var blocks: [FencedBlock] { [nodes, texts, config.block] }
}

/// Nodes and texts by position, before their addresses are known.
private struct Plan {
    struct Node {
        var type: UInt32
        var key: Range<Int>?
        var text: Range<Int>?
        var children = 0
        var subtree = 1
        var integer: Int64 = 0
        var number = 0.0

        func value(_ texts: UnsafeMutablePointer<CChar>) -> sluice_value {
            sluice_value(
                type: type, subtree_nodes: UInt32(subtree), child_count: UInt32(children),
                key_bytes: UInt32(key?.count ?? 0), key: key.map { UnsafePointer(texts + $0.lowerBound) },
                text: text.map { UnsafePointer(texts + $0.lowerBound) }, text_bytes: UInt64(text?.count ?? 0),
                integer: integer, number: number)
        }
    }
    var bytes: [UInt8] = []
    var nodes: [Node] = []

    mutating func add(text: String) -> Range<Int> {
        let start = bytes.count
        bytes += Array(text.utf8)
        return start..<bytes.count
    }

    mutating func add(_ value: JSONValue, key: String?) {
        let position = nodes.count
        nodes.append(Node(type: UInt32(SLUICE_VALUE_NULL), key: key.map { add(text: $0) }))
        switch value {
        case .null: break
        case .bool(let flag): set(position, SLUICE_VALUE_BOOL, flag ? 1 : 0, 0)
        case .integer(let number): set(position, SLUICE_VALUE_INTEGER, number, Double(number))
        case .number(let number): set(position, SLUICE_VALUE_NUMBER, 0, number)
        case .string(let text):
            nodes[position].type = UInt32(SLUICE_VALUE_TEXT)
            nodes[position].text = add(text: text)
        case .array(let values):
            set(position, SLUICE_VALUE_ARRAY, 0, 0)
            for child in values { add(child, key: nil) }
            nodes[position].children = values.count
        case .object(let object):
            set(position, SLUICE_VALUE_OBJECT, 0, 0)
            for member in object.members { add(member.value, key: member.key) }
            nodes[position].children = object.count
        }
        nodes[position].subtree = nodes.count - position
    }

    private mutating func set(_ position: Int, _ type: UInt32, _ integer: Int64, _ number: Double) {
        nodes[position].type = type
        nodes[position].integer = integer
        nodes[position].number = number
    }
}
