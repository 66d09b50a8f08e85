/// Writes tar archives entry by entry (POSIX.1-1988, ustar), also such as no well-meaning program would write.
struct TarBuilder {
    /// Types of entries.
    enum Kind: Character {
        case file = "0"
        case hardLink = "1"
        case symbolicLink = "2"
        case device = "3"
        case folder = "5"
    }

    private(set) var bytes: [UInt8] = []

    /// Adds an entry.
    /// - Parameters:
    ///   - name: Its name, at most 100 bytes.
    ///   - content: What follows its head.
    ///   - kind: What it is.
    ///   - target: Where a link leads.
    ///   - size: What its head says, instead of the size of the content.
    mutating func add(
        _ name: String, _ content: [UInt8], kind: Kind = .file, target: String = "", size: UInt64? = nil
    ) {
        var head = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            head.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(String(name.prefix(100)), at: 0)
        put("0000644\0", at: 100)
        put("0000000\0", at: 108)
        put("0000000\0", at: 116)
        put(octal(size ?? UInt64(content.count), 11) + " ", at: 124)
        put("00000000000 ", at: 136)
        put("        ", at: 148)
        put(String(kind.rawValue), at: 156)
        put(target, at: 157)
        put("ustar\0", at: 257)
        put("00", at: 263)
        let sum = head.reduce(0) { $0 + UInt64($1) }
        put(octal(sum, 6) + "\0 ", at: 148)
        bytes += head + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// The archive with its end.
    var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }
}
