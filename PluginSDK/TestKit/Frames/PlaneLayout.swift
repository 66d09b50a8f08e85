import PluginSDK

/// Size of a plane of a frame.
struct PlaneLayout {
    let width: Int
    let height: Int
    /// Bytes of one sample: 2 for a UV pair, 3 or 4 for packed colours.
    let sampleBytes: Int
    /// Rows that a new frame may be written in: planes of 4:2:0 formats in whole macroblocks.
    var writableRows: Int { (height + wholeRows - 1) / wholeRows * wholeRows }
    private let wholeRows: Int
    var rowBytes: Int { width * sampleBytes }

    private init(_ width: Int, _ height: Int, _ sampleBytes: Int, wholeRows: Int = 1) {
        self.width = width
        self.height = height
        self.sampleBytes = sampleBytes
        self.wholeRows = wholeRows
    }

    /// The planes of a frame of the given format; empty for a format that this contract does not know.
    static func planes(_ format: PixelFormat, _ width: Int, _ height: Int) -> [PlaneLayout] {
        let half = ((width + 1) / 2, (height + 1) / 2)
        let full = PlaneLayout(width, height, 1, wholeRows: 16)
        switch format {
        case .i420:
            let chroma = PlaneLayout(half.0, half.1, 1, wholeRows: 8)
            return [full, chroma, chroma]
        case .nv12: return [full, PlaneLayout(half.0, half.1, 2, wholeRows: 8)]
        case .gray8: return [PlaneLayout(width, height, 1)]
        case .rgb, .bgr: return [PlaneLayout(width, height, 3)]
        case .rgba: return [PlaneLayout(width, height, 4)]
        default: return []
        }
    }
}
