import PluginSDK

/// Configuration of ``ImageSink``.
public struct ImageSinkSettings: StageSettings {
    /// How pictures are coded.
    public enum Format: String, SettingChoice {
        /// Without loss.
        case png
        /// Small.
        case jpeg
    }

    /// The folder that pictures are written to.
    public var directory = ""
    /// How pictures are coded.
    public var format = Format.png
    /// For JPEG.
    public var quality = 90
    /// For PNG.
    public var compression = 4
    /// How files are named.
    public var name = "{stream}-{track}-{seq}-{sub}"

    /// The defaults.
    public init() {}

    /// The keys.
    public static let schema = Schema<ImageSinkSettings>(
        .init("directory", \.directory, "The folder to write to; made when it is not there.", .writesPath, .required),
        .init("format", \.format, "How pictures are coded: png loses nothing, jpeg is small."),
        .init("quality", \.quality, 1...100, "For jpeg: 100 is the best."),
        .init("compression", \.compression, 0...9, "For png: 0 is the fastest, 9 the smallest."),
        .init(
            "name", \.name,
            "Name of a file; {stream}, {track}, {label}, {rank}, {seq}, {sub}, {pts_ms} and {region} are filled in, a "
                + "slash makes a folder, the ending follows the format."))

    /// Asks for a folder.
    public func validate() throws(StageError) {
        if directory.isEmpty { throw StageError(.configuration, "directory: a folder is needed") }
    }
}
