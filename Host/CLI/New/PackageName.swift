import HostCore

/// The name of a new plugin, and the names that are made of it.
struct PackageName: Sendable {
    /// As given: the folder's, the shared object's, and the stage's in graph files.
    let text: String
    /// Reverse-DNS id of the stage.
    let id: String
    /// In upper camel case, for types: `my-stage` is `MyStage`.
    let type: String

    private static let limit = 64

    /// - Parameters:
    ///   - text: Lower case words with `-` between them.
    ///   - vendor: What stands before the name in the id, such as `org.example`.
    /// - Throws: `usage`, with what a name is made of.
    init(_ text: String, vendor: String) throws(HostError) {
        guard Self.isName(text) else {
            throw HostError(
                .usage,
                "'\(text)' cannot be the name of a plugin; use lower case letters, digits and single '-', a letter "
                    + "first, at most \(Self.limit) characters, such as my-stage")
        }
        let parts = vendor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ Self.isName(String($0)) }) else {
            throw HostError(.usage, "--vendor takes a domain backwards, such as org.example, not '\(vendor)'")
        }
        self.text = text
        id = "\(vendor).\(text)"
        type = text.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= limit else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
}
