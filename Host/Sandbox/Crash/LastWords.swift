/// What a process said on standard error before it ended.
public enum LastWords {
    /// The line that tells most: the last with `Fatal error` or `error:`, else the last; `nil` when it said nothing.
    /// At most 200 characters, without control characters.
    public static func line(of errors: [UInt8]) -> String? {
        let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n")
        let line = lines.last { isFatal($0) } ?? lines.last
        let text = line.map {
            String($0.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(200).map(Character.init))
        }
        return text?.isEmpty == true ? nil : text
    }

    /// `Fatal error: …`, also behind a file and a line.
    private static func isFatal(_ line: Substring) -> Bool {
        line.hasPrefix("Fatal error") || line.split(separator: " ").contains("error:")
    }
}
