import Inference
import PluginSDK

/// Numbers that are written into an input once.
enum Constant {
    static func write(
        _ values: [Double], _ element: TensorElement, into request: inout InferRequest, _ position: Int
    ) {
        var input = request.input(position)
        input.withUnsafeMutableBytes { raw in
            for (index, value) in values.enumerated() {
                switch element {
                case .f32: raw.storeBytes(of: Float(value), toByteOffset: index * 4, as: Float.self)
                case .i32: raw.storeBytes(of: Int32(value), toByteOffset: index * 4, as: Int32.self)
                case .i64: raw.storeBytes(of: Int64(value), toByteOffset: index * 8, as: Int64.self)
                default: raw[index] = UInt8(max(0, min(255, value)))
                }
            }
        }
    }
}
