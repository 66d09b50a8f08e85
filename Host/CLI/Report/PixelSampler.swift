import HostCore
import HostRuntime

/// Reads pixels of any format as red, green, blue.
struct PixelSampler {
    private typealias Plane = (data: UnsafePointer<UInt8>, row_stride_bytes: Int)

    private let format: PixelFormat
    private let planes: [Plane]
    private let toRGB: YUVToRGB

    /// - Returns: `nil` for a format that is not known, or a frame with a plane missing.
    init?(_ picture: ObservedPicture) {
        let count: Int
        switch picture.pixelFormat {
        case .i420: count = 3
        case .nv12: count = 2
        case .gray8, .rgb, .bgr, .rgba: count = 1
        default: return nil
        }
        var planes: [Plane] = []
        for index in 0..<count {
            guard let plane = picture.plane(index) else { return nil }
            planes.append(plane)
        }
        format = picture.pixelFormat
        self.planes = planes
        toRGB = YUVToRGB(picture.colour, lines: picture.height)
    }

    /// The mean of a rectangle of pixels.
    func average(columns: Range<Int>, rows: Range<Int>) -> (UInt8, UInt8, UInt8) {
        var (red, green, blue) = (0, 0, 0)
        for y in rows {
            for x in columns {
                let (r, g, b) = pixel(x, y)
                red += Int(r)
                green += Int(g)
                blue += Int(b)
            }
        }
        let count = columns.count * rows.count
        return (UInt8(red / count), UInt8(green / count), UInt8(blue / count))
    }

    private func pixel(_ x: Int, _ y: Int) -> (UInt8, UInt8, UInt8) {
        switch format {
        case .i420: return toRGB.pixel(at(0, x, y), at(1, x / 2, y / 2), at(2, x / 2, y / 2))
        case .nv12: return toRGB.pixel(at(0, x, y), at(1, x / 2 * 2, y / 2), at(1, x / 2 * 2 + 1, y / 2))
        case .rgb: return (at(0, 3 * x, y), at(0, 3 * x + 1, y), at(0, 3 * x + 2, y))
        case .bgr: return (at(0, 3 * x + 2, y), at(0, 3 * x + 1, y), at(0, 3 * x, y))
        case .rgba: return (at(0, 4 * x, y), at(0, 4 * x + 1, y), at(0, 4 * x + 2, y))
        default:
            let grey = at(0, x, y)
            return (grey, grey, grey)
        }
    }

    private func at(_ plane: Int, _ x: Int, _ y: Int) -> UInt8 {
        planes[plane].data[y * planes[plane].row_stride_bytes + x]
    }
}

/// From luma and colour differences to red, green, blue (ITU-R BT.601 and BT.709).
struct YUVToRGB {
    private let yScale: Float
    private let yOffset: Float
    private let redV: Float
    private let greenU: Float
    private let greenV: Float
    private let blueU: Float

    /// - Parameter lines: Height of the captured picture, which decides when the matrix is not known.
    init(_ colour: FrameColour, lines: Int) {
        let is709 = colour.matrix == 1 || (colour.matrix == 0 && lines >= 720)
        let isFull = colour.range == 2
        let (kr, kb): (Float, Float) = is709 ? (0.2126, 0.0722) : (0.299, 0.114)
        let kg = 1 - kr - kb
        let chroma: Float = isFull ? 1 : 255 / 224
        yScale = isFull ? 1 : 255 / 219
        yOffset = isFull ? 0 : 16
        redV = 2 * (1 - kr) * chroma
        blueU = 2 * (1 - kb) * chroma
        greenU = -2 * (1 - kb) * kb / kg * chroma
        greenV = -2 * (1 - kr) * kr / kg * chroma
    }

    func pixel(_ y: UInt8, _ u: UInt8, _ v: UInt8) -> (UInt8, UInt8, UInt8) {
        let luma = (Float(y) - yOffset) * yScale
        let (cu, cv) = (Float(u) - 128, Float(v) - 128)
        return (
            Self.byte(luma + redV * cv), Self.byte(luma + greenU * cu + greenV * cv), Self.byte(luma + blueU * cu)
        )
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(0, value.rounded()), 255)) }
}
