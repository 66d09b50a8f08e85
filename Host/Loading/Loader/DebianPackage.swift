/// Which Debian 12 package holds a shared library.
enum DebianPackage {
    /// Names that do not follow from Debian's rule.
    private static let exceptions: [String: String] = [
        "libdlib.so.19": "libdlib19.1",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgobject-2.0.so.0": "libglib2.0-0",
        "libgio-2.0.so.0": "libglib2.0-0",
        "libgstapp-1.0.so.0": "libgstreamer-plugins-base1.0-0",
        "libgstreamer-1.0.so.0": "libgstreamer1.0-0",
        "libgstvideo-1.0.so.0": "libgstreamer-plugins-base1.0-0",
        "libjpeg.so.62": "libjpeg62-turbo",
        "libnats.so.3.4": "libnats3.4",
        "libcurl-gnutls.so.4": "libcurl3-gnutls",
        "libxml2.so.2": "libxml2",
        "libz.so.1": "zlib1g",
    ]

    /// What to do about a library that is not there.
    static func remedy(_ library: String) -> String {
        if library.hasPrefix("libswift") || library.hasPrefix("libFoundation") || library.hasPrefix("lib_Foundation") {
            return "it is part of the Swift toolchain: build the plugin with -static-stdlib"
        }
        if library.hasPrefix("libopenvino") || library.hasPrefix("libonnxruntime") {
            return "Debian does not package it: install it from its makers and put it beside the plugin"
        }
        if let package = exceptions[library] { return "on Debian 12: apt install \(package)" }
        if let package = byRule(library) { return "on Debian it is usually in the package \(package)" }
        return "install it, or put it beside the plugin"
    }

    /// Debian's rule: `libNAME.so.VERSION` is in `libNAMEVERSION`, with a hyphen after a digit.
    private static func byRule(_ library: String) -> String? {
        let parts = library.split(separator: ".")
        guard let so = parts.firstIndex(of: "so"), so > 0, so + 1 < parts.count, library.hasPrefix("lib") else {
            return nil
        }
        let stem = parts[..<so].joined(separator: ".").lowercased().map { $0 == "_" ? "-" : $0 }
        let version = parts[(so + 1)...].joined(separator: ".")
        let hyphen = stem.last?.isNumber == true ? "-" : ""
        return String(stem) + hyphen + version
    }
}
