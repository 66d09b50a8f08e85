import PluginSDK

/// How much each term counts.
public struct QualityWeights: NestedSettings {
    /// Of symmetry.
    public var symmetry = 0.2
    /// Of sharpness.
    public var sharpness = 0.3
    /// Of illumination.
    public var illumination = 0.2
    /// Of resolution.
    public var resolution = 0.3
    /// Of completeness.
    public var completeness = 0.3

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<QualityWeights>(
        .init("symmetry", \.symmetry, 0...1000, "Weight of the likeness of both halves."),
        .init("sharpness", \.sharpness, 0...1000, "Weight of fine detail."),
        .init("illumination", \.illumination, 0...1000, "Weight of the usable grey range."),
        .init("resolution", \.resolution, 0...1000, "Weight of the size as captured."),
        .init(
            "completeness", \.completeness, 0...1000,
            "Weight of a region's score `completeness`, where an earlier stage has set one; else it does not count."))

    /// Checks that something counts.
    public func validate() throws(StageError) {
        guard symmetry + sharpness + illumination + resolution > 0 else {
            throw StageError(
                .configuration, "one of symmetry, sharpness, illumination and resolution needs a weight above 0")
        }
    }

    var terms: QualityTerms {
        QualityTerms(
            symmetry: symmetry, sharpness: sharpness, illumination: illumination, resolution: resolution,
            completeness: completeness)
    }
}

/// What `quality-scorer` can be told.
public struct QualityScorerSettings: StageSettings {
    /// Where the weights come from.
    public enum Weighting: String, SettingChoice {
        /// As they are written.
        case fixed
        /// Shifted, within each track, to the terms that tell its candidates apart.
        case auto
    }

    /// Where the weights come from.
    public var weighting = Weighting.fixed
    /// How much each term counts.
    public var weights = QualityWeights()
    /// Mean magnitude of the Laplacian that makes half a mark.
    public var sharpnessReference = 12.0
    /// Size of a face that makes the full mark.
    public var referenceSize_pixels = 120.0
    /// Longest side of the picture in which a face is judged.
    public var workingSize_pixels = 96
    /// Labels of the regions to judge.
    public var labels: [String] = []

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<QualityScorerSettings>(
        .init(
            "weighting", \.weighting,
            "fixed: weights as written; auto: shifted, within each track, to the terms that tell its candidates apart."),
        .init("weights", \.weights, "How much each term counts; their mean by weight is the score `quality`."),
        .init(
            "sharpness_reference", \.sharpnessReference, 0.1...500,
            "Mean magnitude of the Laplacian, in grey levels of 0 to 255, that gives a sharpness of 0.5."),
        .init(
            "reference_size_pixels", \.referenceSize_pixels, 1...10_000,
            "Size of a region in the captured frame from which resolution is 1."),
        .init(
            "working_size_pixels", \.workingSize_pixels, 16...512,
            "Larger regions are scaled down to this longer side before they are judged."),
        .init("labels", \.labels, "Labels of the regions to judge; empty: all regions."))
}
