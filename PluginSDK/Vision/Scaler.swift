import CSluiceVision
import PluginSDK

/// Cuts and scales pictures, all planes of any format. Shrinking takes the mean of the area that each result covers,
/// enlarging interpolates linearly; a part of whole pixels at its own size is copied exactly.
public struct Scaler: ~Copyable {
    private var scratch = Scratch()
    private var packedLuma = GrayImage()

    /// A scaler without memory; it takes some with its first picture.
    public init() {}

    /// Fills `result` with a part of a frame of the same format. What lies outside the frame repeats its edge.
    /// - Parameters:
    ///   - frame: The source.
    ///   - part: In pixels of the frame, with fractions. For an exact copy in formats with colour at half size, x and y
    ///     are even.
    ///   - result: Of any size.
    public mutating func scale(
        _ frame: FrameView, from part: Box, into result: inout NewFrame
    ) throws(StageError) {
        precondition(frame.format == result.format, "scaling does not convert \(frame.format) to \(result.format)")
        for index in 0..<frame.planeCount {
            let grid = PixelGrid(frame.format, plane: index)
            let step = Double(grid.step)
            let size = (width: result.planeWidth(index), height: result.planeHeight(index))
            let stride = result.row_stride_bytes(index)
            let source = SourceRect(
                x: Double(part.x) / step, y: Double(part.y) / step,
                width: Double(part.width) / Double(result.width) * Double(size.width),
                height: Double(part.height) / Double(result.height) * Double(size.height))
            var plane = result.plane(index)
            let done = plane.withUnsafeMutableBufferPointer { target in
                Self.run(
                    frame.plane(index), source, channels: grid.channels, into: target.baseAddress, stride: stride,
                    size: size, &scratch)
            }
            guard done else { throw refusal(part, frame) }
        }
    }

    /// Scales the whole of a frame, plane by plane, to memory of the caller.
    mutating func scale(
        _ frame: FrameView, width: Int, height: Int, into result: inout ScaledPlanes
    ) throws(StageError) {
        try scalePlane(frame, 0, width, height, into: &result.first)
        if frame.planeCount > 1 { try scalePlane(frame, 1, width, height, into: &result.second) }
        if frame.planeCount > 2 { try scalePlane(frame, 2, width, height, into: &result.third) }
    }

    private mutating func scalePlane(
        _ frame: FrameView, _ index: Int, _ width: Int, _ height: Int, into image: inout GrayImage
    ) throws(StageError) {
        let grid = PixelGrid(frame.format, plane: index)
        let size = (width: (width + grid.step - 1) / grid.step, height: (height + grid.step - 1) / grid.step)
        image.resize(width: size.width * grid.channels, height: size.height)
        let source = SourceRect(
            x: 0, y: 0, width: Double(frame.width) / Double(width) * Double(size.width),
            height: Double(frame.height) / Double(height) * Double(size.height))
        let done = Self.run(
            frame.plane(index), source, channels: grid.channels, into: image.start, stride: image.row_stride_bytes,
            size: size, &scratch)
        let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
        guard done else { throw refusal(whole, frame) }
    }

    /// Fills `result`, whose size stands, with the brightness of a part of a frame in any format.
    public mutating func scaleLuma(
        _ frame: FrameView, from part: Box, into result: inout GrayImage
    ) throws(StageError) {
        let size = (width: result.width, height: result.height)
        let stride = result.row_stride_bytes
        var source = SourceRect(
            x: Double(part.x), y: Double(part.y), width: Double(part.width), height: Double(part.height))
        let done: Bool
        if PixelGrid.isPacked(frame.format) {
            let covered = PixelRect(covering: part, within: frame)
            Luma.copy(frame, covered, into: &packedLuma)
            source.x -= Double(covered.x)
            source.y -= Double(covered.y)
            done = Self.run(packedLuma, source, into: result.start, stride: stride, size: size, &scratch)
        } else {
            done = Self.run(
                frame.plane(0), source, channels: 1, into: result.start, stride: stride, size: size, &scratch)
        }
        guard done else { throw refusal(part, frame) }
    }

    /// Fills `result`, whose size stands, with the whole of another picture.
    public mutating func scale(_ image: borrowing GrayImage, into result: inout GrayImage) throws(StageError) {
        let source = SourceRect(x: 0, y: 0, width: Double(image.width), height: Double(image.height))
        let size = (width: result.width, height: result.height)
        guard Self.run(image, source, into: result.start, stride: result.row_stride_bytes, size: size, &scratch) else {
            throw StageError(
                .argument, "cannot scale \(image.width)x\(image.height) to \(result.width)x\(result.height)")
        }
    }

    private func refusal(_ part: Box, _ frame: FrameView) -> StageError {
        StageError(
            .argument,
            "the part \(part.width)x\(part.height) at (\(part.x), \(part.y)) of a frame of \(frame.width)x\(frame.height) "
                + "cannot be scaled")
    }

    private static func run(
        _ plane: PlaneView, _ source: SourceRect, channels: Int, into target: UnsafeMutablePointer<UInt8>?, stride: Int,
        size: (width: Int, height: Int), _ scratch: inout Scratch
    ) -> Bool {
        plane.bytes.withUnsafeBytes { bytes in
            run(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), plane.row_stride_bytes,
                (plane.width, plane.height), source, channels, target, stride, size, &scratch)
        }
    }

    private static func run(
        _ image: borrowing GrayImage, _ source: SourceRect, into target: UnsafeMutablePointer<UInt8>?, stride: Int,
        size: (width: Int, height: Int), _ scratch: inout Scratch
    ) -> Bool {
        run(image.start, image.row_stride_bytes, (image.width, image.height), source, 1, target, stride, size, &scratch)
    }

    private static func run(
        _ start: UnsafePointer<UInt8>?, _ startStride: Int, _ extent: (width: Int, height: Int), _ source: SourceRect,
        _ channels: Int, _ target: UnsafeMutablePointer<UInt8>?, _ stride: Int, _ size: (width: Int, height: Int),
        _ scratch: inout Scratch
    ) -> Bool {
        guard let start, let target else { return false }
        let needed = sv_scale_scratch_bytes(
            Int32(extent.width), Int32(extent.height), Int32(size.width), Int32(channels))
        let memory = scratch.take(needed)
        return sv_scale(
            start, startStride, Int32(extent.width), Int32(extent.height), source.x, source.y, source.width,
            source.height, Int32(channels), target, stride, Int32(size.width), Int32(size.height), memory.baseAddress,
            memory.count) == 0
    }
}

/// A rectangle in samples of a plane.
private struct SourceRect {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
}

/// Planes of a picture on its way from one size and format to another; a packed pixel takes several bytes of a row.
struct ScaledPlanes: ~Copyable {
    var first = GrayImage()
    var second = GrayImage()
    var third = GrayImage()
}
