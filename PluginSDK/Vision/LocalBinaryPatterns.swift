import CSluiceVision

/// Local binary patterns: for each pixel, which of its eight neighbours are brighter (T. Ojala, M. Pietikäinen,
/// T. Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with local binary patterns",
/// PAMI 2002). Unchanged by any brightening that keeps the order of grey values.
public struct LocalBinaryPatterns: ~Copyable {
    private var codes = GrayImage()
    private var histogram = Histogram()

    /// Number of uniform bins: 58 patterns with at most two changes around the circle, and one for all others.
    public static let uniformBins = 59

    /// Of nothing yet.
    public init() {}

    /// Columns of codes: two fewer than the picture has.
    public var width: Int { codes.width }
    /// Rows of codes: two fewer than the picture has.
    public var height: Int { codes.height }

    /// Measures a picture.
    /// - Parameters:
    ///   - image: At least 3x3, else there are no codes.
    ///   - margin: By how much a neighbour must exceed the centre to count as brighter; noise below it is not seen.
    public mutating func measure(_ image: borrowing GrayImage, margin: Int = 0) {
        codes.resize(width: max(0, image.width - 2), height: max(0, image.height - 2))
        guard codes.width > 0, codes.height > 0, let start = image.start, let target = codes.start else { return }
        sv_lbp(
            start, image.row_stride_bytes, Int32(image.width), Int32(image.height), Int32(margin), target,
            codes.row_stride_bytes)
    }

    /// The code at a position: bit k for neighbour k, from the left one clockwise.
    public subscript(x: Int, y: Int) -> UInt8 { codes[x, y] }

    /// Writes the shares of the uniform patterns in a part; they sum to 1.
    /// - Parameters:
    ///   - part: In positions of codes.
    ///   - bins: Room for ``uniformBins`` numbers.
    public mutating func uniformHistogram(_ part: PixelRect, into bins: UnsafeMutableBufferPointer<Float>) {
        precondition(bins.count >= Self.uniformBins, "room for \(bins.count) of \(Self.uniformBins) bins")
        histogram.measure(codes, part: part)
        for bin in 0..<Self.uniformBins { bins[bin] = 0 }
        let share = 1 / Float(max(1, histogram.count))
        for code in 0..<256 { bins[Int(Self.uniformBin[code])] += Float(histogram[code]) * share }
    }

    private static let uniformBin: [UInt8] = {
        var next: UInt8 = 0
        return (0..<256).map { code in
            let byte = UInt8(code)
            let turned = byte << 1 | byte >> 7
            guard (byte ^ turned).nonzeroBitCount <= 2 else { return UInt8(uniformBins - 1) }
            defer { next += 1 }
            return next
        }
    }()
}
