import PluginSDK

/// Kinds of files that coded video is written to.
public enum MediaContainer: String, SettingChoice {
    /// ISO base media file, in fragments.
    case mp4
    /// Matroska.
    case matroska

    /// Endings of file names, the usual one first.
    public var endings: [String] { self == .mp4 ? ["mp4", "m4v"] : ["mkv"] }
}
