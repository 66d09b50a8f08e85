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

    /// Fills this picture, whose size stands, from another: each pixel from where the map sends it, interpolated between
    /// the four around. Beyond the edge of the other the edge repeats. Positions count from the corner of the first
    /// pixel.
    public mutating func warp(_ image: borrowing GrayImage, by map: AffineMap) {
        guard let target = start, let source = image.start, image.width > 0, image.height > 0 else { return }
        var numbers = (map.xx, map.xy, map.x0, map.yx, map.yy, map.y0)
        withUnsafePointer(to: &numbers) {
            $0.withMemoryRebound(to: Double.self, capacity: 6) { numbers in
                sv_warp(
                    source, image.row_stride_bytes, Int32(image.width), Int32(image.height), numbers, target,
                    row_stride_bytes, Int32(width), Int32(height))
            }
        }
    }
}
