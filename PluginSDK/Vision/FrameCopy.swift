import PluginSDK

/// Copies frames.
public enum FrameCopy {
    /// Copies all planes into a frame of the same format and size: one pass over the pixels.
    public static func copy(_ source: FrameView, to target: inout NewFrame) {
        for index in 0..<source.planeCount {
            let from = source.plane(index)
            let (fromStride, toStride) = (from.row_stride_bytes, target.row_stride_bytes(index))
            let (rows, width) = (from.height, min(fromStride, toStride))
            var plane = target.plane(index)
            from.bytes.withUnsafeBytes { input in
                plane.withUnsafeMutableBufferPointer { output in
                    guard let start = input.baseAddress, let base = output.baseAddress else { return }
                    let to = UnsafeMutableRawPointer(base)
                    if fromStride == toStride {
                        to.copyMemory(from: start, byteCount: min(input.count, output.count))
                    } else {
                        for y in 0..<rows {
                            let count = min(width, min(input.count - y * fromStride, output.count - y * toStride))
                            (to + y * toStride).copyMemory(from: start + y * fromStride, byteCount: count)
                        }
                    }
                }
            }
        }
    }
}
