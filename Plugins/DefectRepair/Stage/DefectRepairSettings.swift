import PluginSDK
import SluiceVision

/// Configuration of ``DefectRepair``.
public struct DefectRepairSettings: StageSettings {
    /// What becomes of defects.
    public enum Action: String, SettingChoice {
        /// They are replaced.
        case repair
        /// Regions show where they are; the picture stays.
        case mark
        /// Both.
        case both
    }

    /// What becomes of defects.
    public var action = Action.repair
    /// Width of a block in pixels.
    public var blockWidth_pixels = 16
    /// Height of a block in pixels.
    public var blockHeight_pixels = 16
    /// Factor of the block's mean above which a pixel is a defect.
    public var gamma = 1.1
    /// Factor of the block's mean below which a pixel is a defect.
    public var tau = 0.9
    /// Share of a block above which what sticks out is content.
    public var maxShare = 1.0
    /// Whether a defect must also stand apart from its neighbours.
    public var isolated = true
    /// Least difference from the neighbours.
    public var minDifference = 48
    /// The same as a factor of the neighbours' spread.
    public var contrast = 1.0
    /// Regions in a frame at most.
    public var maxMarks = 100
    /// Whether a record tells of each frame with defects.
    public var records = false

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<DefectRepairSettings>(
        .init(
            "action", \.action,
            "What becomes of defects: repair replaces them, mark adds regions labelled `defect`, both does both."),
        .init("block_width_pixels", \.blockWidth_pixels, 2...1024, "Width of a block in pixels."),
        .init("block_height_pixels", \.blockHeight_pixels, 2...1024, "Height of a block in pixels."),
        .init("gamma", \.gamma, 1...255, "Factor of the block's mean brightness above which a pixel is a defect."),
        .init("tau", \.tau, 0...1, "Factor of the block's mean brightness below which a pixel is a defect."),
        .init(
            "max_share", \.maxShare, 0...1,
            "Share of a block's pixels above which what sticks out is taken to be content and left alone; 1: never."),
        .init(
            "isolated", \.isolated,
            "Whether a defect must also stand apart from its neighbours; false leaves gamma and tau alone to decide."),
        .init(
            "min_difference", \.minDifference, 0...255,
            "With isolated: least difference from all neighbours, or from all but one when the others are alike, in grey levels."
        ),
        .init(
            "contrast", \.contrast, 0...255,
            "With isolated: the same as a factor of the neighbours' own spread, so that texture is left alone."),
        .init("max_marks", \.maxMarks, 1...10_000, "Most regions that are added to a frame."),
        .init("records", \.records, "Whether a record sluice.defects tells of each frame with defects."))

    /// Checks one factor against the other.
    public func validate() throws(StageError) {
        if gamma <= tau { throw StageError(.configuration, "gamma: a number above tau (\(tau)) is needed") }
    }

    var rule: DefectFinder.Rule {
        DefectFinder.Rule(
            block: (blockWidth_pixels, blockHeight_pixels), gamma: gamma, tau: tau, mostShare: maxShare,
            leastDifference: isolated ? minDifference : nil, contrast: contrast)
    }
}
