import Foundation
import PluginSDK

/// A tensor in a file of the ONNX project's tests (`TensorProto` of onnx.proto).
struct TensorFile {
    var name = ""
    var lengths: [Int] = []
    var type = 0
    var raw: [UInt8]?
    /// What is written number by number rather than raw, as it lies in memory.
    private var typed: [UInt8] = []

    /// Element types by ONNX's numbers; others cannot be held.
    static let elements: [Int: TensorElement] = [
        1: .f32, 2: .u8, 3: .i8, 4: .u16, 5: .i16, 6: .i32, 7: .i64, 9: .bool, 10: .f16, 11: .f64, 12: .u32, 13: .u64,
        16: .bf16,
    ]

    var element: TensorElement? { Self.elements[type] }
    var shape: TensorShape { TensorShape(lengths) }
    var bytes: [UInt8] { raw ?? typed }

    /// `nil` for a file that is no plain tensor, such as a sequence.
    init?(_ url: URL) throws {
        var reader = WireReader(bytes: [UInt8](try Data(contentsOf: url)))
        while let (field, value) = reader.next() {
            switch (field, value) {
            case (1, .number(let length)): lengths.append(Int(Int64(bitPattern: length)))
            case (1, .bytes(let packed)):
                var inner = WireReader(bytes: packed)
                while let number = inner.varint() { lengths.append(Int(Int64(bitPattern: number))) }
            case (2, .number(let number)): type = Int(number)
            case (4, .bytes(let packed)), (10, .bytes(let packed)): typed += packed
            case (4, .number(let bits)): typed += withUnsafeBytes(of: UInt32(truncatingIfNeeded: bits)) { Array($0) }
            case (5, .bytes(let packed)), (7, .bytes(let packed)), (11, .bytes(let packed)): append(packed)
            case (8, .bytes(let text)): name = String(decoding: text, as: UTF8.self)
            case (9, .bytes(let all)): raw = all
            case (6, _): return nil
            default: break
            }
        }
        guard let element, let count = shape.count, count * element.size_bytes == bytes.count else { return nil }
    }

    private mutating func append(_ packed: [UInt8]) {
        var inner = WireReader(bytes: packed)
        let size = element?.size_bytes ?? 8
        while let number = inner.varint() { typed += withUnsafeBytes(of: number) { Array($0.prefix(size)) } }
    }

    /// The numbers of a tensor as such.
    static func values(_ element: TensorElement, _ bytes: [UInt8]) -> [Double] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / max(1, element.size_bytes)).map { index in
                let at = index * element.size_bytes
                switch element {
                case .f32: return Double(raw.loadUnaligned(fromByteOffset: at, as: Float.self))
                case .f64: return raw.loadUnaligned(fromByteOffset: at, as: Double.self)
                case .f16: return Double(raw.loadUnaligned(fromByteOffset: at, as: Float16.self))
                case .bf16:
                    let upper = UInt32(raw.loadUnaligned(fromByteOffset: at, as: UInt16.self))
                    return Double(Float(bitPattern: upper << 16))
                case .i64: return Double(raw.loadUnaligned(fromByteOffset: at, as: Int64.self))
                case .u64: return Double(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                case .i32: return Double(raw.loadUnaligned(fromByteOffset: at, as: Int32.self))
                case .u32: return Double(raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                case .i16: return Double(raw.loadUnaligned(fromByteOffset: at, as: Int16.self))
                case .u16: return Double(raw.loadUnaligned(fromByteOffset: at, as: UInt16.self))
                case .i8: return Double(raw.loadUnaligned(fromByteOffset: at, as: Int8.self))
                default: return Double(raw[at])
                }
            }
        }
    }
}

/// Fields of a protobuf message (the encoding guide's wire types 0, 1, 2 and 5).
struct WireReader {
    enum Value {
        case number(UInt64)
        case bytes([UInt8])
    }

    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func varint() -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return result }
            shift += 7
        }
        return nil
    }

    mutating func next() -> (Int, Value)? {
        guard let key = varint() else { return nil }
        switch key & 7 {
        case 0: return varint().map { (Int(key >> 3), .number($0)) }
        case 1: return take(8).map { (Int(key >> 3), .bytes($0)) }
        case 2:
            guard let count = varint(), let taken = take(Int(clamping: count)) else { return nil }
            return (Int(key >> 3), .bytes(taken))
        case 5: return take(4).map { (Int(key >> 3), .number($0.reversed().reduce(0) { $0 << 8 | UInt64($1) })) }
        default: return nil
        }
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard count <= bytes.count - position else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}
