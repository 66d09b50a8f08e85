import PluginSDK

/// Size of a plane of a frame.
struct PlaneLayout {
    let width: Int
    let height: Int
    /// Bytes of one sample: 2 for a UV pair, 3 or 4 for packed colours.
    let sampleBytes: Int
    var rowBytes: Int { width * sampleBytes }

    /// The planes of a frame of the given format; empty for a format that this contract does not know.
    static func planes(_ format: PixelFormat, _ width: Int, _ height: Int) -> [PlaneLayout] {
        let half = ((width + 1) / 2, (height + 1) / 2)
        let full = PlaneLayout(width: width, height: height, sampleBytes: 1)
        switch format {
        case .i420:
            let chroma = PlaneLayout(width: half.0, height: half.1, sampleBytes: 1)
            return [full, chroma, chroma]
        case .nv12: return [full, PlaneLayout(width: half.0, height: half.1, sampleBytes: 2)]
        case .gray8: return [full]
        case .rgb, .bgr: return [PlaneLayout(width: width, height: height, sampleBytes: 3)]
        case .rgba: return [PlaneLayout(width: width, height: height, sampleBytes: 4)]
        default: return []
        }
    }
}
