import PluginSDK
import SluiceVision

/// Likeness of the left half of a face and its mirrored right half.
///
/// The face is scaled to 64x64, turned upright about its axis where landmarks tell it. Both halves are described by histograms of uniform local binary patterns in four bands,
/// one below the other; the likeness is the mean over the bands of the histograms' intersection, the sum over all bins
/// of the smaller share (M. Swain, D. Ballard, "Color indexing", 1991; patterns by T. Ojala et al., 2002).
struct SymmetryMeter: ~Copyable {
    private static let side = 64
    private static let bands = 4
    /// Grey levels below which a difference counts as noise.
    private static let margin = 4

    private var scaler = Scaler()
    private var face = GrayImage(width: side, height: side)
    private var mirrored = GrayImage(width: side, height: side)
    private var patterns = LocalBinaryPatterns()
    private let left: UnsafeMutableBufferPointer<Float>
    private let right: UnsafeMutableBufferPointer<Float>

    init() {
        let bins = Self.bands * LocalBinaryPatterns.uniformBins
        left = .allocate(capacity: bins)
        right = .allocate(capacity: bins)
        left.initialize(repeating: 0)
        right.initialize(repeating: 0)
    }

    deinit {
        left.deallocate()
        right.deallocate()
    }

    /// 1 for halves that mirror one another, towards 0 the less they do.
    /// - Parameter axis: The line between the halves, in pixels of the picture; upright through its middle for `nil`.
    mutating func measure(_ image: borrowing GrayImage, about axis: FaceAxis?) throws(StageError) -> Double {
        guard image.width >= 8, image.height >= 8 else { return 0 }
        if let axis {
            face.warp(
                image,
                by: AffineMap(
                    size: (Self.side, Self.side), centre: axis.centre, radii: axis.radii,
                    angle_radians: axis.angle_radians))
        } else {
            try scaler.scale(image, into: &face)
        }
        patterns.measure(face, margin: Self.margin)
        describe(into: left)
        mirrored.mirror(face)
        patterns.measure(mirrored, margin: Self.margin)
        describe(into: right)
        var shared: Float = 0
        for bin in left.indices { shared += min(left[bin], right[bin]) }
        return min(1, Double(shared) / Double(Self.bands))
    }

    /// The left half of what was measured last.
    private mutating func describe(into bins: UnsafeMutableBufferPointer<Float>) {
        let size = LocalBinaryPatterns.uniformBins
        let rows = patterns.height
        for band in 0..<Self.bands {
            let top = rows * band / Self.bands
            let bottom = rows * (band + 1) / Self.bands
            let part = PixelRect(x: 0, y: top, width: patterns.width / 2, height: bottom - top)
            patterns.uniformHistogram(
                part, into: UnsafeMutableBufferPointer(rebasing: bins[band * size..<(band + 1) * size]))
        }
    }
}
