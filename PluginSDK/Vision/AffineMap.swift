import Glibc
import PluginSDK

/// From positions in one picture to positions in another: `X = xx·x + xy·y + x0`, `Y = yx·x + yy·y + y0`.
public struct AffineMap: Sendable, Hashable {
    /// Horizontal scale, shear and offset.
    public var xx: Double, xy: Double, x0: Double
    /// Vertical shear, scale and offset.
    public var yx: Double, yy: Double, y0: Double

    /// A map by its six numbers.
    public init(xx: Double, xy: Double, x0: Double, yx: Double, yy: Double, y0: Double) {
        (self.xx, self.xy, self.x0, self.yx, self.yy, self.y0) = (xx, xy, x0, yx, yy, y0)
    }

    /// Sends an upright picture of `size` to a turned rectangle: its centre to `centre`, its right and lower edges
    /// `radii` away from there.
    /// - Parameter angle_radians: Turns the rectangle clockwise.
    public init(size: (width: Int, height: Int), centre: Point, radii: (x: Float, y: Float), angle_radians: Double) {
        let (stepX, stepY) = (2 * Double(radii.x) / Double(size.width), 2 * Double(radii.y) / Double(size.height))
        let (cosine, sine) = (cos(angle_radians), sin(angle_radians))
        let (middleX, middleY) = (Double(size.width) / 2, Double(size.height) / 2)
        (xx, xy, yx, yy) = (cosine * stepX, -sine * stepY, sine * stepX, cosine * stepY)
        x0 = Double(centre.x) - xx * middleX - xy * middleY
        y0 = Double(centre.y) - yx * middleX - yy * middleY
    }

    /// Where a position goes.
    public func callAsFunction(_ point: Point) -> Point {
        let (x, y) = (Double(point.x), Double(point.y))
        return Point(x: Float(xx * x + xy * y + x0), y: Float(yx * x + yy * y + y0))
    }
}
