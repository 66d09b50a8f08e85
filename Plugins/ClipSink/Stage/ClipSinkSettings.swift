import PluginSDK
import SluiceMedia

/// Configuration of ``ClipSink``.
public struct ClipSinkSettings: StageSettings {
    /// The folder that clips are written to.
    public var directory = ""
    /// Kind of file.
    public var container = MediaContainer.mp4
    /// How clips are named.
    public var name = "{stream}-{time}"
    /// Types of records that are events.
    public var records: [String] = []
    /// Label of regions that are events.
    public var label: String?
    /// Score of regions that are events.
    public var score: String?
    /// Least confidence or score.
    public var at_least = 0.5
    /// Video before an event.
    public var before_seconds = 5.0
    /// Video after an event.
    public var after_seconds = 5.0
    /// How late events may come.
    public var late_seconds = 2.0
    /// Longest clip.
    public var max_seconds = 300.0
    /// Memory for the video before an event.
    public var buffer_mb = 32
    /// What a kill may cost.
    public var fragment_ms = 1000
    /// Whether fragments are forced to the disk.
    public var sync = false

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<ClipSinkSettings>(
        .init("directory", \.directory, "The folder to write to; made when it is not there.", .writesPath, .required),
        .init("container", \.container, "Kind of file: mp4 in fragments, or matroska."),
        .init(
            "name", \.name,
            "Name of a clip; {stream}, {time} and {pts_ms} (of the first event), and {number} are filled in."),
        .init("records", \.records, "Types of records that are events, such as sluice.best-shot."),
        .init(
            "label", \.label, "A region with this label is an event, when it also has what score asks; null: any label."
        ),
        .init(
            "score", \.score,
            "A region whose score of this name, or whose confidence for the name confidence, reaches at_least is an event."
        ),
        .init("at_least", \.at_least, "Least value of score.", .live),
        .init(
            "before_seconds", \.before_seconds, 0...600, "Video before an event; it begins with a key picture.", .live),
        .init("after_seconds", \.after_seconds, 0...600, "Video after an event.", .live),
        .init(
            "late_seconds", \.late_seconds, 0...60, "How long after its moment an event may come in, in stream time."),
        .init("max_seconds", \.max_seconds, 1...86_400, "Longest clip; what follows becomes another one."),
        .init(
            "buffer_mb", \.buffer_mb, 1...4096,
            "Memory for the video before an event, of each stream; when it is full, less is kept."),
        .init(
            "fragment_ms", \.fragment_ms, 20...60_000, "Longest video of a clip that a kill of the process may cost."),
        .init("sync", \.sync, "Whether each fragment is forced to the disk, to outlive a loss of power too."))

    /// Asks for a folder and for something that is an event.
    public func validate() throws(StageError) {
        if directory.isEmpty { throw StageError(.configuration, "directory: a folder is needed") }
        if records.isEmpty, label == nil, score == nil {
            throw StageError(.configuration, "records: nothing is an event; write records, label or score")
        }
    }
}
