import Glibc
import HostCore
import HostMemory

/// Draws frames of a pattern. Rows are prepared once, twice as long as needed, and copied from a place that wanders.
///
/// Only used by one thread at a time.
struct SyntheticPainter: ~Copyable {
    private let pattern: SyntheticPattern
    private let format: PixelFormat
    let layout: FrameLayout
    private let rows: UnsafeMutablePointer<UInt8>
    private let row_bytes: Int
    private static let bars: [UInt8] = [235, 210, 170, 145, 106, 81, 41, 16]

    /// `nil` for a format or size that frames cannot have.
    init?(_ pattern: SyntheticPattern, format: PixelFormat) {
        guard let layout = FrameLayout(format: format.rawValue, width: pattern.width, height: pattern.height) else {
            return nil
        }
        self.pattern = pattern
        self.format = format
        self.layout = layout
        var widest = 0
        for plane in 0..<layout.planeCount {
            widest = max(widest, layout.planes[plane].width * layout.planes[plane].sample_bytes)
        }
        row_bytes = widest
        rows = .allocate(capacity: layout.planeCount * 2 * widest)
        rows.initialize(repeating: 0, count: layout.planeCount * 2 * widest)
        for plane in 0..<layout.planeCount { prepare(plane) }
    }

    deinit { rows.deallocate() }

    private func prepare(_ plane: Int) {
        let shape = layout.planes[plane]
        let row = rows + plane * 2 * row_bytes
        for x in 0..<(2 * shape.width) {
            for byte in 0..<shape.sample_bytes {
                row[x * shape.sample_bytes + byte] = value(plane, byte, x % shape.width, shape.width)
            }
        }
    }

    /// Chroma and colours differ from the brightness, so that swapped planes show.
    private func value(_ plane: Int, _ byte: Int, _ x: Int, _ width: Int) -> UInt8 {
        let channel = plane + byte
        switch pattern.kind {
        case .bars: return Self.bars[(x * 8 / width + channel * 3) % 8]
        case .gradient: return UInt8(16 + (x * 219 / width + channel * 73) % 220)
        case .solid: return UInt8(16 + (Int(pattern.seed % 220) + channel * 73) % 220)
        case .noise: return 0
        }
    }

    /// Draws frame number `index` at the start of a slot of at least `layout.total_bytes`.
    func paint(_ index: Int, into base: UnsafeMutableRawPointer) {
        if pattern.kind == .noise { return paintNoise(index, base) }
        for plane in 0..<layout.planeCount {
            let shape = layout.planes[plane]
            let bytes = shape.width * shape.sample_bytes
            let row = rows + plane * 2 * row_bytes
            for y in 0..<shape.height {
                let wander = pattern.kind == .gradient ? index + y : index
                let start = pattern.kind == .solid ? 0 : wander % shape.width * shape.sample_bytes
                memcpy(base + shape.offset_bytes + y * shape.row_stride_bytes, row + start, bytes)
            }
        }
    }

    private func paintNoise(_ index: Int, _ base: UnsafeMutableRawPointer) {
        var random = SplitMix64(seed: pattern.seed &* 0x9E37_79B9 &+ UInt64(index))
        for plane in 0..<layout.planeCount {
            let shape = layout.planes[plane]
            for y in 0..<shape.height {
                let row = base + shape.offset_bytes + y * shape.row_stride_bytes
                for x in stride(from: 0, to: shape.row_stride_bytes, by: 8) {
                    row.storeBytes(of: random.next(), toByteOffset: x, as: UInt64.self)
                }
            }
        }
    }
}
