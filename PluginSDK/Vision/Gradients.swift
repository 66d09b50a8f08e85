import CSluiceVision

/// Central differences of a picture, `p[x+1] - p[x-1]` and `p[y+1] - p[y-1]`, with the edge repeated. The memory grows
/// with the largest picture and is reused.
public struct Gradients: ~Copyable {
    private var across: UnsafeMutableBufferPointer<Int16>
    private var down: UnsafeMutableBufferPointer<Int16>
    /// Width in pixels.
    public private(set) var width = 0
    /// Height in pixels.
    public private(set) var height = 0

    /// Of nothing yet.
    public init() {
        across = UnsafeMutableBufferPointer(start: nil, count: 0)
        down = UnsafeMutableBufferPointer(start: nil, count: 0)
    }

    deinit {
        across.deallocate()
        down.deallocate()
    }

    /// Measures a picture.
    public mutating func measure(_ image: borrowing GrayImage) {
        guard image.width > 0, image.height > 0, let start = image.start else { return }
        width = image.width
        height = image.height
        if across.count < width * height {
            across.deallocate()
            down.deallocate()
            across = .allocate(capacity: width * height)
            down = .allocate(capacity: width * height)
            across.initialize(repeating: 0)
            down.initialize(repeating: 0)
        }
        sv_gradients(
            start, image.row_stride_bytes, Int32(width), Int32(height), across.baseAddress, down.baseAddress, width)
    }

    /// Differences to the right and downwards at a position, -255 to 255 each.
    public subscript(x: Int, y: Int) -> (across: Int, down: Int) {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of \(width)x\(height)")
        return (Int(across[y * width + x]), Int(down[y * width + x]))
    }
}
