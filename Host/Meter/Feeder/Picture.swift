import CSluice
import HostCore

/// The pixels of one frame, row behind row without gaps.
struct Picture: Sendable {
    /// Rows of one plane.
    struct Plane: Sendable {
        let row_bytes: Int
        let rows: Int
        var bytes: [UInt8]
    }

    let format: PixelFormat
    let width: Int
    let height: Int
    var planes: [Plane]

    /// Size of one row and number of rows of each plane.
    static func shape(_ format: PixelFormat, _ width: Int, _ height: Int) -> [(row_bytes: Int, rows: Int)] {
        let (w, h) = ((width + 1) / 2, (height + 1) / 2)
        return switch format {
        case .i420: [(width, height), (w, h), (w, h)]
        case .nv12: [(width, height), (w * 2, h)]
        case .rgb, .bgr: [(width * 3, height)]
        case .rgba: [(width * 4, height)]
        default: [(width, height)]
        }
    }

    /// A made-up picture: a gradient, a bright square that moves with the step, and noise over both, so that neither
    /// flat areas nor edges nor grain are missing.
    init(_ format: PixelFormat, _ width: Int, _ height: Int, seed: UInt64, step: Int) {
        self.format = format
        self.width = width
        self.height = height
        planes = Self.shape(format, width, height).enumerated().map { index, shape in
            var random = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(step * 4 + index + 1)
            var bytes = [UInt8](repeating: 0, count: shape.row_bytes * shape.rows)
            let side = max(1, shape.rows / 3)
            let left = (step * shape.row_bytes / 16) % max(1, shape.row_bytes - side + 1)
            for y in 0..<shape.rows {
                for x in 0..<shape.row_bytes {
                    random ^= random << 13
                    random ^= random >> 7
                    random ^= random << 17
                    let isInside = (side..<2 * side).contains(y) && (left..<left + side).contains(x)
                    let ground =
                        index > 0 ? 112 : isInside ? 190 : 30 + (x * 60 / shape.row_bytes) + (y * 60 / shape.rows)
                    bytes[y * shape.row_bytes + x] = UInt8(ground + Int(random & 31))
                }
            }
            return Plane(row_bytes: shape.row_bytes, rows: shape.rows, bytes: bytes)
        }
    }

    /// Copies a captured frame; `nil` when it is of another format.
    init?(_ frame: borrowing CapturedFrame, format: PixelFormat) {
        guard frame.pixelFormat == format else { return nil }
        self.format = format
        width = frame.width
        height = frame.height
        planes = []
        for (index, shape) in Self.shape(format, width, height).enumerated() {
            guard let start = frame.plane(index) else { return nil }
            let stride = frame.planes[index].row_stride_bytes
            var bytes: [UInt8] = []
            bytes.reserveCapacity(shape.row_bytes * shape.rows)
            for y in 0..<shape.rows { bytes += UnsafeBufferPointer(start: start + y * stride, count: shape.row_bytes) }
            planes.append(Plane(row_bytes: shape.row_bytes, rows: shape.rows, bytes: bytes))
        }
    }

    /// Copies it into a frame of the host's.
    func write(to frame: sluice_frame, _ targets: [UnsafeMutablePointer<UInt8>?]) {
        let strides = [
            frame.planes.0.row_stride_bytes, frame.planes.1.row_stride_bytes, frame.planes.2.row_stride_bytes,
        ]
        for (index, plane) in planes.enumerated() {
            guard let target = targets[index] else { continue }
            plane.bytes.withUnsafeBufferPointer { source in
                guard let start = source.baseAddress else { return }
                for y in 0..<plane.rows {
                    (target + y * Int(strides[index])).update(from: start + y * plane.row_bytes, count: plane.row_bytes)
                }
            }
        }
    }
}
