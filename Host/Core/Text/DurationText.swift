/// Durations as graph files and the command line write them: `200ms`, `1.5s`, `2m`, `1h`, `50us`.
public enum DurationText {
    private static let units: [(suffix: String, ns: Double)] = [
        ("ms", 1e6), ("us", 1e3), ("ns", 1), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// Nanoseconds; `nil` when the text is no duration or longer than a hundred years.
    public static func nanoseconds(_ text: String) -> Int64? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.utf8.first, (0x30...0x39).contains(first),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let number = Double(digits)
        else { return nil }
        let value = (number * unit.ns).rounded()
        return value < 3.2e18 ? Int64(value) : nil
    }

    /// A short text for a duration: `200ms`.
    public static func text(_ ns: Int64) -> String {
        for (suffix, unit) in [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ]
        where ns >= unit && ns % Int64(unit) == 0 {
            return "\(ns / Int64(unit))\(suffix)"
        }
        return "\(ns)ns"
    }
}
