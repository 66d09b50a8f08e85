import PluginSDK

/// How the planes of a format relate to the picture.
struct PixelGrid {
    /// Samples per position of a plane, interleaved.
    let channels: Int
    /// Pixels per position of the plane, in either direction.
    let step: Int

    /// The grid of a plane.
    init(_ format: PixelFormat, plane: Int) {
        switch format {
        case .i420: (channels, step) = (1, plane == 0 ? 1 : 2)
        case .nv12: (channels, step) = plane == 0 ? (1, 1) : (2, 2)
        case .rgb, .bgr: (channels, step) = (3, 1)
        case .rgba: (channels, step) = (4, 1)
        default: (channels, step) = (1, 1)
        }
    }

    /// Whether each pixel's bytes lie together.
    static func isPacked(_ format: PixelFormat) -> Bool { format == .rgb || format == .bgr || format == .rgba }
}
