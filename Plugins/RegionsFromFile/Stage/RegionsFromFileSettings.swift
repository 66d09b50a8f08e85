import PluginSDK

/// Configuration of ``RegionsFromFile``.
public struct RegionsFromFileSettings: StageSettings {
    /// What the file's lines look like.
    public enum Format: String, SettingChoice {
        /// By the first character of the file.
        case auto
        /// Comma-separated values of the MOTChallenge.
        case motchallenge
        /// One JSON object per line.
        case jsonl
    }
    /// What becomes of a line that cannot be used.
    public enum BadLines: String, SettingChoice {
        /// The graph does not start.
        case refuse
        /// It is left out and counted.
        case skip
    }

    /// The file.
    public var path = ""
    /// What its lines look like.
    public var format = Format.auto
    /// Label of regions that the file gives none.
    public var label = "object"
    /// Added to a frame's number to find its lines.
    public var frameOffset = 0
    /// Factor of all boxes and points.
    public var scale = 1.0
    /// Score in the file that becomes confidence 0.
    public var scoreFrom = 0.0
    /// Score in the file that becomes confidence 1.
    public var scoreTo = 1.0
    /// Classes to take from a MOTChallenge file; empty for all.
    public var classes: [Int] = []
    /// Whether the file's track numbers are kept.
    public var tracks = false
    /// What becomes of a line that cannot be used.
    public var badLines = BadLines.refuse
    /// Most regions in one frame.
    public var maxRegions = 1000

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<RegionsFromFileSettings>(
        .init("path", \.path, "The file with the regions.", .readsPath, .required),
        .init(
            "format", \.format,
            "What its lines look like: motchallenge, jsonl, or auto to go by the first character of the file."),
        .init("label", \.label, "Label of regions that the file gives none."),
        .init(
            "frame_offset", \.frameOffset, -1_000_000_000...1_000_000_000,
            "Added to a frame's seq, which counts from 1, to find its lines in the file."),
        .init("scale", \.scale, 1e-6...1e6, "Factor of all boxes and points, for files made at another resolution."),
        .init("score_from", \.scoreFrom, "The score in the file that becomes confidence 0; lower ones do too."),
        .init("score_to", \.scoreTo, "The score in the file that becomes confidence 1; higher ones do too."),
        .init(
            "classes", \.classes, "Classes (8th column) to take from a motchallenge file; empty for all, also for none."
        ),
        .init("tracks", \.tracks, "Whether the track numbers of the file are kept."),
        .init(
            "bad_lines", \.badLines,
            "What becomes of a line that cannot be used: refuse does not start the graph and names file and line, skip leaves the line out and counts it."
        ),
        .init("max_regions", \.maxRegions, 1...50_000, "Most regions in one frame; a line above it is a bad line."))

    /// Checks what bounds cannot say.
    public func validate() throws(StageError) {
        if path.isEmpty { throw StageError(.configuration, "path: a file is needed") }
        guard scoreTo > scoreFrom else {
            throw StageError(.configuration, "score_to: a number above score_from (\(scoreFrom)) is needed")
        }
    }

    /// A score of the file as a confidence: linear between the two bounds.
    func confidence(_ score: Double) -> Float {
        Float(max(0, min(1, (score - scoreFrom) / (scoreTo - scoreFrom))))
    }
}
