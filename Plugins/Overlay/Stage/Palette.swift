import PluginSDK

/// Colours of tracks: the same track has the same colour in every run.
enum Palette {
    /// A colour as red, green, blue.
    typealias RGB = SIMD3<UInt8>

    static let black = RGB(0, 0, 0)
    static let untracked = RGB(255, 221, 51)
    private static let tracked: [RGB] = [
        RGB(230, 57, 70), RGB(42, 157, 243), RGB(46, 204, 113), RGB(255, 140, 26), RGB(155, 89, 255), RGB(26, 214, 214),
        RGB(255, 102, 178), RGB(163, 217, 37), RGB(255, 179, 153), RGB(102, 133, 255), RGB(0, 179, 134),
        RGB(214, 122, 214),
    ]

    static func colour(_ track: UInt64) -> RGB {
        track == 0 ? untracked : tracked[Int((track - 1) % UInt64(tracked.count))]
    }

    /// The colour in the numbers of a frame's planes: Y, U, V, or the order of a packed format (ITU-T H.273,
    /// equations 31 to 43).
    static func encode(_ rgb: RGB, _ format: PixelFormat, _ colour: Colour) -> RGB {
        switch format {
        case .rgb, .rgba: return rgb
        case .bgr: return RGB(rgb.z, rgb.y, rgb.x)
        default: break
        }
        let c = SIMD3<Float>(Float(rgb.x), Float(rgb.y), Float(rgb.z)) / 255
        let (kr, kb): (Float, Float) =
            switch colour.matrix {
            case 1: (0.2126, 0.0722)
            case 9: (0.2627, 0.0593)
            default: (0.299, 0.114)
            }
        let y = kr * c.x + (1 - kr - kb) * c.y + kb * c.z
        let u = (c.z - y) / (2 * (1 - kb))
        let v = (c.x - y) / (2 * (1 - kr))
        if format == .gray8 { return RGB(byte(y * 255), 128, 128) }
        if colour.isFullRange { return RGB(byte(y * 255), byte(u * 255 + 128), byte(v * 255 + 128)) }
        return RGB(byte(y * 219 + 16), byte(u * 224 + 128), byte(v * 224 + 128))
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8(max(0, min(255, value.rounded()))) }
}
