import COpenVINO
import PluginSDK

extension TensorElement {
    private static let pairs: [(TensorElement, Int)] = [
        (.f32, OVS_F32), (.f16, OVS_F16), (.bf16, OVS_BF16), (.f64, OVS_F64), (.u8, OVS_U8), (.i8, OVS_I8),
        (.i16, OVS_I16), (.u16, OVS_U16), (.i32, OVS_I32), (.u32, OVS_U32), (.i64, OVS_I64), (.u64, OVS_U64),
        (.bool, OVS_BOOL),
    ]

    /// By OpenVINO's number; `nil` for what tensors of this contract cannot hold.
    init?(runtime number: Int32) {
        guard let pair = Self.pairs.first(where: { $0.1 == Int(number) }) else { return nil }
        self = pair.0
    }

    /// OpenVINO's number.
    var runtimeNumber: Int32 { Int32(Self.pairs.first { $0.0 == self }?.1 ?? OVS_DYNAMIC) }
}

extension TensorShape {
    init(_ port: ovs_port) {
        var lengths = port.lengths
        self = withUnsafePointer(to: &lengths) {
            $0.withMemoryRebound(to: Int64.self, capacity: 8) { start in
                TensorShape((0..<max(0, Int(port.rank))).map { Int(start[$0]) })
            }
        }
    }

    /// As the runtime takes it.
    func port(element: Int32) -> ovs_port {
        var port = ovs_port()
        port.element = element
        port.rank = Int32(rank)
        withUnsafeMutablePointer(to: &port.lengths) {
            $0.withMemoryRebound(to: Int64.self, capacity: 8) { start in
                for axis in 0..<rank { start[axis] = Int64(self[axis]) }
            }
        }
        return port
    }
}
