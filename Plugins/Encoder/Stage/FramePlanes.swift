import PluginSDK

extension FrameView {
    /// Calls `body` with the addresses of the first three planes and their strides; planes that are not there repeat the
    /// last.
    func withPlanes<R>(
        _ body: (
            _ planes: (UnsafePointer<UInt8>?, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?),
            _ strides: (UInt32, UInt32, UInt32)
        ) -> R
    ) -> R {
        let last = planeCount - 1
        let (first, second, third) = (plane(0), plane(min(1, last)), plane(min(2, last)))
        let strides = (
            UInt32(first.row_stride_bytes), UInt32(second.row_stride_bytes), UInt32(third.row_stride_bytes)
        )
        return first.bytes.withUnsafeBytes { a in
            second.bytes.withUnsafeBytes { b in
                third.bytes.withUnsafeBytes { c in
                    body(
                        (
                            a.assumingMemoryBound(to: UInt8.self).baseAddress,
                            b.assumingMemoryBound(to: UInt8.self).baseAddress,
                            c.assumingMemoryBound(to: UInt8.self).baseAddress
                        ), strides)
                }
            }
        }
    }
}
