import PluginSDK

/// Where a part of a frame lies in a tensor, to bring what a model finds back to the frame.
@frozen
public struct TensorPlacement: Sendable, Hashable {
    /// What the tensor shows, in pixels of the frame.
    public let part: Box
    /// First column and row of the tensor that show it.
    public let left: Int, top: Int
    /// Columns and rows of the tensor that show it.
    public let width: Int, height: Int

    /// Pixels of the frame for a column of the tensor.
    @inlinable public var stepX: Float { part.width / Float(width) }
    /// Pixels of the frame for a row of the tensor.
    @inlinable public var stepY: Float { part.height / Float(height) }

    /// A position in the tensor, in pixels of the frame.
    @inlinable public func frame(_ point: Point) -> Point {
        Point(x: part.x + (point.x - Float(left)) * stepX, y: part.y + (point.y - Float(top)) * stepY)
    }

    /// A box in the tensor, in pixels of the frame.
    @inlinable public func frame(_ box: Box) -> Box {
        let corner = frame(Point(x: box.x, y: box.y))
        return Box(x: corner.x, y: corner.y, width: box.width * stepX, height: box.height * stepY)
    }
}
