import HostCore

/// How a frame lies in memory and what is beside its pixels.
struct FrameShape: Sendable {
    var format: PixelFormat
    var width: Int
    var height: Int
    /// Bytes added to each row beyond the least multiple of 64.
    var padding_bytes = 0
    /// What the bytes are filled with that are no pixels.
    var paddingSeed: UInt64 = 1
    /// Which fence the planes touch.
    var side = FencedBlock.Side.end

    init(_ format: PixelFormat, _ width: Int, _ height: Int) {
        self.format = format
        self.width = width
        self.height = height
    }
}

/// What a picture shows.
enum PictureContent: Sendable, Hashable {
    case noise(UInt64)
    case solid(UInt8)
    case gradient
    case checker
    /// A bright square on a dark ground that moves with the number of the frame.
    case scene(UInt64)
}
