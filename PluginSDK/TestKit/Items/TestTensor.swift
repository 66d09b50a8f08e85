import CSluice
import PluginSDK

/// A tensor as a value: dense, in row-major order.
public struct TestTensor: Sendable, Hashable {
    /// What it is called; empty for none.
    public var name: String
    /// How each number is stored.
    public var element: TensorElement
    /// The lengths of its axes.
    public var shape: TensorShape
    /// Its numbers as they lie in memory.
    public var bytes: [UInt8]

    /// A tensor.
    public init(_ element: TensorElement, _ shape: TensorShape, name: String = "", bytes: [UInt8]) {
        self.name = name
        self.element = element
        self.shape = shape
        self.bytes = bytes
    }

    /// A tensor of 32-bit numbers.
    public init(_ shape: TensorShape, name: String = "", _ values: [Float]) {
        self.init(.f32, shape, name: name, bytes: values.withUnsafeBytes { Array($0) })
    }

    /// Its numbers, if they are 32-bit ones; empty for all else.
    public var floats: [Float] {
        guard element == .f32 else { return [] }
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
    }

    /// What a stage has emitted; `nil` when it breaks the contract.
    init?(_ tensor: sluice_tensor, name: String) {
        let element = TensorElement(rawValue: tensor.element_type)
        guard tensor.rank <= 8, element.size_bytes > 0 else { return nil }
        let d = tensor.dimensions
        let lengths = [d.0, d.1, d.2, d.3, d.4, d.5, d.6, d.7].prefix(Int(tensor.rank)).map { Int($0) }
        let shape = TensorShape(lengths)
        guard let count = shape.count, count * element.size_bytes == Int(tensor.bytes), count == 0 || tensor.data != nil
        else { return nil }
        self.init(
            element, shape, name: name,
            bytes: Array(UnsafeBufferPointer(start: tensor.data, count: Int(tensor.bytes))))
    }

    /// The same in the contract's shape, for the length of the call.
    func withTensor<R>(
        name id: UInt32, _ body: (UnsafePointer<sluice_tensor>) throws(StageError) -> R
    ) throws(StageError) -> R {
        try bytes.withUnsafeBufferPointer { data throws(StageError) in
            var tensor = sluice_tensor()
            tensor.struct_size = UInt32(MemoryLayout<sluice_tensor>.size)
            tensor.element_type = element.rawValue
            tensor.rank = UInt32(shape.rank)
            tensor.name = id
            tensor.data = data.baseAddress
            tensor.bytes = UInt64(data.count)
            withUnsafeMutableBytes(of: &tensor.dimensions) { raw in
                for axis in 0..<shape.rank {
                    raw.storeBytes(of: Int64(shape[axis]), toByteOffset: axis * 8, as: Int64.self)
                }
            }
            withUnsafeMutableBytes(of: &tensor.byte_strides) { raw in
                var dense = Int64(element.size_bytes)
                for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
                    raw.storeBytes(of: dense, toByteOffset: axis * 8, as: Int64.self)
                    dense *= Int64(max(1, shape[axis]))
                }
            }
            return try withUnsafePointer(to: tensor) { pointer throws(StageError) in try body(pointer) }
        }
    }
}
