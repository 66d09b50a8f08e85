import CSluice

/// Whether the shape of a tensor stays within its bytes.
package enum TensorCheck {
    package static func isSound(_ tensor: sluice_tensor) -> Bool {
        guard let element = elementSize(tensor.element_type), tensor.rank <= 8 else { return false }
        guard tensor.memory_kind == UInt32(SLUICE_MEMORY_HOST) else { return false }
        var last: UInt64 = 0
        for axis in 0..<Int(tensor.rank) {
            let dimension = number(axis, in: tensor.dimensions)
            let stride = number(axis, in: tensor.byte_strides)
            guard dimension >= 0, stride >= 0 else { return false }
            if dimension == 0 { return true }
            let (reach, overflow) = UInt64(dimension - 1).multipliedReportingOverflow(by: UInt64(stride))
            let (sum, tooFar) = last.addingReportingOverflow(reach)
            guard !overflow, !tooFar else { return false }
            last = sum
        }
        let (end, overflow) = last.addingReportingOverflow(element)
        return !overflow && end <= tensor.bytes
    }

    private static func number<T>(_ index: Int, in list: T) -> Int64 {
        withUnsafeBytes(of: list) { $0.load(fromByteOffset: index * 8, as: Int64.self) }
    }

    private static func elementSize(_ type: UInt32) -> UInt64? {
        switch type {
        case UInt32(SLUICE_TENSOR_U8), UInt32(SLUICE_TENSOR_I8), UInt32(SLUICE_TENSOR_BOOL): 1
        case UInt32(SLUICE_TENSOR_F16), UInt32(SLUICE_TENSOR_BF16), UInt32(SLUICE_TENSOR_I16),
            UInt32(SLUICE_TENSOR_U16):
            2
        case UInt32(SLUICE_TENSOR_I32), UInt32(SLUICE_TENSOR_F32), UInt32(SLUICE_TENSOR_U32): 4
        case UInt32(SLUICE_TENSOR_I64), UInt32(SLUICE_TENSOR_F64), UInt32(SLUICE_TENSOR_U64): 8
        default: nil
        }
    }
}
