import HostCore

/// Paths and words that graph files give a meaning.
enum GraphPath {
    /// `from: streams` takes all of them.
    static let allStreams = "streams"

    /// A path as seen from the folder of the file in which it is written, made absolute; paths in overrides are seen from
    /// the working folder.
    static func resolve(_ path: String, at site: Site, _ files: any FileReader) -> String {
        let folder = site.file.hasPrefix("--set ") ? "" : Path.folder(of: site.file)
        return Path.tidy(Path.join(Path.join(files.workingFolder, folder), path))
    }

    /// Whether a model is named by its path rather than by its name in the catalogue.
    static func isModelFile(_ text: String) -> Bool {
        text.contains("/") || text.hasSuffix(".onnx") || text.hasSuffix(".xml")
    }
}
