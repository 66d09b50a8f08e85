import CSluiceVision
import PluginSDK

/// Turns pixels of one format into another of the same size, any format into any.
///
/// Brightness that is there already is copied. Colour at half size serves its 2x2 pixels alike, and is made of their
/// mean. Numbers are computed in whole 65536ths and rounded once, so results differ from exact arithmetic by at most
/// one, and not at all between processors. `gray8` keeps the range of the frame it is made from or stands beside.
public struct PixelConverter: ~Copyable {
    private var scratch = Scratch()
    private var scaler = Scaler()
    private var scaled = ScaledPlanes()

    /// A converter without memory; it takes some with its first picture.
    public init() {}

    /// Fills `result` from a frame of the same size.
    public mutating func convert(_ frame: FrameView, into result: inout NewFrame) {
        precondition(
            frame.width == result.width && frame.height == result.height,
            "converting does not scale \(frame.width)x\(frame.height) to \(result.width)x\(result.height)")
        convert(Picture(frame), into: &result)
    }

    /// Fills `result` from the whole of a frame of any size: scales it in its own format, then converts it.
    /// - Throws: As ``Scaler/scale(_:from:into:)``.
    public mutating func scale(_ frame: FrameView, into result: inout NewFrame) throws(StageError) {
        try scaler.scale(frame, width: result.width, height: result.height, into: &scaled)
        convert(Picture(frame, scaled, width: result.width, height: result.height), into: &result)
    }

    private mutating func convert(_ picture: Picture, into result: inout NewFrame) {
        switch (PixelGrid.isPacked(picture.format), PixelGrid.isPacked(result.format)) {
        case (true, true): regroup(picture, into: &result)
        case (true, false): packedToPlanar(picture, into: &result)
        case (false, true): planarToPacked(picture, into: &result)
        case (false, false): planarToPlanar(picture, into: &result)
        }
    }

    private func regroup(_ picture: Picture, into result: inout NewFrame) {
        let swaps = (picture.format == .bgr) != (result.format == .bgr)
        let (source, target) = (picture.planes.0, Target(&result, 0))
        sv_regroup(
            source.start, source.stride, picture.width, picture.height, picture.channels, swaps ? 1 : 0, target.start,
            target.stride, Int32(PixelGrid(result.format, plane: 0).channels))
    }

    private mutating func packedToPlanar(_ picture: Picture, into result: inout NewFrame) {
        let source = picture.planes.0
        let redIndex: Int32 = picture.format == .bgr ? 2 : 0
        let luma = Target(&result, 0)
        var weights = picture.matrix.luma
        sv_luma_from_packed(
            source.start, source.stride, picture.width, picture.height, picture.channels, redIndex, &weights,
            luma.start, luma.stride)
        guard result.planeCount > 1 else { return }
        let pairs = result.format == .nv12
        let u = Target(&result, 1)
        let v = pairs ? u.next : Target(&result, 2)
        var chroma = picture.matrix.toChroma
        let memory = scratch.take(sv_packed_to_chroma_scratch_bytes(picture.width, picture.channels))
        sv_packed_to_chroma(
            source.start, source.stride, picture.width, picture.height, picture.channels, redIndex, &chroma, u.start,
            v.start, u.stride, pairs ? 2 : 1, memory.baseAddress)
    }

    private mutating func planarToPacked(_ picture: Picture, into result: inout NewFrame) {
        let (luma, target) = (picture.planes.0, Target(&result, 0))
        let channels = Int32(PixelGrid(result.format, plane: 0).channels)
        var numbers = picture.matrix.toRGB
        guard picture.format != .gray8 else {
            sv_gray_to_packed(
                luma.start, luma.stride, picture.width, picture.height, &numbers, channels, target.start,
                target.stride)
            return
        }
        let pairs = picture.format == .nv12
        let u = picture.planes.1
        let v = pairs ? u.next : picture.planes.2
        let memory = scratch.take(sv_yuv_to_packed_scratch_bytes(picture.width))
        sv_yuv_to_packed(
            luma.start, luma.stride, u.start, v.start, u.stride, pairs ? 2 : 1, picture.width, picture.height,
            &numbers, channels, result.format == .bgr ? 2 : 0, target.start, target.stride, memory.baseAddress)
    }

    private func planarToPlanar(_ picture: Picture, into result: inout NewFrame) {
        Target(&result, 0).copy(picture.planes.0, bytes: Int(picture.width))
        let half = (Int(picture.width) + 1) / 2
        for index in 1..<max(1, result.planeCount) {
            let target = Target(&result, index)
            let (u, v) = (picture.planes.1, picture.planes.2)
            switch (picture.format, result.format) {
            case (.i420, .i420): target.copy(index == 1 ? u : v, bytes: half)
            case (.nv12, .nv12): target.copy(u, bytes: 2 * half)
            case (.i420, .nv12):
                sv_interleave(
                    u.start, u.stride, v.start, v.stride, Int32(half), Int32(target.height), target.start,
                    target.stride)
            case (.nv12, .i420):
                let wanted = index == 1 ? u : u.next
                sv_every_second(
                    wanted.start, wanted.stride, Int32(half), Int32(target.height), target.start, target.stride)
            default: target.fill(128, bytes: result.format == .nv12 ? 2 * half : half)
            }
        }
    }
}

/// What is converted: a frame, or scaled planes in its format.
private struct Picture {
    let format: PixelFormat
    let width: Int32
    let height: Int32
    let matrix: ColourMatrix
    let planes: (Source, Source, Source)

    var channels: Int32 { Int32(PixelGrid(format, plane: 0).channels) }

    init(_ frame: FrameView) {
        format = frame.format
        width = Int32(frame.width)
        height = Int32(frame.height)
        matrix = ColourMatrix(frame.colour)
        let last = frame.planeCount - 1
        planes = (
            Source(frame.plane(0)), Source(frame.plane(min(1, last))), Source(frame.plane(min(2, last)))
        )
    }

    init(_ frame: FrameView, _ scaled: borrowing ScaledPlanes, width: Int, height: Int) {
        format = frame.format
        self.width = Int32(width)
        self.height = Int32(height)
        matrix = ColourMatrix(frame.colour)
        planes = (Source(scaled.first), Source(scaled.second), Source(scaled.third))
    }
}

/// A plane to read, for C. Good for the call in which the frame is borrowed.
private struct Source {
    let start: UnsafePointer<UInt8>?
    let stride: Int

    private init(start: UnsafePointer<UInt8>?, stride: Int) {
        self.start = start
        self.stride = stride
    }

    init(_ plane: PlaneView) {
        self.init(
            start: plane.bytes.withUnsafeBytes { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) },
            stride: plane.row_stride_bytes)
    }

    init(_ image: borrowing GrayImage) { self.init(start: image.start, stride: image.row_stride_bytes) }

    /// The other half of a plane of pairs.
    var next: Source { Source(start: start.map { $0 + 1 }, stride: stride) }
}

/// A plane to write, for C. Several are needed at once, which spans of one frame cannot be; the host's memory does not
/// move while the frame is being written.
private struct Target {
    let start: UnsafeMutablePointer<UInt8>?
    let stride: Int
    let height: Int

    init(_ frame: inout NewFrame, _ index: Int) {
        stride = frame.row_stride_bytes(index)
        height = frame.planeHeight(index)
        var plane = frame.plane(index)
        start = plane.withUnsafeMutableBufferPointer { $0.baseAddress }
    }

    /// The other half of a plane of pairs.
    var next: Target { Target(start: start.map { $0 + 1 }, stride: stride, height: height) }

    private init(start: UnsafeMutablePointer<UInt8>?, stride: Int, height: Int) {
        self.start = start
        self.stride = stride
        self.height = height
    }

    func copy(_ source: Source, bytes: Int) {
        guard let start, let from = source.start else { return }
        for y in 0..<height { (start + y * stride).update(from: from + y * source.stride, count: bytes) }
    }

    func fill(_ value: UInt8, bytes: Int) {
        guard let start else { return }
        for y in 0..<height { (start + y * stride).update(repeating: value, count: bytes) }
    }
}
