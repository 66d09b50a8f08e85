import CSluiceVision
import PluginSDK

/// Brightness of frames in any format.
public enum Luma {
    /// Copies the brightness of a part of a frame, resizing `image` to it. Planar formats give their first plane as it
    /// is; packed ones are weighed by the frame's matrix (ITU-T H.273) into full range.
    public static func copy(_ frame: FrameView, _ part: PixelRect, into image: inout GrayImage) {
        image.resize(width: part.width, height: part.height)
        let channels = PixelGrid(frame.format, plane: 0).channels
        let plane = frame.plane(0)
        let offset = part.y * plane.row_stride_bytes + part.x * channels
        plane.bytes.withUnsafeBytes { bytes in
            guard let all = bytes.baseAddress, let target = image.start else { return }
            let source = all.assumingMemoryBound(to: UInt8.self) + offset
            if PixelGrid.isPacked(frame.format) {
                var weights = ColourMatrix(matrix: frame.colour.matrix, isFullRange: true).luma
                sv_luma_from_packed(
                    source, plane.row_stride_bytes, Int32(part.width), Int32(part.height), Int32(channels),
                    frame.format == .bgr ? 2 : 0, &weights, target, image.row_stride_bytes)
            } else {
                for y in 0..<part.height {
                    (target + y * image.row_stride_bytes).update(
                        from: source + y * plane.row_stride_bytes, count: part.width)
                }
            }
        }
    }

    /// The whole frame.
    public static func copy(_ frame: FrameView, into image: inout GrayImage) {
        copy(frame, PixelRect(x: 0, y: 0, width: frame.width, height: frame.height), into: &image)
    }

    /// The numbers that ``copy(_:_:into:)`` gives for black and white of a frame: 16 and 235 for planar formats of
    /// limited range, else 0 and 255.
    public static func range(_ frame: FrameView) -> (black: Int, white: Int) {
        PixelGrid.isPacked(frame.format) || frame.colour.isFullRange ? (0, 255) : (16, 235)
    }
}
