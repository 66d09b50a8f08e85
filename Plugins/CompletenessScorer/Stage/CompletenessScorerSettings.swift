import PluginSDK

/// What `completeness-scorer` can be told.
public struct CompletenessScorerSettings: StageSettings {
    /// Which boxes cover which.
    public enum Nearer: String, SettingChoice {
        /// The lower bottom edge is nearer: cameras look down on a plane.
        case bottom
        /// The larger box is nearer: objects of one size.
        case larger
        /// Every box covers every other one.
        case all
        /// No box covers another.
        case none
    }

    /// The objects.
    public var objects: [ObjectSettings] = []
    /// The levels that a part can have.
    public var levels = [
        LevelSettings("complete", value: 1, from: 0.9), LevelSettings("incomplete", value: 0.5, from: 0.3),
        LevelSettings("invisible", value: 0, from: 0),
    ]
    /// Number of equal steps of visible area instead of levels.
    public var steps = 0
    /// Distance below which parts share a region.
    public var shareDistance = 0.0
    /// Which boxes cover which.
    public var nearer = Nearer.bottom
    /// Labels of boxes that can cover; empty for those of the objects.
    public var covering: [String] = []
    /// Most regions in a frame that is judged.
    public var maxRegions = 500

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<CompletenessScorerSettings>(
        .init("objects", \.objects, "The objects as key parts: label, preset and parts of each.", .required),
        .init(
            "levels", \.levels,
            "The levels that a part can have: name, value, and the visible share from which each applies; highest first."
        ),
        .init("steps", \.steps, 0...1000, "Number of equal steps of visible area instead of levels; 0 for levels."),
        .init(
            "share_distance", \.shareDistance, 0...1,
            "Parts that lie closer together than this share a region; in shares of the object's box."),
        .init(
            "nearer", \.nearer,
            "Which of two boxes covers the other: bottom, the one whose bottom edge is lower; larger, the larger one; all, each the other; none."
        ),
        .init(
            "covering", \.covering, "Labels of boxes that can cover an object; empty for the labels of the objects."),
        .init(
            "max_regions", \.maxRegions, 1...5000,
            "A frame with more regions passes unjudged, and is counted in the log."))

    /// Checks objects against each other, and the order of levels.
    public func validate() throws(StageError) {
        if objects.isEmpty { throw StageError(.configuration, "objects: at least one object is needed") }
        let labels = objects.map(\.label)
        if let twice = labels.first(where: { label in labels.count { $0 == label } > 1 }) {
            throw StageError(.configuration, "objects: the label '\(twice)' stands twice")
        }
        try validateLevels()
    }

    private func validateLevels() throws(StageError) {
        if steps == 1 { throw StageError(.configuration, "steps: at least 2 are needed, or 0 for levels") }
        guard steps == 0 else { return }
        guard let last = levels.last, last.from == 0 else {
            throw StageError(.configuration, "levels: the last one applies from 0, so that each part has a level")
        }
        for (upper, lower) in zip(levels, levels.dropFirst()) where upper.from <= lower.from {
            throw StageError(
                .configuration, "levels: '\(upper.name)' applies from \(upper.from), which is not above the next one's")
        }
    }

    /// The levels, or the steps, as one scale.
    var scale: LevelScale {
        guard steps > 0 else { return LevelScale(levels.map { .init(from: $0.from, value: $0.value) }) }
        return LevelScale(
            (0...steps).reversed().map { .init(from: Double($0) / Double(steps), value: Double($0) / Double(steps)) })
    }
}
