import PluginSDK

/// Configuration of ``RecordSink``.
public struct RecordSinkSettings: StageSettings {
    /// How lines are written.
    public enum Format: String, SettingChoice {
        /// JSON Lines: one object per line.
        case jsonl
        /// The MOTChallenge's result file.
        case motchallenge
    }

    /// The file; `-` for standard output.
    public var path = ""
    /// How lines are written.
    public var format = Format.jsonl
    /// Whether to go on at the end of a file that is there.
    public var append = false
    /// Longest time that a line waits in memory; 0 writes each at once.
    public var flush_seconds = 1.0

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<RecordSinkSettings>(
        .init(
            "path", \.path, "The file to write; folders on the way are made; - is standard output.", .writesPath,
            .required),
        .init(
            "format", \.format,
            "How lines are written: jsonl is one JSON object per item; motchallenge is one line per followed region, of one stream."
        ),
        .init("append", \.append, "Whether to go on at the end of a file that is there; otherwise it is emptied."),
        .init(
            "flush_seconds", \.flush_seconds, 0...3600,
            "Longest time in seconds that a line waits in memory while items come; 0 writes each at once."))

    /// Asks for a path.
    public func validate() throws(StageError) {
        if path.isEmpty { throw StageError(.configuration, "path: a file is needed, or - for standard output") }
    }
}
