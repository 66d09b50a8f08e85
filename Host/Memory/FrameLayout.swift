import CSluice

/// How the planes of a frame lie in one slot: rows aligned to 64 bytes, 64 readable bytes after each plane. Planes of
/// 4:2:0 formats have room for whole macroblocks of 16 lines, so that decoders write into them, and a readable row more,
/// which their motion compensation looks at.
public struct FrameLayout: Sendable, Equatable {
    /// One plane.
    public struct Plane: Sendable, Equatable {
        /// From the start of the slot.
        public var offset_bytes: Int
        /// From one row to the next.
        public var row_stride_bytes: Int
        /// In samples; a UV pair counts as one.
        public var width: Int
        /// In rows.
        public var height: Int
        /// Bytes of one sample.
        public var sample_bytes: Int
        /// Behind the last row: what a new frame may be written in, and what may be read.
        public var slack_bytes: Int

        /// Rows times stride.
        public var size_bytes: Int { row_stride_bytes * height }
    }

    /// The planes, in order.
    public private(set) var planes: InlineArray<4, Plane>
    /// How many planes are in use.
    public private(set) var planeCount = 0
    /// Bytes that a slot must have.
    public private(set) var total_bytes = 0

    private static let alignment_bytes = 64
    private static let tail_bytes = 64
    private static let macroblock_lines = 16

    /// The layout of a frame; `nil` for an unknown format or a size outside 1 to 65535.
    /// - Parameters:
    ///   - format: `SLUICE_PIXEL_…`.
    ///   - width: In pixels.
    ///   - height: In pixels.
    public init?(format: UInt32, width: Int, height: Int) {
        planes = InlineArray(
            repeating: Plane(
                offset_bytes: 0, row_stride_bytes: 0, width: 0, height: 0, sample_bytes: 0, slack_bytes: 0))
        guard (1...65535).contains(width), (1...65535).contains(height) else { return nil }
        let halfWidth = (width + 1) / 2
        let halfHeight = (height + 1) / 2
        let lines = Self.macroblock_lines
        switch format {
        case UInt32(SLUICE_PIXEL_I420):
            add(width, height, 1, wholeRows: lines)
            add(halfWidth, halfHeight, 1, wholeRows: lines / 2)
            add(halfWidth, halfHeight, 1, wholeRows: lines / 2)
        case UInt32(SLUICE_PIXEL_NV12):
            add(width, height, 1, wholeRows: lines)
            add(halfWidth, halfHeight, 2, wholeRows: lines / 2)
        case UInt32(SLUICE_PIXEL_GRAY8): add(width, height, 1)
        case UInt32(SLUICE_PIXEL_RGB), UInt32(SLUICE_PIXEL_BGR): add(width, height, 3)
        case UInt32(SLUICE_PIXEL_RGBA): add(width, height, 4)
        default: return nil
        }
    }

    private mutating func add(_ width: Int, _ height: Int, _ sample_bytes: Int, wholeRows: Int = 1) {
        let stride = (width * sample_bytes + Self.alignment_bytes - 1) & ~(Self.alignment_bytes - 1)
        let rows = (height + wholeRows - 1) / wholeRows * wholeRows
        let slack_bytes = wholeRows > 1 ? stride * (rows - height + 1) : Self.tail_bytes
        planes[planeCount] = Plane(
            offset_bytes: total_bytes, row_stride_bytes: stride, width: width, height: height,
            sample_bytes: sample_bytes, slack_bytes: slack_bytes)
        planeCount += 1
        total_bytes += stride * height + slack_bytes
    }

    /// Equal when all planes in use are.
    public static func == (a: FrameLayout, b: FrameLayout) -> Bool {
        guard a.planeCount == b.planeCount, a.total_bytes == b.total_bytes else { return false }
        for i in 0..<a.planeCount where a.planes[i] != b.planes[i] { return false }
        return true
    }
}
