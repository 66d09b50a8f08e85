/// Numbers as people read them.
enum Figures {
    /// `12.3` with the given digits behind the point.
    static func decimal(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 9e18 else { return "\(value)" }
        let whole = UInt64(scaled)
        let unit = UInt64(scale)
        let sign = value < 0 && whole > 0 ? "-" : ""
        guard places > 0 else { return sign + String(whole) }
        let digits = String(whole % unit)
        return "\(sign)\(whole / unit)." + String(repeating: "0", count: places - digits.count) + digits
    }

    /// `850 ns`, `12.3 µs`, `4.56 ms`, `1.20 s`, `3 min 05 s`.
    static func time(_ ns: UInt64) -> String {
        let value = Double(ns)
        if ns < 1000 { return "\(ns) ns" }
        if ns < 1_000_000 { return threeDigits(value / 1e3) + " µs" }
        if ns < 1_000_000_000 { return threeDigits(value / 1e6) + " ms" }
        if ns < 60_000_000_000 { return threeDigits(value / 1e9) + " s" }
        let seconds = ns / 1_000_000_000
        let (minutes, rest) = (seconds / 60, seconds % 60)
        if minutes < 60 { return "\(minutes) min \(padded(rest)) s" }
        return "\(minutes / 60) h \(padded(minutes % 60)) min"
    }

    /// `512 B`, `1.5 MB`.
    static func bytes(_ count: Int) -> String {
        let value = Double(count)
        if count < 1000 { return "\(count) B" }
        if count < 1_000_000 { return threeDigits(value / 1e3) + " kB" }
        if count < 1_000_000_000 { return threeDigits(value / 1e6) + " MB" }
        return threeDigits(value / 1e9) + " GB"
    }

    /// `1,234,567`.
    static func count(_ value: UInt64) -> String {
        let digits = Array(String(value))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// A share of a whole as `12.5`; 0 of nothing.
    static func percent(_ part: Double, of whole: Double) -> String {
        whole > 0 ? decimal(part / whole * 100, 1) : decimal(0, 1)
    }

    /// Frames a second.
    static func rate(_ count: UInt64, in ns: Int64) -> String {
        guard ns > 0 else { return "0.0" }
        let rate = Double(count) / (Double(ns) / 1e9)
        return rate < 1000 ? decimal(rate, 1) : Figures.count(UInt64(rate.rounded()))
    }

    private static func threeDigits(_ value: Double) -> String {
        decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
    }

    private static func padded(_ value: UInt64) -> String { value < 10 ? "0\(value)" : String(value) }
}
