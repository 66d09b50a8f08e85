import CSluiceVision
import PluginSDK

/// Writes down for the kernel what is to be done.
enum TensorJob {
    /// A job on a borrowed frame: good for the call in which it is borrowed.
    static func make(_ format: TensorFormat, _ frame: FrameView, _ placement: TensorPlacement) -> sv_tensor_job {
        var job = sv_tensor_job()
        job.planes = planes(of: frame, brightnessAlone: format.channels == .gray)
        job.area = format.sampling == .area ? 1 : 0
        (job.x, job.y) = (Double(placement.part.x), Double(placement.part.y))
        (job.width, job.height) = (Double(placement.part.width), Double(placement.part.height))
        (job.left, job.top) = (Int32(placement.left), Int32(placement.top))
        (job.inner_width, job.inner_height) = (Int32(placement.width), Int32(placement.height))
        (job.tensor_width, job.tensor_height) = (Int32(format.width), Int32(format.height))
        job.channels = Int32(format.channels.count)
        job.interleaved = format.arrangement == .interleaved ? 1 : 0
        let mixture = TensorMixture(frame, format.channels)
        job.components = mixture.components
        job.matrix = (row(mixture.rows.0), row(mixture.rows.1), row(mixture.rows.2))
        job.offset = row(mixture.offsets)
        job.scale = row(format.scale)
        job.bias = row(-format.mean * format.scale)
        job.padding = row(SIMD3(repeating: format.padding))
        return job
    }

    private static func row(_ vector: SIMD3<Float>) -> (Float, Float, Float) { (vector.x, vector.y, vector.z) }

    private static func planes(of frame: FrameView, brightnessAlone: Bool) -> (sv_plane, sv_plane, sv_plane) {
        let last = brightnessAlone ? 0 : frame.planeCount - 1
        let empty = sv_plane()
        return (
            plane(frame, 0), last > 0 ? plane(frame, 1) : empty, last > 1 ? plane(frame, 2) : empty
        )
    }

    private static func plane(_ frame: FrameView, _ index: Int) -> sv_plane {
        let plane = frame.plane(index)
        let grid = PixelGrid(frame.format, plane: index)
        let start = plane.bytes.withUnsafeBytes { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
        return sv_plane(
            start: start, row_stride_bytes: plane.row_stride_bytes, width: Int32(plane.width),
            height: Int32(plane.height), channels: Int32(grid.channels), step: Int32(grid.step))
    }
}

/// How the samples of a frame's pixel become the channels of a tensor's: `offset + Σ row · sample`.
struct TensorMixture {
    var components: Int32
    var rows: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)
    var offsets: SIMD3<Float>

    init(_ frame: FrameView, _ channels: TensorFormat.Channels) {
        if PixelGrid.isPacked(frame.format) {
            self.init(packed: frame, channels)
        } else if frame.format == .gray8 || channels == .gray {
            self.init(brightnessOf: frame)
        } else {
            self.init(yuv: frame, channels)
        }
    }

    private init(packed frame: FrameView, _ channels: TensorFormat.Channels) {
        components = 3
        offsets = .zero
        let unit: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) = ([1, 0, 0], [0, 1, 0], [0, 0, 1])
        let swaps = (frame.format == .bgr) != (channels == .bgr)
        guard channels == .gray else {
            rows = swaps ? (unit.2, unit.1, unit.0) : unit
            return
        }
        let matrix = ColourMatrix(matrix: frame.colour.matrix, isFullRange: true)
        let (red, blue) = (Float(matrix.red), Float(matrix.blue))
        let weights = SIMD3(red, 1 - red - blue, blue)
        let row = frame.format == .bgr ? SIMD3(weights.z, weights.y, weights.x) : weights
        rows = (row, row, row)
    }

    private init(brightnessOf frame: FrameView) {
        components = 1
        let (black, white) = Luma.range(frame)
        let gain = 255 / Float(white - black)
        rows = ([gain, 0, 0], [gain, 0, 0], [gain, 0, 0])
        offsets = SIMD3(repeating: -Float(black) * gain)
    }

    private init(yuv frame: FrameView, _ channels: TensorFormat.Channels) {
        components = 3
        let matrix = ColourMatrix(frame.colour)
        let (red, blue) = (Float(matrix.red), Float(matrix.blue))
        let green = 1 - red - blue
        let (black, white) = Luma.range(frame)
        let gain = 255 / Float(white - black)
        let chroma = matrix.isFullRange ? Float(1) : 255 / 224
        let (v, u) = (2 * (1 - red) * chroma, 2 * (1 - blue) * chroma)
        let made: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) = (
            [gain, 0, v], [gain, -u * blue / green, -v * red / green], [gain, u, 0]
        )
        rows = channels == .bgr ? (made.2, made.1, made.0) : made
        // Colour differences are centred at 128.
        func offset(_ row: SIMD3<Float>) -> Float { -Float(black) * gain - 128 * (row.y + row.z) }
        offsets = [offset(rows.0), offset(rows.1), offset(rows.2)]
    }
}
