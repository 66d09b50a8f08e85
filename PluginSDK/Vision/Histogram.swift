import CSluiceVision

/// How often each of the 256 values occurs.
public struct Histogram: ~Copyable {
    private let bins: UnsafeMutablePointer<UInt32>
    /// Pixels counted.
    public private(set) var count = 0

    /// All zero.
    public init() {
        bins = .allocate(capacity: 256)
        bins.initialize(repeating: 0, count: 256)
    }

    deinit { bins.deallocate() }

    /// How often a value occurs.
    public subscript(value: Int) -> Int {
        precondition(value >= 0 && value < 256, "value \(value) of 256")
        return Int(bins[value])
    }

    /// Counts a whole picture.
    public mutating func measure(_ image: borrowing GrayImage) {
        guard let start = image.start else { return }
        sv_histogram(start, image.row_stride_bytes, Int32(image.width), Int32(image.height), nil, 0, bins)
        total()
    }

    /// Counts the pixels whose mask is not 0. The mask has the picture's size.
    public mutating func measure(_ image: borrowing GrayImage, mask: borrowing GrayImage) {
        precondition(mask.width == image.width && mask.height == image.height, "the mask has another size")
        guard let start = image.start, let seen = mask.start else { return }
        sv_histogram(
            start, image.row_stride_bytes, Int32(image.width), Int32(image.height), seen, mask.row_stride_bytes, bins)
        total()
    }

    /// Counts a part of a picture.
    public mutating func measure(_ image: borrowing GrayImage, part: PixelRect) {
        precondition(
            part.x >= 0 && part.y >= 0 && part.x + part.width <= image.width && part.y + part.height <= image.height,
            "the part lies outside")
        guard let start = image.start else { return }
        sv_histogram(
            start + part.y * image.row_stride_bytes + part.x, image.row_stride_bytes, Int32(part.width),
            Int32(part.height), nil, 0, bins)
        total()
    }

    /// The lowest value that at least this share of the pixels does not exceed, 0 to 255; 0 when nothing was counted.
    public func percentile(_ share: Double) -> Int {
        let wanted = max(1, (Double(count) * share).rounded(.up))
        var seen = 0.0
        for value in 0..<256 {
            seen += Double(bins[value])
            if seen >= wanted { return value }
        }
        return 0
    }

    private mutating func total() {
        count = 0
        for value in 0..<256 { count += Int(bins[value]) }
    }
}
