import PluginSDK

/// Configuration of ``FrameStability``.
public struct FrameStabilitySettings: StageSettings {
    /// What becomes of blocks that are not stable.
    public enum Action: String, SettingChoice {
        /// Regions show where they are; the picture stays.
        case mark
        /// They are replaced by what was there before.
        case correct
        /// Both.
        case both
    }

    /// What becomes of blocks that are not stable.
    public var action = Action.mark
    /// Width of a block in pixels.
    public var blockWidth_pixels = 16
    /// Height of a block in pixels.
    public var blockHeight_pixels = 16
    /// Stability index below which a block is compared.
    public var threshold = 4.0
    /// Share of its former index that a damaged block has at most.
    public var drop = 0.6
    /// Difference from before, as a share of the range, that a damaged block has at least.
    public var change = 0.1
    /// How far what a block shows may have moved.
    public var search_pixels = 8
    /// Share of blocks that change otherwise from which the scene is another one.
    public var cutShare = 0.5
    /// Frames in a row for which a block counts as damaged.
    public var holdFrames = 3

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<FrameStabilitySettings>(
        .init(
            "action", \.action,
            "What becomes of damaged blocks: mark adds regions labelled `unstable`, correct puts what was there before in their place, both does both."
        ),
        .init("block_width_pixels", \.blockWidth_pixels, 2...1024, "Width of a block in pixels, even."),
        .init("block_height_pixels", \.blockHeight_pixels, 2...1024, "Height of a block in pixels, even."),
        .init(
            "threshold", \.threshold, 0...255, "Stability index below which a block is compared with the frame before."),
        .init(
            "drop", \.drop, 0...1, "A compared block is damaged when its index is below this share of its former one."),
        .init(
            "change", \.change, 0...1,
            "And when its mean difference from before is above this share of the range from black to white."),
        .init(
            "search_pixels", \.search_pixels, 0...64,
            "How far what a block shows may have moved since the frame before: it is looked for within so many pixels; 0: not."
        ),
        .init(
            "cut_share", \.cutShare, 0...1,
            "When more than this share of blocks change without being damaged, the scene has changed and no block is."),
        .init(
            "hold_frames", \.holdFrames, 1...1000,
            "Frames in a row for which a block counts as damaged; after them it is taken as it is."))

    /// Colour has half the size, so blocks begin at even pixels.
    public func validate() throws(StageError) {
        guard blockWidth_pixels % 2 == 0, blockHeight_pixels % 2 == 0 else {
            throw StageError(
                .configuration,
                "block_width_pixels, block_height_pixels: even numbers are needed, since colour has half the size")
        }
    }
}
