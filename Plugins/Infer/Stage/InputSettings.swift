import PluginSDK

/// What one input of the model is made of.
public struct InputSettings: NestedSettings {
    /// Where it comes from.
    public enum Source: String, SettingChoice {
        /// The frame, or a part of it.
        case frame
        /// Each region of the frame by itself.
        case regions
        /// A tensor item as it is.
        case tensor
        /// The numbers of `values`.
        case constant
    }

    /// What becomes of a picture of other proportions.
    public enum Fit: String, SettingChoice {
        /// Each axis by itself.
        case stretch
        /// Proportions stay, centred.
        case letterbox
        /// Proportions stay, in the top left corner.
        case corner
    }

    /// Order of the channels.
    public enum Colour: String, SettingChoice {
        /// Red first.
        case rgb
        /// Blue first.
        case bgr
        /// Brightness alone.
        case gray
    }

    /// How numbers lie in memory.
    public enum Layout: String, SettingChoice {
        /// As the model's shape tells.
        case auto
        /// Planes.
        case nchw
        /// Pixels.
        case nhwc
    }

    /// Where levels come from when the picture shrinks.
    public enum Sampling: String, SettingChoice {
        /// Four neighbours.
        case linear
        /// The mean of what is covered.
        case area
    }

    /// The model's name for it; empty for its only one.
    public var name = ""
    /// Where it comes from.
    public var from = Source.frame
    /// Width and height; empty for the model's own.
    public var size: [Int] = []
    /// What becomes of other proportions.
    public var fit = Fit.stretch
    /// Order of channels.
    public var colour = Colour.rgb
    /// Memory layout.
    public var layout = Layout.auto
    /// Where levels come from.
    public var sampling = Sampling.linear
    /// Taken from each level.
    public var mean: [Double] = [0]
    /// Multiplied after that.
    public var scale: [Double] = [1]
    /// Level of what is padded.
    public var padding = 0.0
    /// Part of the frame.
    public var crop: [Int] = []
    /// Labels of regions.
    public var labels: [String] = []
    /// Share of the region's size that is added on each side.
    public var margin = 0.0
    /// Most regions of a frame.
    public var maxRegions = 64
    /// Numbers of a constant.
    public var values: [Double] = []

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<InputSettings>(
        .init("name", \.name, "The model's name for this input; empty: the only one that nothing else feeds."),
        .init("from", \.from, "frame, regions (each region by itself), tensor (items of that kind), or constant."),
        .init(
            "size", \.size,
            "Width and height in pixels, [320, 240]; empty: as the model states. Needed where it leaves them open."
        ),
        .init(
            "fit", \.fit,
            "Other proportions: stretch, letterbox (kept, centred) or corner (kept, in the top left corner)."),
        .init("colour", \.colour, "Order of channels: rgb, bgr or gray."),
        .init("layout", \.layout, "nchw, nhwc, or auto: as the model's shape tells."),
        .init("sampling", \.sampling, "When the picture shrinks: linear (four neighbours) or area (mean of all)."),
        .init(
            "mean", \.mean,
            "Taken from each level of 0 to 255: one number, or one for each channel in the order of colour."),
        .init("scale", \.scale, "Multiplied with each level after that: one number, or one for each channel."),
        .init("padding", \.padding, 0...255, "Level of what a picture leaves free, 0 to 255."),
        .init(
            "crop", \.crop, "Part of the frame that is looked at, in pixels: [x, y, width, height]; empty: all of it."),
        .init("labels", \.labels, "Of regions, those with one of these labels; empty: all."),
        .init("margin", \.margin, 0...4, "Share of a region's width and height that is added on each side."),
        .init("max_regions", \.maxRegions, 1...1000, "Most regions of a frame that are looked at; the first count."),
        .init("values", \.values, "Numbers of a constant: as many as the input holds, or one for all."))

    /// Checks lengths of lists.
    public func validate() throws(StageError) {
        try expect(
            size.isEmpty || size.count == 2 && size.allSatisfy { (1...16384).contains($0) }, "size",
            "two numbers of 1 to 16384, width and height")
        try expect(mean.count == 1 || mean.count == 3, "mean", "one number or three")
        try expect(scale.count == 1 || scale.count == 3, "scale", "one number or three")
        try expect((mean + scale).allSatisfy(\.isFinite), "mean, scale", "finite numbers")
        try expect(
            crop.isEmpty || crop.count == 4 && crop[0] >= 0 && crop[1] >= 0 && crop[2] > 0 && crop[3] > 0, "crop",
            "x, y, width and height in pixels inside the frame")
        try expect(from != .constant || !values.isEmpty, "values", "the numbers of the constant")
    }

    private func expect(_ holds: Bool, _ key: String, _ what: String) throws(StageError) {
        guard holds else { throw StageError(.configuration, "\(key): \(what) is needed") }
    }
}
