import Foundation
import PluginSDK
import SluiceTestKit

/// Writes small ONNX models (onnx.proto of the ONNX project; field numbers as there), so that tests state the network
/// that they run.
struct TinyModel {
    enum Attribute {
        case integer(Int)
        case integers([Int])
        case float(Float)
    }

    struct Port {
        let name: String
        /// A text in place of a length stands for one that is left open.
        let shape: [Dimension]
        let type: Int

        init(_ name: String, _ shape: [Dimension], type: Int = TinyModel.float) {
            (self.name, self.shape, self.type) = (name, shape, type)
        }
    }

    enum Dimension: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case length(Int)
        case open(String)
        init(integerLiteral value: Int) { self = .length(value) }
        init(stringLiteral value: String) { self = .open(value) }
    }

    static let float = 1
    static let int64 = 7
    private var nodes: [[UInt8]] = []
    private var constants: [[UInt8]] = []
    let inputs: [Port]
    let outputs: [Port]

    init(inputs: [Port], outputs: [Port]) { (self.inputs, self.outputs) = (inputs, outputs) }

    mutating func node(
        _ type: String, _ inputs: [String], _ outputs: [String], _ attributes: [(String, Attribute)] = []
    ) {
        var bytes: [UInt8] = []
        for input in inputs { bytes += Self.field(1, input) }
        for output in outputs { bytes += Self.field(2, output) }
        bytes += Self.field(4, type)
        for (name, value) in attributes { bytes += Self.field(5, Self.attribute(name, value)) }
        nodes.append(bytes)
    }

    mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) {
        var bytes: [UInt8] = []
        for length in shape { bytes += Self.field(1, length) }
        bytes += Self.field(2, Self.float) + Self.field(8, name)
        bytes += Self.field(9, values.withUnsafeBytes { Array($0) })
        constants.append(bytes)
    }

    mutating func constant(_ name: String, integers: [Int]) {
        var bytes = Self.field(1, integers.count) + Self.field(2, Self.int64) + Self.field(8, name)
        bytes += Self.field(9, integers.map(Int64.init).withUnsafeBytes { Array($0) })
        constants.append(bytes)
    }

    var bytes: [UInt8] {
        var graph: [UInt8] = []
        for node in nodes { graph += Self.field(1, node) }
        graph += Self.field(2, "tiny")
        for constant in constants { graph += Self.field(5, constant) }
        for input in inputs { graph += Self.field(11, Self.value(input)) }
        for output in outputs { graph += Self.field(12, Self.value(output)) }
        return Self.field(1, 8) + Self.field(7, graph) + Self.field(8, Self.field(1, "") + Self.field(2, 13))
    }

    /// Writes the model to a file of its own in a test's folder.
    func write(to folder: TestFolder) throws -> String {
        let path = folder.file("tiny-\(folder.names.count).onnx")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static func value(_ port: Port) -> [UInt8] {
        var shape: [UInt8] = []
        for dimension in port.shape {
            switch dimension {
            case .length(let length): shape += field(1, field(1, length))
            case .open(let name): shape += field(1, field(2, name))
            }
        }
        let tensor = field(1, port.type) + field(2, shape)
        return field(1, port.name) + field(2, field(1, tensor))
    }

    private static func attribute(_ name: String, _ value: Attribute) -> [UInt8] {
        switch value {
        case .integer(let number): return field(1, name) + field(3, number) + field(20, 2)
        case .integers(let numbers): return field(1, name) + numbers.flatMap { field(8, $0) } + field(20, 7)
        case .float(let number):
            return field(1, name) + varint(2 << 3 | 5) + withUnsafeBytes(of: number) { Array($0) } + field(20, 1)
        }
    }

    private static func field(_ number: Int, _ value: Int) -> [UInt8] { varint(number << 3) + varint(value) }
    private static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    private static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(bytes.count) + bytes
    }
    private static func varint(_ value: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(value))
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension TinyModel {
    /// The mean of a picture's levels: `in` [N, 1, 4, 4] to `mean` [N, 1, 1, 1].
    static func mean(batch: Dimension = 1) -> TinyModel {
        var model = TinyModel(
            inputs: [Port("in", [batch, 1, 4, 4])], outputs: [Port("mean", [batch, 1, 1, 1])])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        return model
    }

    /// A sum over time: `sum` = mean of the picture + `before`.
    static func running() -> TinyModel {
        var model = TinyModel(
            inputs: [Port("in", [1, 1, 4, 4]), Port("before", [1, 1, 1, 1])], outputs: [Port("sum", [1, 1, 1, 1])])
        model.node("GlobalAveragePool", ["in"], ["mean"])
        model.node("Add", ["mean", "before"], ["sum"])
        return model
    }

    /// What `infer` needs to see levels as they are.
    static var gray: ConfigValue { ["name": "in", "colour": "gray"] }
}
