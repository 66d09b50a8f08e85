import HostCore

extension AllowedPlugins.List {
    private static let limit_bytes: UInt64 = 1 << 20

    /// The host's own list: the file that `$SLUICE_ALLOWED_PLUGINS` names; `nil` when it names none.
    /// - Throws: As ``init(file:)``.
    public static func ofHost() throws(HostError) -> AllowedPlugins.List? {
        guard let file = ChildEnvironment.value("SLUICE_ALLOWED_PLUGINS") else { return nil }
        return try AllowedPlugins.List(file: file)
    }

    /// Reads a list as `sha256sum` writes it: a line for each file, its SHA-256, space, its name. Empty lines and what
    /// follows a `#` at the start of a line are left out.
    /// - Throws: `file` when it cannot be read, or strangers may write it; `usage` for a line that cannot be understood.
    public init(file: String) throws(HostError) {
        self.init(place: file, form: .file)
        let remedy = "correct $SLUICE_ALLOWED_PLUGINS, or the file"
        let facts: FileFacts
        let bytes: [UInt8]
        do throws(ErrorNumber) {
            facts = try FileFacts(file)
            bytes = try RandomFile.read(file, limit_bytes: Self.limit_bytes)
        } catch {
            throw HostError(.file, "the list of allowed plugins \(file) cannot be read: \(error); \(remedy)")
        }
        if let distrust = facts.distrust {
            throw HostError(.file, "the list of allowed plugins \(file) \(distrust)")
        }
        try add(lines: String(decoding: bytes, as: UTF8.self), of: file)
    }

    private mutating func add(lines text: String, of file: String) throws(HostError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let words = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            guard let sum = words.first, !sum.hasPrefix("#") else { continue }
            guard SHA256.isSum(String(sum)) else {
                throw HostError(
                    .usage,
                    "\(file):\(index + 1): '\(sum.prefix(70))' is no SHA-256; write 64 hexadecimal digits and a name, as "
                        + "'sluice plugins --allow-list file' does")
            }
            let path = words.count > 1 ? words[1].drop { $0 == " " || $0 == "*" } : ""
            add(name: AllowedPlugins.name(of: String(path)), sha256: String(sum))
        }
    }
}
