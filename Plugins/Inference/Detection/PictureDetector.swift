import Inference
import InferenceDecoders
import PluginSDK
import SluiceVision

/// From a frame to boxes in its pixels: the model's input is filled from the frame in one pass, the model runs, its head
/// is decoded, overlapping boxes go. Nothing is allocated from frame to frame.
///
/// A call waits on the thread it is made on; the model's own threads are those of ``Inference/ModelOptions/threads``.
public struct PictureDetector<Head: BoxDecoder>: ~Copyable {
    /// How the model's outputs are read.
    public private(set) var head: Head
    private var request: InferRequest
    private var fill: TensorFill
    private var found: Detections
    private var placement: TensorPlacement
    private let overlap: Float
    private let limit: Int

    /// A detector of one picture at a time.
    /// - Parameters:
    ///   - request: Of a model whose first input is `[1, channels, height, width]` in 32-bit floats.
    ///   - format: What that input holds; the request knows in which arrangement.
    ///   - overlap: Intersection over union from which the lesser of two boxes of one class goes.
    ///   - limit: Most boxes that are kept.
    public init(
        _ request: consuming InferRequest, _ format: TensorFormat, _ head: Head, overlap: Float, limit: Int
    ) {
        var format = format
        format.arrangement = request.isInterleaved(input: 0) ? .interleaved : .planes
        self.request = request
        self.head = head
        self.overlap = overlap
        self.limit = limit
        fill = TensorFill(format)
        found = Detections(pointsPerBox: head.pointsPerBox)
        placement = format.placement(of: Box(x: 0, y: 0, width: 1, height: 1))
    }

    /// Looks at a part of a frame, all of it for `nil`.
    /// - Returns: How many boxes there are, best first; they can be read until the next call.
    /// - Throws: `failed` for a model that fails or gives numbers that make no sense, `limit` for too many of them.
    public mutating func find(in frame: FrameView, part: Box? = nil) throws(StageError) -> Int {
        placement = try Self.take(frame, part, &fill, into: &request)
        try request.run()
        found.removeAll()
        try Self.decode(request, &head, into: &found)
        found.suppress(overlap: overlap, keep: limit)
        return found.count
    }

    private static func take(
        _ frame: FrameView, _ part: Box?, _ fill: inout TensorFill, into request: inout InferRequest
    ) throws(StageError) -> TensorPlacement {
        var input = request.input(0)
        return try input.withUnsafeMutableBytes { bytes throws(StageError) in
            try fill.fill(frame, from: part, into: bytes.assumingMemoryBound(to: Float.self))
        }
    }

    private static func decode(
        _ request: borrowing InferRequest, _ head: inout Head, into found: inout Detections
    ) throws(StageError) {
        try head.decode(request.outputs, into: &found)
    }

    /// A box of the last call, in pixels of the frame.
    public func box(_ index: Int) -> Box { placement.frame(found[index].box) }
    /// Its score, cut to 0 to 1.
    public func confidence(_ index: Int) -> Float { min(1, max(0, found[index].score)) }
    /// Position of its class in the model's list.
    public func category(_ index: Int) -> Int { Int(found[index].category) }
    /// A key point of it, in pixels of the frame.
    public func point(_ number: Int, of index: Int) -> Point { placement.frame(found.point(number, at: index)) }
}
