/// Names of files in packages. They are plain by rule, so that none can mean a place outside of its folder, on any file
/// system and in any shell.
enum PackagePath {
    /// The list of what a package holds; its first entry.
    static let contents = "package.json"
    /// The SHA-256 of that list; its last entry.
    static let seal = "package.sha256"

    static let limit_bytes = 200

    /// What is wrong with a name; `nil` when it is fit.
    static func flaw(_ name: String) -> String? {
        if name.isEmpty { return "has no name, or one that is too long or no text" }
        if name.utf8.count > limit_bytes { return "has a name of more than \(limit_bytes) bytes" }
        if name.hasPrefix("/") { return "has an absolute name" }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("..") { return "leads out of its folder" }
        if parts.contains(where: \.isEmpty) { return "has a name with an empty part" }
        if parts.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("-") }) {
            return "has a name of which a part begins with '.' or '-'"
        }
        guard name.utf8.allSatisfy(isPlain) else {
            return "has a name with other characters than letters, digits, '.', '_', '-', '+' and '/'"
        }
        return nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: [0x2E, 0x5F, 0x2D, 0x2B, 0x2F].contains(byte)
        }
    }

    /// A name from an archive as it may be shown: no control characters, not endless.
    static func shown(_ name: String) -> String {
        String(name.unicodeScalars.prefix(80).map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
    }
}
