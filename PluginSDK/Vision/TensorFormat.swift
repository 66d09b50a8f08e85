/// What a model expects of a picture: its size, and how pixels become numbers.
///
/// Channel c of a pixel is `(level - mean[c]) * scale[c]`, with levels of 0 to 255 in full range. 8-bit tensors are
/// rounded and cut to 0 to 255 after that.
public struct TensorFormat: Sendable, Hashable {
    /// What a pixel of the tensor holds.
    public enum Channels: Sendable, Hashable {
        /// Red, green, blue.
        case rgb
        /// Blue, green, red.
        case bgr
        /// Brightness.
        case gray

        /// Numbers of a pixel.
        public var count: Int { self == .gray ? 1 : 3 }
    }

    /// How the numbers lie in memory.
    public enum Arrangement: Sendable, Hashable {
        /// One plane for each channel: NCHW.
        case planes
        /// The channels of a pixel together: NHWC.
        case interleaved
    }

    /// What becomes of a picture of other proportions.
    public enum Fit: Sendable, Hashable {
        /// Both axes are scaled until they fit.
        case stretch
        /// Proportions stay; what the picture leaves free is padded, alike on both sides.
        case letterbox
        /// Proportions stay: the picture lies at the top left, and what it leaves free is padded.
        case corner
    }

    /// Where a pixel of the tensor gets its level from when the picture shrinks.
    public enum Sampling: Sendable, Hashable {
        /// The four pixels around its centre, as OpenCV's `INTER_LINEAR`: what most models were trained with.
        case linear
        /// The mean of what it covers, as OpenCV's `INTER_AREA`: less noise, at about twice the cost.
        case area
    }

    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int
    /// What a pixel holds.
    public var channels: Channels
    /// How the numbers lie in memory.
    public var arrangement = Arrangement.planes
    /// What becomes of a picture of other proportions.
    public var fit = Fit.stretch
    /// Whether a picture smaller than the tensor is enlarged; without effect on ``Fit/stretch``.
    public var enlarges = true
    /// Where levels come from.
    public var sampling = Sampling.linear
    /// Taken from the levels of each channel, in the tensor's order.
    public var mean: SIMD3<Float> = .zero
    /// The levels are then multiplied by this.
    public var scale: SIMD3<Float> = .one
    /// Level of what is padded, 0 to 255.
    public var padding: Float = 0

    /// A format with levels of 0 to 255 in planes.
    public init(width: Int, height: Int, channels: Channels = .rgb) {
        self.width = width
        self.height = height
        self.channels = channels
    }

    /// Numbers in a tensor.
    public var count: Int { width * height * channels.count }
}
