/// Sizes of memory as graph files write them: `512MB`, `2GB`. The units are powers of 1024.
public enum SizeText {
    private static let units: [(suffix: String, bytes: Int)] = [("kB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)]

    /// Bytes; `nil` when the text is no size from 1 kB to 1024 GB.
    public static func bytes(_ text: String) -> Int? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let number = Int(text.dropLast(unit.suffix.count)), (1...(1 << 40) / unit.bytes).contains(number)
        else { return nil }
        return number * unit.bytes
    }

    /// The size in the largest unit that fits: `512MB`.
    public static func text(_ bytes: Int) -> String {
        for unit in units.reversed() where bytes >= unit.bytes && bytes % unit.bytes == 0 {
            return "\(bytes / unit.bytes)\(unit.suffix)"
        }
        return "\(bytes >> 10)kB"
    }
}
