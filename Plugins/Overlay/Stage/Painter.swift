import PluginSDK

/// Paints rectangles into a frame, plane by plane.
enum Painter {
    /// Paints clipped rectangles.
    static func paint(_ fills: [Fill], into frame: inout NewFrame) {
        let format = frame.format
        for index in 0..<frame.planeCount {
            let layout = Layout(format, plane: index, stride: frame.row_stride_bytes(index))
            var plane = frame.plane(index)
            plane.withUnsafeMutableBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return }
                for fill in fills { layout.paint(fill, start) }
            }
        }
    }

    /// How rectangles reach one plane.
    private struct Layout {
        let stride: Int
        let sampleBytes: Int
        /// 1 where the plane has half the width and height.
        let shift: Int
        /// Which number of the colour its first byte shows.
        let first: Int

        init(_ format: PixelFormat, plane: Int, stride: Int) {
            self.stride = stride
            shift = plane > 0 ? 1 : 0
            first = plane
            switch format {
            case .rgb, .bgr: sampleBytes = 3
            case .rgba: sampleBytes = 4
            case .nv12: sampleBytes = plane == 0 ? 1 : 2
            default: sampleBytes = 1
            }
        }

        func paint(_ fill: Fill, _ plane: UnsafeMutablePointer<UInt8>) {
            let (left, right) = (fill.left >> shift, (fill.right + shift) >> shift)
            for y in (fill.top >> shift)..<((fill.bottom + shift) >> shift) {
                let row = plane + y * stride
                if sampleBytes == 1 {
                    (row + left).update(repeating: fill.colour[first], count: right - left)
                } else {
                    for x in left..<right { paint(fill.colour, row + x * sampleBytes) }
                }
            }
        }

        private func paint(_ colour: Palette.RGB, _ sample: UnsafeMutablePointer<UInt8>) {
            sample[0] = colour[first]
            sample[1] = colour[first + 1]
            if sampleBytes > 2 { sample[2] = colour[2] }
            if sampleBytes > 3 { sample[3] = 255 }
        }
    }
}
