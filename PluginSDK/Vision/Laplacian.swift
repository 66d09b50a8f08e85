import CSluiceVision

/// What the Laplacian `4p - left - right - up - down` says about a picture: how much fine detail there is.
public struct Laplacian: Sendable {
    /// Pixels looked at.
    public let count: Int
    /// Mean of the magnitude, 0 to 1020; 0 when nothing was looked at.
    public let meanMagnitude: Double
    /// Mean.
    public let mean: Double
    /// Variance (J. Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000).
    public let variance: Double

    /// Of the whole picture, the outermost ring left out.
    public init(_ image: borrowing GrayImage) {
        var sums = sv_laplacian_sums()
        if let start = image.start {
            sv_laplacian(start, image.row_stride_bytes, Int32(image.width), Int32(image.height), nil, 0, &sums)
        }
        self.init(sums)
    }

    /// Of the pixels whose mask is not 0, the outermost ring left out. The mask has the picture's size.
    public init(_ image: borrowing GrayImage, mask: borrowing GrayImage) {
        precondition(mask.width == image.width && mask.height == image.height, "the mask has another size")
        var sums = sv_laplacian_sums()
        if let start = image.start, let seen = mask.start {
            sv_laplacian(
                start, image.row_stride_bytes, Int32(image.width), Int32(image.height), seen, mask.row_stride_bytes,
                &sums)
        }
        self.init(sums)
    }

    private init(_ sums: sv_laplacian_sums) {
        count = Int(sums.count)
        let over = Double(max(1, sums.count))
        meanMagnitude = Double(sums.absolute) / over
        mean = Double(sums.plain) / over
        variance = Double(sums.squares) / over - mean * mean
    }
}
