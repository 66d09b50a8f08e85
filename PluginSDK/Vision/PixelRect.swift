import PluginSDK

/// A rectangle of whole pixels inside a frame.
public struct PixelRect: Sendable, Hashable {
    /// Left column.
    public var x: Int
    /// Top row.
    public var y: Int
    /// Columns, at least 1.
    public var width: Int
    /// Rows, at least 1.
    public var height: Int

    /// A rectangle by its corner and size.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The pixels that a box touches, cut to the frame; at least one pixel, the nearest, when it lies outside.
    public init(covering box: Box, within frame: FrameView) {
        self.init(covering: box, width: frame.width, height: frame.height)
    }

    /// The pixels that a box touches, cut to a picture of the given size; at least one pixel.
    public init(covering box: Box, width: Int, height: Int) {
        let (left, right) = Self.span(box.x, box.right, width)
        let (top, bottom) = Self.span(box.y, box.bottom, height)
        self.init(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// The same rectangle as a box.
    public var box: Box { Box(x: Float(x), y: Float(y), width: Float(width), height: Float(height)) }

    private static func span(_ low: Float, _ high: Float, _ size: Int) -> (Int, Int) {
        let limit = Float(size)
        let first = Int(max(0, min(limit - 1, low.isFinite ? low.rounded(.down) : 0)))
        let last = Int(max(0, min(limit, high.isFinite ? high.rounded(.up) : limit)))
        return (first, max(first + 1, last))
    }
}
