import PluginSDK

/// A picture as a value: what tests push into a stage and what they get back. Rows are tight, without padding.
public struct TestFrame: Sendable, Hashable {
    /// How the pixels lie in memory.
    public let format: PixelFormat
    /// Width in pixels.
    public let width: Int
    /// Height in pixels.
    public let height: Int
    /// The planes, rows one after the other without padding.
    public var planes: [[UInt8]]
    /// H.273 matrix coefficients; 0 is unknown.
    public var matrix: UInt8 = 0
    /// 0 unknown, 1 limited, 2 full.
    public var range: UInt8 = 0
    /// Clockwise turn that makes it upright.
    public var rotation_degrees = 0
    /// The region it was cut from; 0 for a captured frame.
    public var originRegion: UInt64 = 0
    /// From its pixels to the captured frame's: `X = a[0]x + a[1]y + a[2]`, `Y = a[3]x + a[4]y + a[5]`.
    public var affine: [Float] = [1, 0, 0, 0, 1, 0]

    /// A frame from raw planes.
    /// - Parameters:
    ///   - format: How the pixels lie in memory.
    ///   - width: In pixels, at least 1.
    ///   - height: In pixels, at least 1.
    ///   - planes: Tight rows; each plane must have exactly the bytes that the format asks for.
    public init(_ format: PixelFormat, width: Int, height: Int, planes: [[UInt8]]) {
        let layout = PlaneLayout.planes(format, width, height)
        precondition(
            planes.map(\.count) == layout.map { $0.rowBytes * $0.height },
            "\(format) of \(width)x\(height) needs planes of \(layout.map { $0.rowBytes * $0.height }) bytes")
        self.format = format
        self.width = width
        self.height = height
        self.planes = planes
    }

    /// One colour all over.
    /// - Parameter rgb: Red, green and blue, 0 to 255; YUV formats take them through BT.601, limited range.
    public static func solid(_ format: PixelFormat, width: Int, height: Int, rgb: (UInt8, UInt8, UInt8)) -> TestFrame {
        picture(format, width: width, height: height) { _, _ in rgb }
    }

    /// Dark at the left to bright at the right in red, top to bottom in green, constant blue.
    public static func gradient(_ format: PixelFormat, width: Int, height: Int) -> TestFrame {
        picture(format, width: width, height: height) { x, y in
            (UInt8(x * 255 / max(1, width - 1)), UInt8(y * 255 / max(1, height - 1)), 128)
        }
    }

    /// Black and white squares, black at the top left.
    public static func checker(_ format: PixelFormat, width: Int, height: Int, cell: Int = 8) -> TestFrame {
        picture(format, width: width, height: height) { x, y in
            let value: UInt8 = (x / cell + y / cell) % 2 == 0 ? 0 : 255
            return (value, value, value)
        }
    }

    /// Every byte random, the same for the same seed.
    public static func noise(_ format: PixelFormat, width: Int, height: Int, seed: UInt64) -> TestFrame {
        var random = SeededRandom(seed: seed)
        let planes = PlaneLayout.planes(format, width, height).map { layout in
            (0..<layout.rowBytes * layout.height).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        return TestFrame(format, width: width, height: height, planes: planes)
    }

    /// A picture by a function of the pixel's position, in red, green and blue.
    /// YUV formats: BT.601, limited range, colour taken at the top left pixel of each 2x2 block; `gray8`: full range.
    public static func picture(
        _ format: PixelFormat, width: Int, height: Int, _ colour: (Int, Int) -> (UInt8, UInt8, UInt8)
    ) -> TestFrame {
        let layouts = PlaneLayout.planes(format, width, height)
        precondition(!layouts.isEmpty && width > 0 && height > 0, "\(format) of \(width)x\(height) cannot be made")
        let planes = layouts.indices.map { index in
            let layout = layouts[index]
            let step = layout.width == width ? 1 : 2
            var bytes: [UInt8] = []
            bytes.reserveCapacity(layout.rowBytes * layout.height)
            for y in 0..<layout.height {
                for x in 0..<layout.width {
                    append(colour(min(x * step, width - 1), min(y * step, height - 1)), format, index, &bytes)
                }
            }
            return bytes
        }
        return TestFrame(format, width: width, height: height, planes: planes)
    }

    private static func append(
        _ colour: (UInt8, UInt8, UInt8), _ format: PixelFormat, _ plane: Int, _ bytes: inout [UInt8]
    ) {
        let (r, g, b) = (Double(colour.0), Double(colour.1), Double(colour.2))
        let y = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255
        let u = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255
        let v = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255
        func byte(_ value: Double) -> UInt8 { UInt8(min(255, max(0, value.rounded()))) }
        switch (format, plane) {
        case (.i420, 0), (.nv12, 0): bytes.append(byte(y))
        case (.i420, 1): bytes.append(byte(u))
        case (.i420, _): bytes.append(byte(v))
        case (.nv12, _): bytes += [byte(u), byte(v)]
        case (.gray8, _): bytes.append(byte(0.299 * r + 0.587 * g + 0.114 * b))
        case (.bgr, _): bytes += [colour.2, colour.1, colour.0]
        case (.rgba, _): bytes += [colour.0, colour.1, colour.2, 255]
        default: bytes += [colour.0, colour.1, colour.2]
        }
    }

    /// The bytes of one sample of a plane.
    public func sample(_ plane: Int, _ x: Int, _ y: Int) -> ArraySlice<UInt8> {
        let layout = PlaneLayout.planes(format, width, height)[plane]
        let start = y * layout.rowBytes + x * layout.sampleBytes
        return planes[plane][start..<start + layout.sampleBytes]
    }
}
