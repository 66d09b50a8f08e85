import CSluice

/// How one number of a tensor is stored.
@frozen
public struct TensorElement: Sendable, Hashable, CustomStringConvertible {
    /// The number in the contract.
    public let rawValue: UInt32
    /// The type with the given number in the contract.
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Unsigned, 8 bits.
    @inlinable public static var u8: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_U8)) }
    /// Signed, 32 bits.
    @inlinable public static var i32: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_I32)) }
    /// Signed, 64 bits.
    @inlinable public static var i64: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_I64)) }
    /// IEEE 754 binary16.
    @inlinable public static var f16: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_F16)) }
    /// IEEE 754 binary32.
    @inlinable public static var f32: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_F32)) }
    /// IEEE 754 binary64.
    @inlinable public static var f64: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_F64)) }
    /// The upper half of a binary32.
    @inlinable public static var bf16: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_BF16)) }
    /// 0 or 1, in 8 bits.
    @inlinable public static var bool: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_BOOL)) }
    /// Signed, 8 bits.
    @inlinable public static var i8: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_I8)) }
    /// Signed, 16 bits.
    @inlinable public static var i16: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_I16)) }
    /// Unsigned, 16 bits.
    @inlinable public static var u16: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_U16)) }
    /// Unsigned, 32 bits.
    @inlinable public static var u32: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_U32)) }
    /// Unsigned, 64 bits.
    @inlinable public static var u64: TensorElement { TensorElement(rawValue: UInt32(SLUICE_TENSOR_U64)) }

    /// Size of one number; 0 for a type that this version does not know.
    public var size_bytes: Int {
        switch self {
        case .u8, .i8, .bool: 1
        case .i16, .u16, .f16, .bf16: 2
        case .i32, .u32, .f32: 4
        case .i64, .u64, .f64: 8
        default: 0
        }
    }

    /// The name in messages: `f32`.
    public var description: String { Self.names[self] ?? "type-\(rawValue)" }

    private static let names: [TensorElement: String] = [
        .u8: "u8", .i8: "i8", .bool: "bool", .i16: "i16", .u16: "u16", .f16: "f16", .bf16: "bf16", .i32: "i32",
        .u32: "u32", .f32: "f32", .i64: "i64", .u64: "u64", .f64: "f64",
    ]
}
