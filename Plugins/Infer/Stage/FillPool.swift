import PluginSDK
import SluiceVision

/// What makes pictures for the model's inputs, one for each input that takes them.
struct FillPool: ~Copyable {
    private let fills: UnsafeMutablePointer<TensorFill>
    private let count: Int
    /// Input positions, in the order of `fills`.
    let inputs: [Int]
    let settings: [InputSettings]
    let formats: [TensorFormat]

    init(_ plan: FeedPlan) {
        let pictures = plan.pictures
        inputs = pictures.map(\.input)
        settings = pictures.map(\.settings)
        formats = pictures.map(\.format)
        count = pictures.count
        fills = .allocate(capacity: max(1, pictures.count))
        for (index, picture) in pictures.enumerated() { (fills + index).initialize(to: TensorFill(picture.format)) }
    }

    deinit {
        fills.deinitialize(count: count)
        fills.deallocate()
    }

    /// Fills a part of an input's memory with a part of a frame.
    mutating func fill(
        _ index: Int, _ frame: FrameView, _ part: Box, into memory: UnsafeMutableRawBufferPointer,
        element: TensorElement
    ) throws(StageError) -> TensorPlacement {
        if element == .u8 { return try fills[index].fill(frame, from: part, into: memory.bindMemory(to: UInt8.self)) }
        return try fills[index].fill(frame, from: part, into: memory.bindMemory(to: Float.self))
    }
}
