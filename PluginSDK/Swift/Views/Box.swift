/// A rectangle in pixels, half-open; may reach outside its frame.
@frozen
public struct Box: Sendable, Hashable {
    /// Left edge.
    public var x: Float
    /// Top edge.
    public var y: Float
    /// Extent to the right.
    public var width: Float
    /// Extent downwards.
    public var height: Float

    /// A rectangle by its corner and size.
    @inlinable public init(x: Float, y: Float, width: Float, height: Float) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The first column that is outside.
    @inlinable public var right: Float { x + width }
    /// The first row that is outside.
    @inlinable public var bottom: Float { y + height }
    /// Horizontal middle.
    @inlinable public var centreX: Float { x + width / 2 }
    /// Vertical middle.
    @inlinable public var centreY: Float { y + height / 2 }
    /// Pixels inside; 0 for empty and inverted rectangles.
    @inlinable public var area: Float { width > 0 && height > 0 ? width * height : 0 }

    /// What two rectangles share; of size 0 when they do not meet.
    @inlinable public func intersection(_ other: Box) -> Box {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Box(
            x: left, y: top, width: max(0, min(right, other.right) - left),
            height: max(0, min(bottom, other.bottom) - top))
    }

    /// Shared area over united area, 0 to 1 (Jaccard index).
    @inlinable public func overlap(_ other: Box) -> Float {
        let shared = intersection(other).area
        let united = area + other.area - shared
        return united > 0 ? shared / united : 0
    }
}
