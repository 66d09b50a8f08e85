/// A picture of one byte per pixel that belongs to a stage: rows of `row_stride_bytes`, from the top. Its memory grows
/// when it is resized beyond all sizes before, and is otherwise reused.
public struct GrayImage: ~Copyable {
    private var memory: UnsafeMutableRawBufferPointer
    /// Width in pixels.
    public private(set) var width = 0
    /// Height in pixels.
    public private(set) var height = 0
    /// Bytes from one row to the next, a multiple of 64.
    public private(set) var row_stride_bytes = 0

    /// An empty picture.
    public init() { memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

    /// A picture of the given size, black.
    public init(width: Int, height: Int) {
        self.init()
        resize(width: width, height: height)
        fill(0)
    }

    deinit { memory.deallocate() }

    /// Changes the size. The pixels are undefined afterwards, and allocated anew only beyond the largest size so far.
    public mutating func resize(width: Int, height: Int) {
        precondition(width >= 0 && height >= 0, "a picture of \(width)x\(height)")
        let stride = (width + 63) & ~63
        let bytes = stride * height + 64
        if memory.count < bytes {
            memory.deallocate()
            memory = .allocate(byteCount: bytes, alignment: 64)
            memory.initializeMemory(as: UInt8.self, repeating: 0)
        }
        self.width = width
        self.height = height
        row_stride_bytes = stride
    }

    /// Sets each pixel.
    public mutating func fill(_ value: UInt8) { memory.initializeMemory(as: UInt8.self, repeating: value) }

    /// The pixel at a position inside the picture.
    public subscript(x: Int, y: Int) -> UInt8 {
        get { memory[checked(x, y)] }
        set { memory[checked(x, y)] = newValue }
    }

    /// The rows, from the top, padding included.
    public func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        memory.withMemoryRebound(to: UInt8.self) { body(UnsafeBufferPointer(rebasing: $0[..<used])) }
    }

    /// The rows to write into, from the top, padding included.
    public mutating func withMutableBytes<R>(_ body: (UnsafeMutableBufferPointer<UInt8>) -> R) -> R {
        memory.withMemoryRebound(to: UInt8.self) { body(UnsafeMutableBufferPointer(rebasing: $0[..<used])) }
    }

    private var used: Int { row_stride_bytes * height }

    private func checked(_ x: Int, _ y: Int) -> Int {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of \(width)x\(height)")
        return y * row_stride_bytes + x
    }

    /// Where the pixels are; valid until the next resize.
    var start: UnsafeMutablePointer<UInt8>? { memory.baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
