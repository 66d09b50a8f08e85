import PluginSDK

/// Configuration of ``Tracker``.
public struct TrackerSettings: StageSettings {
    /// How detections are matched with tracks.
    public enum Algorithm: String, SettingChoice {
        /// Bewley et al. 2016.
        case sort
        /// Zhang et al. 2022.
        case bytetrack
        /// Cao et al. 2023.
        case ocsort
    }

    /// What is told of a track.
    public enum RecordKind: String, SettingChoice {
        /// It got its id.
        case begin
        /// It is out of sight.
        case lost
        /// It is seen again.
        case found
        /// It is over.
        case end
    }

    /// How detections are matched with tracks.
    public var algorithm = Algorithm.sort
    /// Labels of the regions to follow; empty for all.
    public var labels: [String] = []
    /// Whether a track keeps to one label.
    public var perLabel = true
    /// Least confidence of a region to follow.
    public var minScore = 0.0
    /// Confidence from which a detection counts as sure.
    public var highScore = 0.5
    /// Confidence from which a detection begins a track.
    public var beginScore = 0.6
    /// Whether OC-SORT uses unsure detections.
    public var lowScores = true
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
    /// What is told of tracks.
    public var records = [RecordKind.end]
    /// Captured frames without a sighting after which a track counts as lost.
    public var lostAfter = 3
    /// Points of a track's way to remember.
    public var trajectoryPoints = 64
    /// Share of the frame within which a box is at its edge.
    public var edgeMargin = 0.02

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<TrackerSettings>(
        .init(
            "algorithm", \.algorithm,
            "How detections are matched with tracks: sort (Bewley et al. 2016), bytetrack (Zhang et al. 2022) or ocsort (Cao et al. 2023)."
        ),
        .init(
            "labels", \.labels, "Labels of the regions to follow; empty for all regions that are not part of another."),
        .init("per_label", \.perLabel, "Whether a track keeps to one label; otherwise any region may continue it."),
        .init("min_score", \.minScore, 0...1, "Regions of a lower confidence are not followed."),
        .init(
            "high_score", \.highScore, 0...1,
            "For bytetrack and ocsort: detections from this confidence on are matched first."),
        .init(
            "begin_score", \.beginScore, 0...1,
            "For bytetrack and ocsort: confidence from which a detection that continues no track begins one."),
        .init(
            "low_scores", \.lowScores,
            "For ocsort: whether detections below high_score may continue a track, as bytetrack always lets them."),
        .init(
            "iou_threshold", \.iouThreshold, 0.01...1,
            "For sort and ocsort: least overlap (intersection over union) of a detection with a track's predicted place."
        ),
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
            "smooth", \.smooth, "Whether the boxes of followed regions are replaced by the motion filter's estimate."),
        .init("records", \.records, "What is told of tracks in records: begin, lost, found, end."),
        .init(
            "lost_after", \.lostAfter, 1...100_000,
            "Captured frames without a sighting after which a track counts as lost."),
        .init(
            "trajectory_points", \.trajectoryPoints, 0...TrackPath.mostSteps,
            "Points of a track's way in the record of its end, evenly spread over its sightings; 0 for none."),
        .init(
            "edge_margin", \.edgeMargin, 0...0.5,
            "Share of the frame's width and height within which a box counts as being at the frame's edge."))

    /// The method of matching.
    func makeAssociator() -> any Associator {
        switch algorithm {
        case .sort:
            SortAssociator(threshold: Float(iouThreshold), perLabel: perLabel)
        case .bytetrack:
            ByteAssociator(highScore: Float(highScore), beginScore: Float(beginScore), perLabel: perLabel)
        case .ocsort:
            ObservationAssociator(
                threshold: Float(iouThreshold), highScore: Float(highScore), beginScore: Float(beginScore),
                usesLowScores: lowScores, perLabel: perLabel)
        }
    }
}
