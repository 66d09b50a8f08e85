import HostCore

/// A command line that was understood.
struct Arguments: Sendable {
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    mutating func add(operand: String) { operands.append(operand) }
    mutating func add(_ option: OptionSpec, _ value: String) { values[option.name, default: []].append(value) }

    func has(_ option: String) -> Bool { values[option] != nil }
    func text(_ option: String) -> String? { values[option]?.last }
    func texts(_ option: String) -> [String] { values[option] ?? [] }

    /// A whole number above zero.
    func count(_ option: String) throws(HostError) -> UInt64? {
        guard let text = text(option) else { return nil }
        guard let value = UInt64(text), value > 0 else {
            throw HostError(.usage, "--\(option) takes a whole number above zero, not '\(text)'")
        }
        return value
    }

    /// A time such as `10s`, in nanoseconds.
    func duration(_ option: String) throws(HostError) -> Int64? {
        guard let text = text(option) else { return nil }
        guard let value = DurationText.nanoseconds(text), value > 0 else {
            throw HostError(
                .usage, "--\(option) takes a number with its unit (ms, s, m, h), such as 10s or 1.5m, not '\(text)'")
        }
        return value
    }
}
