import CSluiceVision
import PluginSDK

/// Turns a part of a frame into the input of a model: cut, scaled, converted to the model's colours and normalised in
/// one pass over the rows that are needed. It works in the frame's own format, without a picture in between.
///
/// Levels are those of scaling in exact arithmetic, and then converting by the frame's matrix and range (ITU-T H.273),
/// within half a level; against a picture that is converted first the difference is that one's rounding, and at the
/// edges of strong colours what it cuts off. Memory is taken for the first frame of a size and reused.
public struct TensorFill: ~Copyable {
    /// What is made.
    public let format: TensorFormat
    private var scratch = Scratch()

    /// Makes tensors of a format.
    public init(_ format: TensorFormat) {
        precondition(
            format.width > 0 && format.height > 0 && format.width <= 65536 && format.height <= 65536,
            "a tensor of \(format.width)x\(format.height)")
        self.format = format
    }

    /// Fills a tensor of 32-bit numbers.
    /// - Parameters:
    ///   - frame: In any format.
    ///   - part: What to take, in pixels of the frame, with fractions; outside it the edge repeats. `nil`: all of it.
    ///   - tensor: Room for ``TensorFormat/count`` numbers.
    /// - Returns: Where the part lies in the tensor.
    @discardableResult
    public mutating func fill(
        _ frame: FrameView, from part: Box? = nil, into tensor: UnsafeMutableBufferPointer<Float>
    ) throws(StageError) -> TensorPlacement {
        precondition(tensor.count >= format.count, "room for \(tensor.count) of \(format.count) numbers")
        return try run(frame, part, SV_TENSOR_F32, tensor.baseAddress)
    }

    /// Fills a tensor of bytes.
    /// - Parameters:
    ///   - frame: In any format.
    ///   - part: What to take, in pixels of the frame, with fractions; outside it the edge repeats. `nil`: all of it.
    ///   - tensor: Room for ``TensorFormat/count`` numbers.
    /// - Returns: Where the part lies in the tensor.
    @discardableResult
    public mutating func fill(
        _ frame: FrameView, from part: Box? = nil, into tensor: UnsafeMutableBufferPointer<UInt8>
    ) throws(StageError) -> TensorPlacement {
        precondition(tensor.count >= format.count, "room for \(tensor.count) of \(format.count) numbers")
        return try run(frame, part, SV_TENSOR_U8, tensor.baseAddress)
    }

    private mutating func run(
        _ frame: FrameView, _ part: Box?, _ element: Int32, _ tensor: UnsafeMutableRawPointer?
    ) throws(StageError) -> TensorPlacement {
        let whole = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.height))
        let part = part ?? whole
        guard part.width > 0, part.height > 0, part.width.isFinite, part.height.isFinite else {
            throw refusal(part, frame)
        }
        let placement = format.placement(of: part)
        var job = TensorJob.make(format, frame, placement)
        job.element = element
        let memory = scratch.take(sv_tensor_scratch_bytes(&job))
        guard sv_tensor_fill(&job, tensor, memory.baseAddress, memory.count) == 0 else { throw refusal(part, frame) }
        return placement
    }

    private func refusal(_ part: Box, _ frame: FrameView) -> StageError {
        StageError(
            .argument,
            "the part \(part.width)x\(part.height) at (\(part.x), \(part.y)) of a frame of "
                + "\(frame.width)x\(frame.height) cannot be made a tensor of \(format.width)x\(format.height)")
    }
}

extension TensorFormat {
    /// Where a part of a frame goes.
    public func placement(of part: Box) -> TensorPlacement {
        guard fit != .stretch else {
            return TensorPlacement(part: part, left: 0, top: 0, width: width, height: height)
        }
        let fitting = min(Float(width) / part.width, Float(height) / part.height)
        let zoom = enlarges ? fitting : min(1, fitting)
        let inner = (
            width: min(width, max(1, Int((part.width * zoom).rounded()))),
            height: min(height, max(1, Int((part.height * zoom).rounded())))
        )
        let free = fit == .corner ? (0, 0) : ((width - inner.width) / 2, (height - inner.height) / 2)
        return TensorPlacement(part: part, left: free.0, top: free.1, width: inner.width, height: inner.height)
    }
}
