import PluginSDK
import SluiceMedia

/// Configuration of ``FileSink``.
public struct FileSinkSettings: StageSettings {
    /// What has a file of its own.
    public enum Scope: String, SettingChoice {
        /// Each stream.
        case stream
        /// Each track of each stream.
        case track
    }

    /// The folder that files are written to.
    public var directory = ""
    /// Kind of file.
    public var container = MediaContainer.mp4
    /// How files are named.
    public var name = "{stream}-{time}"
    /// What has a file of its own.
    public var per = Scope.stream
    /// Length from which a new file begins.
    public var segment_seconds = 0.0
    /// Size from which a new file begins.
    public var segment_mb = 0
    /// What a kill may cost.
    public var fragment_ms = 1000
    /// Whether fragments are forced to the disk.
    public var sync = false
    /// Most files at once.
    public var max_files = 64
    /// When the file of a track that is gone is closed.
    public var idle_seconds = 10.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<FileSinkSettings>(
        .init("directory", \.directory, "The folder to write to; made when it is not there.", .writesPath, .required),
        .init("container", \.container, "Kind of file: mp4 in fragments, or matroska."),
        .init(
            "name", \.name,
            "Name of a file; {stream}, {track}, {time}, {part}, {seq} and {pts_ms} are filled in, a slash makes a folder."
        ),
        .init("per", \.per, "What has a file of its own: each stream, or each track of it."),
        .init(
            "segment_seconds", \.segment_seconds, 0...86_400,
            "A new file begins with the first key picture after so many seconds; 0: never."),
        .init(
            "segment_mb", \.segment_mb, 0...1_000_000,
            "A new file begins with the first key picture after so many million bytes; 0: never."),
        .init("fragment_ms", \.fragment_ms, 20...60_000, "Longest video that a kill of the process may cost."),
        .init("sync", \.sync, "Whether each fragment is forced to the disk, to outlive a loss of power too."),
        .init("max_files", \.max_files, 1...1000, "Most files at once; the one unused for longest makes room."),
        .init(
            "idle_seconds", \.idle_seconds, 0.1...86_400,
            "With per: track, stream time after which an unused file ends."))

    /// Asks for a folder.
    public func validate() throws(StageError) {
        if directory.isEmpty { throw StageError(.configuration, "directory: a folder is needed") }
    }
}
