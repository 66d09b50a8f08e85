import CSluiceVision
import PluginSDK

/// The numbers that take brightness and colour differences to red, green and blue and back (ITU-T H.273, 8.3), for one
/// matrix and range. Packed formats are always of full range.
public struct ColourMatrix: Sendable, Hashable {
    /// Share of red and of blue in brightness; the rest is green.
    public let red: Double, blue: Double
    /// Whether brightness uses 0 to 255, and colour differences likewise, rather than 16 to 235 and 16 to 240.
    public let isFullRange: Bool

    /// The matrix of a frame.
    public init(_ colour: Colour) {
        (red, blue) = Self.shares(colour.matrix)
        isFullRange = colour.isFullRange
    }

    init(matrix: UInt8, isFullRange: Bool) {
        (red, blue) = Self.shares(matrix)
        self.isFullRange = isFullRange
    }

    private static func shares(_ matrix: UInt8) -> (Double, Double) {
        switch matrix {
        case 1: (0.2126, 0.0722)
        case 4: (0.30, 0.11)
        case 7: (0.212, 0.087)
        case 9, 10: (0.2627, 0.0593)
        default: (0.299, 0.114)
        }
    }

    private var green: Double { 1 - red - blue }
    private var lumaSteps: Double { isFullRange ? 255 : 219 }
    private var chromaSteps: Double { isFullRange ? 255 : 224 }

    var luma: sv_luma_weights {
        let all = Self.fixed(lumaSteps / 255)
        let (r, b) = (Self.fixed(red * lumaSteps / 255), Self.fixed(blue * lumaSteps / 255))
        // The rounded weights sum to what white asks for.
        return sv_luma_weights(
            red: UInt32(r), green: UInt32(all - r - b), blue: UInt32(b), offset: isFullRange ? 0 : 16)
    }

    var toRGB: sv_yuv_to_rgb {
        let scale = 255 / chromaSteps
        let (v, u) = (2 * (1 - red) * scale, 2 * (1 - blue) * scale)
        return sv_yuv_to_rgb(
            offset: isFullRange ? 0 : 16, gain: Self.fixed(255 / lumaSteps), red_v: Self.fixed(v),
            green_u: Self.fixed(-u * blue / green), green_v: Self.fixed(-v * red / green), blue_u: Self.fixed(u))
    }

    var toChroma: sv_rgb_to_chroma {
        let scale = chromaSteps / 255 / 2
        let (uRed, uGreen) = (Self.fixed(-red / (1 - blue) * scale), Self.fixed(-green / (1 - blue) * scale))
        let (vBlue, vGreen) = (Self.fixed(-blue / (1 - red) * scale), Self.fixed(-green / (1 - red) * scale))
        // Grey has no colour, whatever the rounding.
        return sv_rgb_to_chroma(
            u_red: uRed, u_green: uGreen, u_blue: -uRed - uGreen, v_red: -vBlue - vGreen, v_green: vGreen,
            v_blue: vBlue)
    }

    private static func fixed(_ value: Double) -> Int32 { Int32((value * 65536).rounded()) }
}
