/// Durations on the command line: `500ms`, `10s`, `1.5m`, `2h`.
enum DurationArgument {
    private static let units: [(suffix: String, ns: Double)] = [("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)]

    /// Nanoseconds; `nil` when the text is no duration or longer than a hundred years.
    static func nanoseconds(_ text: String) -> Int64? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.utf8.first, (0x30...0x39).contains(first),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let number = Double(digits)
        else { return nil }
        let value = (number * unit.ns).rounded()
        return value < 3.2e18 ? Int64(value) : nil
    }
}
