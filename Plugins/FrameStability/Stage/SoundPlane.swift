import PluginSDK
import SluiceVision

/// A plane's last sound pixels.
final class SoundPlane {
    private(set) var image: GrayImage
    /// Pixels of the frame per sample, in either direction.
    private let step: Int
    /// Bytes per sample.
    private let channels: Int

    init(_ frame: FrameView, _ index: Int) {
        step = index == 0 ? 1 : 2
        channels = index > 0 && frame.format == .nv12 ? 2 : 1
        image = GrayImage(width: frame.plane(index).width * channels, height: frame.plane(index).height)
    }

    /// Copies a part of the frame, given in its pixels, in.
    func take(_ part: PixelRect, _ plane: PlaneView) {
        let own = samples(part)
        let stride = image.row_stride_bytes
        plane.bytes.withUnsafeBytes { from in
            image.withMutableBytes { to in
                for y in own.y..<own.y + own.height {
                    let start = y * plane.row_stride_bytes + own.x
                    let target = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(to)[(y * stride + own.x)...])
                    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[start..<start + own.width]))
                }
            }
        }
    }

    /// Copies a part out, into a frame of the same size.
    func put(_ part: PixelRect, into frame: inout NewFrame, plane index: Int) {
        let own = samples(part)
        let (stride, other) = (image.row_stride_bytes, frame.row_stride_bytes(index))
        var plane = frame.plane(index)
        image.withBytes { from in
            for y in own.y..<own.y + own.height {
                for x in own.x..<own.x + own.width { plane[y * other + x] = from[y * stride + x] }
            }
        }
    }

    /// Bytes of the plane that show a part of the frame.
    private func samples(_ part: PixelRect) -> PixelRect {
        let (x, y) = (part.x / step, part.y / step)
        let (right, bottom) = ((part.x + part.width + step - 1) / step, (part.y + part.height + step - 1) / step)
        return PixelRect(x: x * channels, y: y, width: (right - x) * channels, height: bottom - y)
    }
}
