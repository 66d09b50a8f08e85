/// Folders of a library's run path, as the dynamic linker reads them (ld.so(8)).
enum RunPath {
    /// The folder with `$ORIGIN` replaced.
    static func expand(_ entry: String, origin: String) -> String {
        for name in ["$ORIGIN", "${ORIGIN}"] where entry.hasPrefix(name) {
            return origin + entry.dropFirst(name.count)
        }
        return entry
    }
}
