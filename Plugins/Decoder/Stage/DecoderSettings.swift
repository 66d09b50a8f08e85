import PluginSDK

/// Configuration of ``Decoder``.
public struct DecoderSettings: StageSettings {
    /// Threads of one decoder.
    public var threads = 1
    /// Whether each picture goes on at once.
    public var low_latency = false
    /// What becomes of damaged pictures.
    public var damaged = Damaged.show
    /// Stream time between reports of damage.
    public var report_seconds = 1.0

    /// What becomes of damaged pictures.
    public enum Damaged: String, SettingChoice {
        /// They go on, concealed and marked.
        case show
        /// They are dropped and counted.
        case drop
    }

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<DecoderSettings>(
        .init(
            "threads", \.threads, 1...64,
            "Threads of one decoder; above 1 pictures come later by as many frames and are copied once."),
        .init(
            "low_latency", \.low_latency,
            "Whether each picture goes on at once, in decoding order: for streams without B-frames."),
        .init("damaged", \.damaged, "What becomes of damaged pictures: show them, concealed and marked, or drop them."),
        .init(
            "report_seconds", \.report_seconds, 0...3600,
            "Least stream time between two records of damage; 0: one for each damaged picture."))
}
