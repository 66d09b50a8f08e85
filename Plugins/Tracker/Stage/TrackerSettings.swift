import PluginSDK

/// Configuration of ``Tracker``.
public struct TrackerSettings: StageSettings {
    /// How detections are matched with tracks.
    public enum Algorithm: String, SettingChoice {
        /// Bewley et al. 2016.
        case sort
    }

    /// How detections are matched with tracks.
    public var algorithm = Algorithm.sort
    /// Labels of the regions to follow; empty for all.
    public var labels: [String] = []
    /// Whether a track keeps to one label.
    public var perLabel = true
    /// Least overlap of a detection with a track's predicted place.
    public var iouThreshold = 0.3
    /// Sightings in a row, after the first, before a track counts.
    public var minHits = 3
    /// Whether a track that was unseen must again be seen `minHits` times.
    public var reconfirm = false
    /// Captured frames without a sighting after which a track ends.
    public var maxAge = 15
    /// Stream time without a sighting after which a track ends.
    public var maxAge_seconds = 0.0
    /// Whether unseen tracks appear at their predicted places.
    public var emitPredicted = false
    /// Whether boxes are replaced by the filter's.
    public var smooth = false

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<TrackerSettings>(
        .init("algorithm", \.algorithm, "How detections are matched with tracks: sort (Bewley et al. 2016)."),
        .init(
            "labels", \.labels, "Labels of the regions to follow; empty for all regions that are not part of another."),
        .init("per_label", \.perLabel, "Whether a track keeps to one label; otherwise any region may continue it."),
        .init(
            "iou_threshold", \.iouThreshold, 0.01...1,
            "Least overlap (intersection over union) of a detection with a track's predicted place."),
        .init("min_hits", \.minHits, 0...1000, "Sightings in a row, after the first, before a track gets its id."),
        .init(
            "reconfirm", \.reconfirm,
            "Whether a track that was out of sight must again be seen min_hits times, as in the authors' code."),
        .init("max_age", \.maxAge, 0...100_000, "Captured frames without a sighting after which a track ends."),
        .init(
            "max_age_seconds", \.maxAge_seconds, 0...86_400,
            "Stream time in seconds without a sighting after which a track ends; 0 for no limit."),
        .init(
            "emit_predicted", \.emitPredicted,
            "Whether tracks that were not seen in a frame are added to it at their predicted places, marked so."),
        .init(
            "smooth", \.smooth, "Whether the boxes of followed regions are replaced by the motion filter's estimate."))
}
