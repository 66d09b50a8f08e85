import CSluiceVision
import PluginSDK

extension GrayImage {
    /// Makes this a mask: 255 where the pixel's centre lies in the ellipse, else 0.
    /// - Parameters:
    ///   - centre: In pixels of this picture.
    ///   - radii: Half axes in pixels, above 0.
    ///   - angle_radians: Turns the axes clockwise.
    public mutating func drawEllipse(centre: Point, radii: (x: Float, y: Float), angle_radians: Float = 0) {
        guard let start else { return }
        sv_ellipse_mask(
            start, row_stride_bytes, Int32(width), Int32(height), centre.x, centre.y, radii.x, radii.y, angle_radians)
    }

    /// Makes this the mirror image of another, left and right exchanged, in its size.
    public mutating func mirror(_ image: borrowing GrayImage) {
        resize(width: image.width, height: image.height)
        guard let target = start, let source = image.start else { return }
        sv_mirror(source, image.row_stride_bytes, Int32(width), Int32(height), target, row_stride_bytes)
    }
}
