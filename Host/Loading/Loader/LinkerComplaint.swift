/// What the dynamic linker says when it does not load a library, read for what is behind it.
enum LinkerComplaint {
    /// The failure behind a text of `dlerror`.
    /// - Parameters:
    ///   - text: As the linker said it.
    ///   - library: The path that was to be loaded.
    ///   - needed: What the library itself names as needed.
    static func failure(_ text: String, library: String, needed: [String]) -> LoadFailure {
        if let name = missing(text), name != library { return missingFailure(name, direct: needed.contains(name)) }
        if let symbol = after("undefined symbol: ", in: text) {
            return LoadFailure(
                .unlinkable,
                "uses the function or variable \(symbol), which no library that it names has; link what it needs into it, "
                    + "with -z defs to find out when building")
        }
        if let version = between("version `", "' not found", in: text) {
            return LoadFailure(
                .unlinkable,
                "needs \(version), which this system's libraries are too old for; build it on the oldest system it "
                    + "shall run on, or update this one")
        }
        return LoadFailure(.unlinkable, "cannot be loaded: \(text)")
    }

    private static func missingFailure(_ name: String, direct: Bool) -> LoadFailure {
        let who = direct ? "needs" : "needs, through another library,"
        return LoadFailure(.missingDependency, "\(who) \(name), which is not installed; \(DebianPackage.remedy(name))")
    }

    /// `libx.so.1: cannot open shared object file: No such file or directory`.
    private static func missing(_ text: String) -> String? {
        guard let range = find(": cannot open shared object file: No such file", in: text) else { return nil }
        return String(text[..<range.lowerBound])
    }

    private static func after(_ mark: String, in text: String) -> String? {
        guard let range = find(mark, in: text) else { return nil }
        return text[range.upperBound...].split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\n" }).first
            .map(String.init)
    }

    private static func between(_ start: String, _ end: String, in text: String) -> String? {
        guard let first = find(start, in: text) else { return nil }
        let rest = String(text[first.upperBound...])
        guard let last = find(end, in: rest) else { return nil }
        return String(rest[..<last.lowerBound])
    }

    private static func find(_ part: String, in text: String) -> Range<String.Index>? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(part) { return start..<text.index(start, offsetBy: part.count) }
            start = text.index(after: start)
        }
        return nil
    }
}
